package dev.sallyport.core.sandbox.kms;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The ciphertext of a symmetric key. AWS does not publish its form; this one is the sandbox's own: a version byte (1),
 * the 16 bytes of the key's id, a 12-byte nonce, then AES-256-GCM with its tag over the encryption context.
 */
final class SymmetricBlob {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + 16;
    private static final int NONCE = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SymmetricBlob() {}

    /** The id of the key that made {@code blob}; empty when it is none of ours. */
    static Optional<String> keyId(byte[] blob) {
        if (blob.length < HEAD + NONCE + 16 || blob[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer head = ByteBuffer.wrap(blob, 1, 16);
        return Optional.of(new UUID(head.getLong(), head.getLong()).toString());
    }

    static byte[] seal(String keyId, SecretKey key, byte[] plaintext, Map<String, String> context) {
        UUID id = UUID.fromString(keyId);
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(HEAD)
                .put(VERSION)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(head);
            cipher.updateAAD(canonical(context));
            byte[] sealed = cipher.doFinal(plaintext);
            return ByteBuffer.allocate(HEAD + NONCE + sealed.length).put(head).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** Empty when the blob was changed or the context is another. */
    static Optional<byte[]> open(SecretKey key, byte[] blob, Map<String, String> context) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, blob, HEAD, NONCE));
            cipher.updateAAD(blob, 0, HEAD);
            cipher.updateAAD(canonical(context));
            return Optional.of(cipher.doFinal(blob, HEAD + NONCE, blob.length - HEAD - NONCE));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /**
     * The pairs in the order of their keys, each text with its length before it, so that no two contexts look alike.
     */
    private static byte[] canonical(Map<String, String> context) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(context).forEach((key, value) -> text.append(key.length()).append(':').append(key)
                .append(value.length()).append(':').append(value));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
