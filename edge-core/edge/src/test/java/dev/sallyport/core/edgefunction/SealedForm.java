package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** A key with markers, and the sealed form read anew from what its description says. */
record SealedForm(KeyPair key, String prefix, String suffix) {
    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    static SealedForm between(String prefix, String suffix) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new SealedForm(generator.generateKeyPair(), prefix, suffix);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The configuration of a function that seals these fields. */
    ObjectNode config(List<String> fields) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("publicKey", Base64.getEncoder().encodeToString(key.getPublic().getEncoded()));
        config.put("keyId", "alias/records").put("prefix", prefix).put("suffix", suffix);
        fields.forEach(config.putArray("fields")::add);
        return config;
    }

    /** A sealed value, whose first group is what stands between the markers. */
    Pattern pattern() {
        return Pattern.compile(Pattern.quote(prefix) + "(.*?)" + Pattern.quote(suffix));
    }

    /** The envelope of a value that is sealed as a whole, markers included. */
    String openWhole(String value) {
        if (!value.startsWith(prefix) || !value.endsWith(suffix)) {
            throw new AssertionError("not sealed: " + value);
        }
        return open(value.substring(prefix.length(), value.length() - suffix.length()));
    }

    /** The envelope of what stands between the markers. */
    String open(String sealed) {
        try {
            Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(Cipher.DECRYPT_MODE, key.getPrivate(), OAEP);
            if (!sealed.startsWith("v1.")) {
                return new String(rsa.doFinal(Base64.getDecoder().decode(sealed)), StandardCharsets.UTF_8);
            }
            String[] parts = sealed.split("\\.", -1);
            ByteBuffer rest = ByteBuffer.wrap(Base64.getDecoder().decode(parts[2]));
            byte[] iv = new byte[12];
            rest.get(iv);
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            byte[] dataKey = rsa.doFinal(Base64.getDecoder().decode(parts[1]));
            gcm.init(Cipher.DECRYPT_MODE, new SecretKeySpec(dataKey, "AES"), new GCMParameterSpec(128, iv));
            gcm.updateAAD(("v1." + parts[1] + ".").getBytes(StandardCharsets.UTF_8));
            byte[] tagged = new byte[rest.remaining()];
            rest.get(tagged);
            return new String(gcm.doFinal(tagged), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(sealed, e);
        }
    }
}
