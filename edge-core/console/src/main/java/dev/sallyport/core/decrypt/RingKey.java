package dev.sallyport.core.decrypt;

import java.security.PrivateKey;

/** A key of a key ring. */
public sealed interface RingKey {

    /** What results call it: the KMS key as it was named, or the file's name. Never the key itself. */
    String name();

    /** RSA-OAEP as KMS names it: {@code RSAES_OAEP_SHA_256} or {@code RSAES_OAEP_SHA_1}. */
    String algorithm();

    /**
     * A key in KMS, used under the very name that was given, since a key policy may demand {@code kms:RequestAlias}.
     *
     * @param name key id, key ARN, alias name or alias ARN
     * @param algorithm also any other of KMS's encryption algorithms
     */
    record InKms(String name, String algorithm) implements RingKey {}

    /**
     * An RSA private key from a file.
     *
     * @param name of the file
     * @param algorithm RSA-OAEP
     * @param mgf1 the hash of its mask generation function, as Java names it: {@code SHA-256} or {@code SHA-1}
     * @param key never shown
     */
    record Local(String name, String algorithm, String mgf1, PrivateKey key) implements RingKey {
        @Override
        public String toString() {
            return "Local[" + name + "]";
        }
    }
}
