package dev.sallyport.core.sandbox;

import java.io.IOException;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Carries a call to the sandbox: in this process where it is the owner, over loopback otherwise. When the owner is gone,
 * this process tries to take over and repeats the call.
 */
final class SharedTransport implements SdkHttpClient {
    private final Sandbox sandbox;
    private final SdkHttpClient loopback;

    SharedTransport(Sandbox sandbox, SdkHttpClient loopback) {
        this.sandbox = sandbox;
        this.loopback = loopback;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            private @Nullable ExecutableHttpRequest underWay;

            @Override
            public HttpExecuteResponse call() throws IOException {
                SdkHttpClient owner = sandbox.inProcess().orElse(loopback);
                try {
                    return send(owner);
                } catch (ConnectException ownerIsGone) {
                    // Nothing was sent, so sending it again cannot do anything twice.
                    return send(sandbox.takeOver().orElse(loopback));
                }
            }

            private HttpExecuteResponse send(SdkHttpClient transport) throws IOException {
                underWay = transport.prepareRequest(request);
                return underWay.call();
            }

            @Override
            public void abort() {
                if (underWay != null) {
                    underWay.abort();
                }
            }
        };
    }

    @Override
    public String clientName() {
        return "Sandbox";
    }

    @Override
    public void close() {
        loopback.close();
    }
}
