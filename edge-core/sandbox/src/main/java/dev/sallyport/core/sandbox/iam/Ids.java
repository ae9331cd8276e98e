package dev.sallyport.core.sandbox.iam;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Locale;

/**
 * Unique ids: a prefix that tells the kind and 17 letters or digits.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids">
 *     IAM ids</a>
 */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    static String fresh(String prefix) {
        return prefix + letters(new BigInteger(96, RANDOM));
    }

    /** The same id for the same name at every start. */
    static String stable(String prefix, String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return prefix + letters(new BigInteger(1, hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String letters(BigInteger number) {
        String text = number.setBit(100).toString(36).toUpperCase(Locale.ROOT);
        return text.substring(text.length() - 17);
    }
}
