package dev.sallyport.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * A text that was sealed between {@code <<} and {@code >>} by the JDK alone, and the file of the key that opens it.
 *
 * @param key a PEM file
 */
record SealedText(Path key, String document) {
    static SealedText of(String text, Path folder) throws Exception {
        KeyPair pair = pair();
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                pair.getPublic(),
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
        return new SealedText(key, "<<" + Base64.getEncoder().encodeToString(sealed) + ">>");
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** What opens it: the command with its options. */
    String[] decrypt(String source) {
        return new String[] {
            "decrypt", source, "--private-key", key.toString(), "--prefix", "<<", "--suffix", ">>", "--reason", "r"
        };
    }
}
