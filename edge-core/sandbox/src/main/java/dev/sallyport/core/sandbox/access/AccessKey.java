package dev.sallyport.core.sandbox.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key pair that the sandbox issued, and who signs with it.
 *
 * @param accessKeyId starts with {@code AKIA} (long-lived) or {@code ASIA} (temporary)
 * @param secretAccessKey never logged
 * @param sessionToken must accompany a temporary key
 * @param caller the principal that a request signed with it has
 * @param expires when a temporary key ends
 */
public record AccessKey(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken,
        Caller caller,
        @Nullable Instant expires) {

    @Override
    public String toString() {
        return "AccessKey[" + accessKeyId + "]";
    }
}
