package dev.sallyport.core.decrypt;

import dev.sallyport.core.Arns;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.blueprint.PublicKeyFile;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** Seals as the edge does, in the form that {@code assets/functions/shared/seal.mjs} describes. */
public final class Sealer {
    /** What RSA-OAEP with SHA-256 takes of a block, RFC 8017, section 7.1.1. */
    private static final int OVERHEAD = 66;

    private static final int IV = 12;

    private final String name;
    private final RSAPublicKey key;
    private final Marker marker;
    private final SecureRandom random = new SecureRandom();

    private Sealer(String name, RSAPublicKey key, Marker marker) {
        this.name = name;
        this.key = key;
        this.marker = marker;
    }

    /**
     * For a key of KMS, whose public half is asked for once.
     *
     * @param key id, ARN or alias
     * @throws SallyportException what KMS refused; {@code SP-PUBLIC-KEY} for a key that KMS would not open with what is sealed
     *     here: it must be an RSA key for encryption
     */
    public static Sealer ofKms(AwsClients aws, String key, Marker marker) {
        String region = Arns.of(key).flatMap(Arn::region).orElse(aws.region());
        GetPublicKeyResponse half =
                AwsErrors.translating(() -> aws.kms(region).getPublicKey(request -> request.keyId(key)));
        if (half.keyUsage() != KeyUsageType.ENCRYPT_DECRYPT
                || !half.encryptionAlgorithmsAsStrings().contains(KeyRing.OAEP_SHA256)) {
            throw SallyportException.badInput(
                    "SP-PUBLIC-KEY",
                    "The key " + key + " is for " + half.keyUsageAsString() + " and does not decrypt by "
                            + KeyRing.OAEP_SHA256 + ".",
                    "Name an RSA key for encryption.");
        }
        return of(key, half.publicKey().asByteArray(), marker);
    }

    /**
     * For the public key in a PEM file.
     *
     * @throws SallyportException {@code SP-PUBLIC-KEY} where it holds none
     */
    public static Sealer ofPem(String file, Marker marker) {
        return of(file, PublicKeyFile.read(file), marker);
    }

    private static Sealer of(String name, byte[] spki, Marker marker) {
        try {
            if (KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki)) instanceof RSAPublicKey rsa) {
                return new Sealer(name, rsa, marker);
            }
            throw new GeneralSecurityException("no RSA key");
        } catch (GeneralSecurityException e) {
            throw SallyportException.badInput(
                            "SP-PUBLIC-KEY", "The key " + name + " is no RSA key.", "Name an RSA key for encryption.")
                    .causedBy(e);
        }
    }

    Marker marker() {
        return marker;
    }

    /** What results and the ledger call the key. */
    public String name() {
        return name;
    }

    /** The ciphertext of an envelope, to stand between the markers. */
    String seal(byte[] envelope) {
        try {
            boolean fits = envelope.length <= (key.getModulus().bitLength() + 7) / 8 - OVERHEAD;
            return fits ? wrapped(envelope) : sealedLong(envelope);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA-OAEP and AES-GCM are of every JDK", e);
        }
    }

    private String wrapped(byte[] bytes) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                key,
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        return Base64.getEncoder().encodeToString(cipher.doFinal(bytes));
    }

    private String sealedLong(byte[] envelope) throws GeneralSecurityException {
        byte[] dataKey = new byte[32];
        byte[] iv = new byte[IV];
        random.nextBytes(dataKey);
        random.nextBytes(iv);
        String head = "v1." + wrapped(dataKey) + ".";
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(dataKey, "AES"), new GCMParameterSpec(128, iv));
        Arrays.fill(dataKey, (byte) 0);
        cipher.updateAAD(head.getBytes(StandardCharsets.US_ASCII));
        byte[] tagged = cipher.doFinal(envelope);
        byte[] both = Arrays.copyOf(iv, IV + tagged.length);
        System.arraycopy(tagged, 0, both, IV, tagged.length);
        return head + Base64.getEncoder().encodeToString(both);
    }
}
