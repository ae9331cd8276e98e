package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.access.Call;
import java.security.SecureRandom;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ids, ARNs and addresses in CloudFront's forms. */
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

    /** The ARN of what the caller's account has, such as {@code arn:aws:cloudfront::111122223333:cache-policy/ID}. */
    static String arn(String kind, @Nullable String id) {
        return "arn:aws:cloudfront::" + Call.current().account() + ':' + kind + '/' + id;
    }

    /** Where the API has it, as the answer to a creation says. */
    static String location(String kind, String id) {
        return "https://cloudfront.amazonaws.com/2020-05-31/" + kind + '/' + id;
    }

    /** The host of a new distribution. */
    static String domainName() {
        return upper('D').toLowerCase(Locale.ROOT) + ".cloudfront.net";
    }
}
