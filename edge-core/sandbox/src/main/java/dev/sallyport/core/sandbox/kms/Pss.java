package dev.sallyport.core.sandbox.kms;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * EMSA-PSS (RFC 8017 section 9.1) over a hash that was made elsewhere: Sign and Verify take a digest instead of a
 * message, which Java's own RSASSA-PSS does not.
 */
final class Pss {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Pss() {}

    /** The block to be signed, {@code bits} long at most. */
    static byte[] encode(String hash, byte[] digest, int bits) {
        int length = (bits + 7) / 8;
        byte[] salt = new byte[digest.length];
        RANDOM.nextBytes(salt);
        byte[] h = inner(hash, digest, salt);
        byte[] db = new byte[length - h.length - 1];
        db[db.length - salt.length - 1] = 1;
        System.arraycopy(salt, 0, db, db.length - salt.length, salt.length);
        mask(hash, h, db);
        db[0] &= (byte) (0xff >>> (8 * length - bits));
        return ByteBuffer.allocate(length).put(db).put(h).put((byte) 0xbc).array();
    }

    static boolean verify(String hash, byte[] digest, byte[] encoded, int bits) {
        int length = (bits + 7) / 8;
        int hashLength = digest.length;
        int spare = 8 * length - bits;
        boolean shaped = encoded.length == length
                && encoded[length - 1] == (byte) 0xbc
                && (encoded[0] & 0xff & ~(0xff >>> spare)) == 0;
        if (!shaped) {
            return false;
        }
        byte[] db = Arrays.copyOf(encoded, length - hashLength - 1);
        byte[] h = Arrays.copyOfRange(encoded, db.length, length - 1);
        mask(hash, h, db);
        db[0] &= (byte) (0xff >>> spare);
        int saltAt = db.length - hashLength;
        for (int i = 0; i < saltAt - 1; i++) {
            if (db[i] != 0) {
                return false;
            }
        }
        byte[] salt = Arrays.copyOfRange(db, saltAt, db.length);
        return db[saltAt - 1] == 1 && MessageDigest.isEqual(h, inner(hash, digest, salt));
    }

    private static byte[] inner(String hash, byte[] digest, byte[] salt) {
        return Rsa.digest(hash, ByteBuffer.allocate(8 + digest.length + salt.length)
                .put(new byte[8])
                .put(digest)
                .put(salt)
                .array());
    }

    /** MGF1 (RFC 8017 section B.2.1) of {@code seed} over {@code block}. */
    private static void mask(String hash, byte[] seed, byte[] block) {
        for (int at = 0, counter = 0; at < block.length; counter++) {
            byte[] part = Rsa.digest(
                    hash, ByteBuffer.allocate(seed.length + 4).put(seed).putInt(counter).array());
            for (int i = 0; i < part.length && at < block.length; i++, at++) {
                block[at] ^= part[i];
            }
        }
    }
}
