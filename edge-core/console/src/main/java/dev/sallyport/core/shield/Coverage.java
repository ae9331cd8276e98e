package dev.sallyport.core.shield;

import org.jspecify.annotations.Nullable;

/**
 * One distribution and whether Shield Advanced protects it.
 *
 * @param distributionId such as {@code E2EXAMPLE12345}
 * @param resourceArn of the distribution
 * @param domainName such as {@code d111111abcdef8.cloudfront.net}
 * @param protection null when there is none
 * @param known whether the protections could be read; else nobody can say that there is none
 */
public record Coverage(
        String distributionId,
        String resourceArn,
        String domainName,
        @Nullable ProtectedResource protection,
        boolean known) {
    /** One of an account whose protections are known. */
    public Coverage(
            String distributionId, String resourceArn, String domainName, @Nullable ProtectedResource protection) {
        this(distributionId, resourceArn, domainName, protection, true);
    }

    /** Whether there is a protection. */
    public boolean covered() {
        return protection != null;
    }
}
