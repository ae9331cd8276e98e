package dev.sallyport.core.sandbox.kms;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a key is made of, in base64: PKCS#8 and SubjectPublicKeyInfo of an RSA or elliptic key, or the 32 bytes of an AES key.
 *
 * <p>It is kept beside the key's metadata in the sandbox's state, a file of mode 0600, and not in a PKCS#12 keystore:
 * one write then makes or deletes a key, so that a kill leaves no key without material, and there is no password to
 * hide next to the file that it opens.
 */
record Material(String secret, @Nullable String spki) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Fresh material for a key spec that {@link KeySpecs} knows. */
    static Material generate(String spec) {
        if (spec.equals("SYMMETRIC_DEFAULT")) {
            byte[] key = new byte[32];
            RANDOM.nextBytes(key);
            return new Material(base64(key), null);
        }
        try {
            String curve = KeySpecs.curve(spec);
            KeyPairGenerator generator = KeyPairGenerator.getInstance(curve == null ? "RSA" : "EC");
            if (curve == null) {
                generator.initialize(KeySpecs.bits(spec));
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            KeyPair pair = generator.generateKeyPair();
            return new Material(base64(pair.getPrivate().getEncoded()), base64(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA and the NIST curves", e);
        }
    }

    KeyPair pair(String spec) {
        try {
            KeyFactory factory = KeyFactory.getInstance(KeySpecs.curve(spec) == null ? "RSA" : "EC");
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(publicKey())),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secret))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("material that Java does not read", e);
        }
    }

    SecretKey aes() {
        return new SecretKeySpec(Base64.getDecoder().decode(secret), "AES");
    }

    /** The public half, DER. */
    byte[] publicKey() {
        String encoded = spki;
        if (encoded == null) {
            throw new IllegalStateException("a symmetric key has no public half");
        }
        return Base64.getDecoder().decode(encoded);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Material[secret]";
    }
}
