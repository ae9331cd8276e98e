package dev.sallyport.core.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who the session is.
 *
 * @param arn as GetCallerIdentity answers
 * @param account 12 digits
 * @param region of the session
 * @param mode what the console lets it do
 * @param expires when temporary credentials end; null for long-lived ones
 * @param source where the credentials came from, such as {@code profile dev, IAM Identity Center}
 */
public record Identity(
        String arn, String account, String region, AccessMode mode, @Nullable Instant expires, String source) {}
