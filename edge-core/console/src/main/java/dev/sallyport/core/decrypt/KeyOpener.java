package dev.sallyport.core.decrypt;

import dev.sallyport.core.Arns;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
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

    private static final Logger LOG = LoggerFactory.getLogger(KeyOpener.class);
    private static final String PADDING = "RSA/ECB/OAEPPadding";

    /** As many as the connections of a session's transport, but for two. */
    private static final int PACED_AT_ONCE = 48;

    private final AwsClients aws;
    private final @Nullable PacedRetries paced;
    private final Semaphore kmsCalls;
    private final Semaphore localWork = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final Map<Use, Queue<Cipher>> idle = new ConcurrentHashMap<>();

    /** RSA at the speed of OpenSSL, where this Java has it. */
    private final @Nullable Provider faster = Security.getProvider("AmazonCorrettoCryptoProvider");

    KeyOpener(AwsClients aws) {
        this(aws, null, AT_ONCE);
    }

    /** Makes many calls of KMS at a time, at that rate. */
    KeyOpener(AwsClients aws, CallRate rate) {
        this(aws, new PacedRetries(rate), PACED_AT_ONCE);
    }

    private KeyOpener(AwsClients aws, @Nullable PacedRetries paced, int atOnce) {
        this.aws = aws;
        this.paced = paced;
        this.kmsCalls = new Semaphore(atOnce);
    }

    /** What a cipher is made for. */
    private record Use(PrivateKey key, Oaep form) {}

    /** What came out. */
    static final class Plain {
        private final byte[] bytes;
        private final String key;
        private final String note;

        private Plain(byte[] bytes, String key, String note) {
            this.bytes = bytes;
            this.key = key;
            this.note = note;
        }

        byte[] bytes() {
            return bytes;
        }

        /** The ARN of KMS's key, which an alias may have led to; the name of a private key. */
        String key() {
            return key;
        }

        /** In which other form it was sealed, a sentence; empty for the form that was expected. */
        String note() {
            return note;
        }
    }

    Plain open(byte[] block, RingKey key) throws CannotOpen {
        return switch (key) {
            case RingKey.Local local -> locally(block, local);
            case RingKey.InKms inKms -> inKms(block, inKms);
        };
    }

    /** The hashes of RSA-OAEP: of the label, and of the mask generation function. */
    private record Oaep(String hash, String mgf1) {
        AlgorithmParameterSpec parameters() {
            return new OAEPParameterSpec(hash, "MGF1", new MGF1ParameterSpec(mgf1), PSource.PSpecified.DEFAULT);
        }

        @Override
        public String toString() {
            return "OAEP with " + hash + " and MGF1 with " + mgf1;
        }
    }

    /** Defaults of libraries: KMS and node, Java and SunJCE, older ones, .NET and Go with a longer hash. */
    private static final List<Oaep> FORMS = List.of(
            new Oaep("SHA-256", "SHA-256"),
            new Oaep("SHA-256", "SHA-1"),
            new Oaep("SHA-1", "SHA-1"),
            new Oaep("SHA-512", "SHA-512"),
            new Oaep("SHA-512", "SHA-1"),
            new Oaep("SHA-384", "SHA-384"),
            new Oaep("SHA-384", "SHA-1"),
            new Oaep("SHA-1", "SHA-256"));

    private Plain locally(byte[] block, RingKey.Local key) throws CannotOpen {
        // Left to itself, Java takes SHA-1 for MGF1 whatever the hash is. KMS and node use one hash for both.
        Oaep expected = new Oaep(key.algorithm().endsWith("SHA_1") ? "SHA-1" : "SHA-256", key.mgf1());
        acquire(localWork);
        try {
            Optional<byte[]> opened = opened(block, key, expected);
            if (opened.isPresent()) {
                return new Plain(opened.get(), key.name(), "");
            }
            for (Oaep form : FORMS) {
                Optional<byte[]> other = form.equals(expected) ? Optional.empty() : opened(block, key, form);
                if (other.isPresent()) {
                    return new Plain(
                            other.get(), key.name(), "It was sealed by " + form + ", not by " + expected + " as the key says.");
                }
            }
            throw new CannotOpen(
                    FieldStatus.CORRUPT,
                    "The ciphertext was changed, or sealed for another key or without OAEP; tried as " + expected
                            + " and as other forms of it.");
        } catch (IllegalBlockSizeException e) {
            throw new CannotOpen(
                    FieldStatus.CORRUPT,
                    "The ciphertext has " + block.length + " bytes, which is not what the key seals.");
        } catch (GeneralSecurityException e) {
            throw new CannotOpen(FieldStatus.NO_KEY, "The private key cannot be used for " + key.algorithm() + ".");
        } finally {
            localWork.release();
        }
    }

    /** Nothing where the padding is not of that form, which the hash of the label tells but for once in 2^160. */
    private Optional<byte[]> opened(byte[] block, RingKey.Local key, Oaep form) throws GeneralSecurityException {
        if (key.key() instanceof RSAKey rsa && block.length != (rsa.getModulus().bitLength() + 7) / 8) {
            throw new IllegalBlockSizeException();
        }
        Queue<Cipher> ciphers = idle.computeIfAbsent(new Use(key.key(), form), use -> new ConcurrentLinkedQueue<>());
        Cipher ready = ciphers.poll();
        Cipher cipher = ready == null ? cipher(key, form) : ready;
        try {
            byte[] plain = cipher.doFinal(block);
            // It holds the key, which only one who has it for long may keep; one that failed is not used again.
            if (paced != null) {
                ciphers.add(cipher);
            }
            return Optional.of(plain);
        } catch (BadPaddingException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(RingKey.Local key, Oaep form) throws GeneralSecurityException {
        if (faster != null) {
            try {
                return cipher(Cipher.getInstance(PADDING, faster), key, form);
            } catch (GeneralSecurityException e) {
                LOG.debug("{} is left to the JDK: {}", form, e.getMessage());
            }
        }
        return cipher(Cipher.getInstance(PADDING), key, form);
    }

    private static Cipher cipher(Cipher made, RingKey.Local key, Oaep form) throws GeneralSecurityException {
        made.init(Cipher.DECRYPT_MODE, key.key(), form.parameters());
        return made;
    }

    /** Goes on only when there is room; who is interrupted meanwhile wants nothing more. */
    private static void acquire(Semaphore room) throws CannotOpen {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotOpen(FieldStatus.UNAVAILABLE, "It was stopped before its turn came.");
        }
    }

    private Plain inKms(byte[] block, RingKey.InKms key) throws CannotOpen {
        DecryptRequest.Builder request = DecryptRequest.builder()
                .keyId(key.name())
                .encryptionAlgorithm(key.algorithm())
                .ciphertextBlob(SdkBytes.fromByteArray(block));
        if (paced != null) {
            request.overrideConfiguration(options -> options.addPlugin(this::pace));
        }
        DecryptResponse response = asking(() -> client(key.name()).decrypt(request.build()));
        return new Plain(response.plaintext().asByteArray(), response.keyId(), "");
    }

    private void pace(SdkServiceClientConfiguration.Builder client) {
        client.overrideConfiguration(client.overrideConfiguration().toBuilder().retryStrategy(paced).build());
    }

    /** Asks KMS, without decrypting anything, whether the caller may. */
    Permission permission(RingKey.InKms key) {
        DecryptRequest request = DecryptRequest.builder()
                .keyId(key.name())
                .encryptionAlgorithm(key.algorithm())
                .ciphertextBlob(SdkBytes.fromByteArray(new byte[256]))
                .dryRun(true)
                .build();
        kmsCalls.acquireUninterruptibly();
        try {
            client(key.name()).decrypt(request);
            return Permission.GRANTED;
        } catch (DryRunOperationException | InvalidCiphertextException e) {
            // KMS checks the permission first: whoever hears about the ciphertext has it.
            return Permission.GRANTED;
        } catch (KmsException e) {
            return Permission.refused(e);
        } catch (SdkException e) {
            return Permission.unanswered(AwsErrors.translate(e));
        } catch (SallyportException e) {
            return Permission.unanswered(e);
        } finally {
            kmsCalls.release();
        }
    }

    /** In the key's own Region where its ARN names one. */
    private KmsClient client(String key) {
        return aws.kms(Arns.of(key).flatMap(Arn::region).orElse(aws.region()));
    }

    /** One call; whether and when it is tried again is the SDK's retry strategy's to decide, under the same permit. */
    private <T> T asking(Supplier<T> call) throws CannotOpen {
        acquire(kmsCalls);
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
