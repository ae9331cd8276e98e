package dev.sallyport.core.sandbox.cloudfront;

import java.security.SecureRandom;
import java.util.Locale;

/** Ids in CloudFront's forms. */
final class CloudFrontIds {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private CloudFrontIds() {}

    /** {@code E} and 13 letters or digits: distributions, origin access controls, ETags. */
    static String upper(char first) {
        StringBuilder id = new StringBuilder().append(first);
        for (int i = 0; i < 13; i++) {
            id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /** The host of a new distribution. */
    static String domainName() {
        return upper('D').toLowerCase(Locale.ROOT) + ".cloudfront.net";
    }
}
