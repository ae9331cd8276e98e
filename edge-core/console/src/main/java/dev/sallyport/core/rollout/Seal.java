package dev.sallyport.core.rollout;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/**
 * Tells what Sallyport wrote of a stack from what anybody with leave to write into the bucket could write: a template there
 * is deployed, and a way back is taken, with the rights of who reads it. HMAC-SHA-256 (RFC 2104) with a key that lies in the
 * account as a SecureString parameter of Systems Manager, made by the first rollout.
 */
final class Seal {
    /** The parameter's name, in the Region of the edge. */
    static final String PARAMETER = "/sallyport/rollouts/seal";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final SsmClient ssm;
    private byte @Nullable [] key;

    Seal(AwsClients aws) {
        this.ssm = aws.ssm(EdgeRegion.NAME);
    }

    /**
     * The seal of a stack's document, in hexadecimal digits.
     *
     * @param first whether no document was sealed before, so that a key may be made where there is none
     * @throws SdkException where the key may not be read or made
     * @throws SallyportException {@code SP-ROLLOUT-SEAL} where the key is gone
     */
    String of(String stack, byte[] document, BooleanSupplier first) {
        if (key() == null && first.getAsBoolean()) {
            make();
        }
        return seal(known(), stack, document);
    }

    /**
     * Whether a document of a stack has that seal.
     *
     * @throws SallyportException {@code SP-DENIED} and its kin where the key may not be read, {@code SP-ROLLOUT-SEAL} where
     *     it is gone
     */
    boolean fits(String stack, byte[] document, String seal) {
        return MessageDigest.isEqual(
                seal(AwsErrors.translating(this::known), stack, document).getBytes(StandardCharsets.US_ASCII),
                seal.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] known() {
        byte[] known = key();
        if (known == null) {
            throw SallyportException.unavailable(
                    "SP-ROLLOUT-SEAL",
                    "The parameter " + PARAMETER + " is gone, whose key tells what Sallyport wrote of rollouts.",
                    "See in CloudTrail who deleted it, and put its value back; without it nothing there can be believed.");
        }
        return known;
    }

    private synchronized byte @Nullable [] key() {
        if (key == null) {
            try {
                key = Base64.getDecoder().decode(ssm.getParameter(request -> request.name(PARAMETER).withDecryption(true))
                        .parameter()
                        .value());
            } catch (ParameterNotFoundException notYet) {
                return null;
            } catch (IllegalArgumentException e) {
                throw SallyportException.unavailable(
                                "SP-ROLLOUT-SEAL",
                                "The parameter " + PARAMETER + " is not the key that Sallyport made.",
                                "Restore its earlier version, and see in CloudTrail who changed it.")
                        .causedBy(e);
            }
        }
        return key;
    }

    private void make() {
        byte[] made = new byte[BYTES];
        new SecureRandom().nextBytes(made);
        try {
            ssm.putParameter(request -> request.name(PARAMETER)
                    .description("Seals what Sallyport keeps of rollouts in the artifact bucket")
                    .type(ParameterType.SECURE_STRING)
                    .value(Base64.getEncoder().encodeToString(made)));
        } catch (ParameterAlreadyExistsException another) {
            // Somebody else was first; theirs is the key.
        }
    }

    private static String seal(byte[] key, String stack, byte[] document) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((stack + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(document));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
