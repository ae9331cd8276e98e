package dev.sallyport.core.account;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Keeps what AWS answered to one call, word for word: the SDK leaves out the members that it does not know, and what was
 * left out would be gone after an update.
 */
public final class WholeAnswer implements ExecutionInterceptor {
    private String text = "{}";

    /** Has the client of a single request tell it here. */
    public void listen(SdkServiceClientConfiguration.Builder client) {
        client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(this)
                .build());
    }

    /** What was answered; {@code {}} before. */
    public String text() {
        return text;
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return context.responseBody().map(body -> {
            try {
                byte[] bytes = body.readAllBytes();
                text = new String(bytes, StandardCharsets.UTF_8);
                return new ByteArrayInputStream(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
