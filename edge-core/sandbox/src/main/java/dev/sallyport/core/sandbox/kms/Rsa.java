package dev.sallyport.core.sandbox.kms;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * RSA as KMS does it (RFC 8017): OAEP with the same hash for the label and for MGF1, PSS with a salt as long as the
 * hash.
 */
final class Rsa {
    /** The DER that stands before a hash in PKCS #1 v1.5 (RFC 8017 section 9.2, note 1). */
    private static final Map<String, String> DIGEST_INFO = Map.of(
            "SHA-256", "3031300d060960864801650304020105000420",
            "SHA-384", "3041300d060960864801650304020205000430",
            "SHA-512", "3051300d060960864801650304020305000440");

    private Rsa() {}

    static byte[] encrypt(KeyPair pair, String algorithm, byte[] plaintext) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic(), oaep(algorithm));
            return cipher.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("OAEP refused a checked plaintext", e);
        }
    }

    /** Empty when the ciphertext does not open with this key and hash. */
    static Optional<byte[]> decrypt(KeyPair pair, String algorithm, byte[] ciphertext) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate(), oaep(algorithm));
            return Optional.of(cipher.doFinal(ciphertext));
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA-OAEP", e);
        }
    }

    // The default of "OAEPWithSHA-256AndMGF1Padding" is MGF1 with SHA-1, which KMS does not use.
    private static OAEPParameterSpec oaep(String algorithm) {
        return algorithm.equals("RSAES_OAEP_SHA_1")
                ? new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT)
                : new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    }

    /** The hash that a signing algorithm signs, such as {@code SHA-256}. */
    static String hash(String algorithm) {
        return "SHA-" + algorithm.substring(algorithm.length() - 3);
    }

    static byte[] digest(String hash, byte[] message) {
        try {
            return MessageDigest.getInstance(hash).digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + hash, e);
        }
    }

    static byte[] sign(KeyPair pair, String algorithm, byte[] digest) {
        try {
            if (algorithm.contains("PSS")) {
                return raw(Cipher.DECRYPT_MODE, pair, Pss.encode(hash(algorithm), digest, bits(pair) - 1));
            }
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, pair.getPrivate());
            return cipher.doFinal(digestInfo(hash(algorithm), digest));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA refused to sign", e);
        }
    }

    static boolean verify(KeyPair pair, String algorithm, byte[] digest, byte[] signature) {
        if (signature.length != bits(pair) / 8) {
            return false;
        }
        try {
            if (algorithm.contains("PSS")) {
                byte[] encoded = raw(Cipher.ENCRYPT_MODE, pair, signature);
                return Pss.verify(hash(algorithm), digest, encoded, bits(pair) - 1);
            }
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.DECRYPT_MODE, pair.getPublic());
            return MessageDigest.isEqual(cipher.doFinal(signature), digestInfo(hash(algorithm), digest));
        } catch (BadPaddingException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA refused to verify", e);
        }
    }

    private static byte[] raw(int mode, KeyPair pair, byte[] block) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
        cipher.init(mode, mode == Cipher.DECRYPT_MODE ? pair.getPrivate() : pair.getPublic());
        return cipher.doFinal(block);
    }

    private static byte[] digestInfo(String hash, byte[] digest) {
        byte[] prefix = HexFormat.of().parseHex(DIGEST_INFO.getOrDefault(hash, ""));
        byte[] info = new byte[prefix.length + digest.length];
        System.arraycopy(prefix, 0, info, 0, prefix.length);
        System.arraycopy(digest, 0, info, prefix.length, digest.length);
        return info;
    }

    private static int bits(KeyPair pair) {
        return ((RSAKey) pair.getPublic()).getModulus().bitLength();
    }
}
