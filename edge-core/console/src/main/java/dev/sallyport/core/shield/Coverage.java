package dev.sallyport.core.shield;

import org.jspecify.annotations.Nullable;

/**
 * One distribution and whether Shield Advanced protects it.
 *
 * @param distributionId such as {@code E2EXAMPLE12345}
 * @param resourceArn of the distribution
 * @param domainName such as {@code d111111abcdef8.cloudfront.net}
 * @param protection null when there is none
 */
public record Coverage(
        String distributionId, String resourceArn, String domainName, @Nullable ProtectedResource protection) {
    /** Whether there is a protection. */
    public boolean covered() {
        return protection != null;
    }
}
