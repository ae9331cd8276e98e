package dev.sallyport.core.proof;

import dev.sallyport.core.account.Network;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends what a proof would send, outside of the proofs. */
final class Viewer {
    private Viewer() {}

    static HttpProbe.Answer send(String method, URI uri, Map<String, String> headers, @Nullable String body)
            throws InterruptedException {
        try (HttpClient viewer = Network.DIRECT.viewer()) {
            return ScopedValue.where(HttpProbe.VIEWER, viewer)
                    .<HttpProbe.Answer, InterruptedException>call(() -> HttpProbe.send(method, uri, headers, body));
        }
    }
}
