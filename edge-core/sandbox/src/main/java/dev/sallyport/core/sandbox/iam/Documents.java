package dev.sallyport.core.sandbox.iam;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** IAM answers with policy documents percent-encoded as RFC 3986 says. */
final class Documents {
    private Documents() {}

    static String encoded(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
