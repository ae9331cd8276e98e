package dev.sallyport.core.sandbox.http;

import dev.sallyport.core.fuzz.FuzzedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import software.amazon.awssdk.core.SdkBytes;

/** What a peer may send to a listener's port: requests answered or refused, and the connection ends with the bytes. */
class ConnectionFuzzTest extends FuzzedReader {
    private static final int BODY_LIMIT = 1 << 16;

    /** A peer that has sent all that it will ever send. */
    private static final class Peer extends Socket {
        private final InputStream sent;
        private final OutputStream answers = new ByteArrayOutputStream();

        Peer(byte[] sent) {
            this.sent = new ByteArrayInputStream(sent);
        }

        @Override
        public InputStream getInputStream() {
            return sent;
        }

        @Override
        public OutputStream getOutputStream() {
            return answers;
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public synchronized void setSoTimeout(int millis) {}

        @Override
        public void shutdownOutput() {}
    }

    @Override
    protected void read(byte[] input) {
        HttpListener.Handler echo = request -> new Response(
                200,
                request.headers().matching(name -> name.startsWith("X-")),
                SdkBytes.fromUtf8String(request.path() + request.query() + request.bytes().length));
        new Connection(new Peer(input), echo, BODY_LIMIT, Duration.ofSeconds(1)).serve(() -> true);
    }
}
