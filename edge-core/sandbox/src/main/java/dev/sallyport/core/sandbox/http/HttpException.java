package dev.sallyport.core.sandbox.http;

import java.io.IOException;

/** A message that does not follow HTTP/1.1 or is too large. */
final class HttpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What a server answers to it. */
    int status() {
        return status;
    }
}
