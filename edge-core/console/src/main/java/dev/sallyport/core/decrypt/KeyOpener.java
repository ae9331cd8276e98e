package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.security.GeneralSecurityException;
import java.security.spec.MGF1ParameterSpec;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/** Opens one block with one key: in KMS, which keeps the key, or with a private key from a file. */
final class KeyOpener {
    /** KMS allows 1,000 RSA operations a second for the whole account and Region; one console takes few at a time. */
    private static final int AT_ONCE = 8;

    private final AwsClients aws;
    private final Semaphore kmsCalls = new Semaphore(AT_ONCE);
    private final Semaphore localWork = new Semaphore(Runtime.getRuntime().availableProcessors());

    KeyOpener(AwsClients aws) {
        this.aws = aws;
    }

    byte[] open(byte[] block, RingKey key) throws CannotOpen {
        return switch (key) {
            case RingKey.Local local -> locally(block, local);
            case RingKey.InKms inKms -> inKms(block, inKms);
        };
    }

    private byte[] locally(byte[] block, RingKey.Local key) throws CannotOpen {
        boolean sha1 = key.algorithm().endsWith("SHA_1");
        // Left to itself, Java takes SHA-1 for MGF1 whatever the hash is. KMS and node use one hash for both.
        OAEPParameterSpec oaep = new OAEPParameterSpec(
                sha1 ? "SHA-1" : "SHA-256",
                "MGF1",
                sha1 ? MGF1ParameterSpec.SHA1 : MGF1ParameterSpec.SHA256,
                PSource.PSpecified.DEFAULT);
        localWork.acquireUninterruptibly();
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, key.key(), oaep);
            return cipher.doFinal(block);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw new CannotOpen(FieldStatus.CORRUPT, "The ciphertext was changed, or sealed for another key.");
        } catch (GeneralSecurityException e) {
            throw new CannotOpen(FieldStatus.NO_KEY, "The private key cannot be used for " + key.algorithm() + ".");
        } finally {
            localWork.release();
        }
    }

    private byte[] inKms(byte[] block, RingKey.InKms key) throws CannotOpen {
        DecryptRequest request = DecryptRequest.builder()
                .keyId(key.name())
                .encryptionAlgorithm(key.algorithm())
                .ciphertextBlob(SdkBytes.fromByteArray(block))
                .build();
        return asking(() -> client(key.name()).decrypt(request).plaintext().asByteArray());
    }

    /**
     * Asks KMS, without decrypting anything, whether the caller may.
     *
     * @throws CannotOpen saying why not
     */
    void requirePermission(RingKey.InKms key) throws CannotOpen {
        DecryptRequest request = DecryptRequest.builder()
                .keyId(key.name())
                .encryptionAlgorithm(key.algorithm())
                .ciphertextBlob(SdkBytes.fromByteArray(new byte[256]))
                .dryRun(true)
                .build();
        try {
            asking(() -> client(key.name()).decrypt(request));
        } catch (CannotOpen e) {
            // KMS checks the permission first: whoever hears about the ciphertext has it.
            if (e.status() != FieldStatus.CORRUPT) {
                throw e;
            }
        }
    }

    /** In the key's own Region where its ARN names one. */
    private KmsClient client(String key) {
        return aws.kms(Arn.tryFromString(key).flatMap(Arn::region).orElse(aws.region()));
    }

    /** One call; whether and when it is tried again is the SDK's retry strategy's to decide, under the same permit. */
    private <T> T asking(Supplier<T> call) throws CannotOpen {
        kmsCalls.acquireUninterruptibly();
        try {
            return call.get();
        } catch (KmsException e) {
            throw why(e);
        } catch (SdkException e) {
            throw why(AwsErrors.translate(e));
        } catch (SallyportException e) {
            throw why(e);
        } finally {
            kmsCalls.release();
        }
    }

    private static CannotOpen why(KmsException e) {
        SallyportException said = AwsErrors.translate(e);
        return switch (e) {
            case DryRunOperationException _ -> new CannotOpen(FieldStatus.CORRUPT, said.message());
            case InvalidCiphertextException _ -> new CannotOpen(
                    FieldStatus.CORRUPT, "The ciphertext was changed, or sealed for another key.");
            case IncorrectKeyException _ -> new CannotOpen(FieldStatus.CORRUPT, "It was sealed for another key.");
            case NotFoundException _ -> new CannotOpen(FieldStatus.NO_KEY, said.message());
            case InvalidKeyUsageException _ -> new CannotOpen(FieldStatus.NO_KEY, said.message());
            case DisabledException _ -> new CannotOpen(FieldStatus.UNAVAILABLE, said.message());
            case KmsInvalidStateException _ -> new CannotOpen(FieldStatus.UNAVAILABLE, said.message());
            default -> e.awsErrorDetails() != null && "ValidationException".equals(e.awsErrorDetails().errorCode())
                    ? new CannotOpen(FieldStatus.CORRUPT, said.message())
                    : why(said);
        };
    }

    private static CannotOpen why(SallyportException e) {
        boolean refused = e.kind() == SallyportException.Kind.REFUSED;
        return new CannotOpen(refused ? FieldStatus.DENIED : FieldStatus.UNAVAILABLE, e.message());
    }
}
