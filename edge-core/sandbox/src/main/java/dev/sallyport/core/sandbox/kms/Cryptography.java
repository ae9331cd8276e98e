package dev.sallyport.core.sandbox.kms;

import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.VerifyRequest;

/**
 * What the keys are for. Permission comes first, then the key's state, its usage, the algorithm, and a dry run ends
 * here.
 */
final class Cryptography {
    private static final int MOST_CIPHERTEXT = 6144;
    private static final int MOST_MESSAGE = 4096;
    private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";

    private final KeyStore store;
    private final KeyAccess access;

    Cryptography(KeyStore store, KeyAccess access) {
        this.store = store;
        this.access = access;
    }

    /** What came of it and with which key. */
    record Result(KmsKey key, String algorithm, SdkBytes bytes) {
        static Result of(KmsKey key, String algorithm, byte[] bytes) {
            return new Result(key, algorithm, SdkBytes.fromByteArrayUnsafe(bytes));
        }
    }

    Result encrypt(EncryptRequest request) {
        return seal(
                "kms:Encrypt",
                request.keyId(),
                algorithm(request.encryptionAlgorithmAsString()),
                bytes(request.plaintext(), "plaintext", Integer.MAX_VALUE),
                request.encryptionContext(),
                request.dryRun());
    }

    private Result seal(
            String action,
            @Nullable String keyId,
            String algorithm,
            byte[] plaintext,
            Map<String, String> context,
            @Nullable Boolean dryRun) {
        KmsKey key = access.use(action, keyId, conditionKeys(algorithm, context));
        requireEncryption(key, algorithm, action, context);
        int most = KeySpecs.mostPlaintext(key.spec(), algorithm);
        if (plaintext.length > most) {
            throw KmsFaults.invalid(key.symmetric()
                    ? "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have"
                            + " length less than or equal to 4096"
                    : "Algorithm " + algorithm + " and key spec " + key.spec() + " cannot encrypt data larger than "
                    + most
                            + " bytes.");
        }
        endIfDry(dryRun);
        return Result.of(key, algorithm, key.symmetric()
                ? SymmetricBlob.seal(key.metadata().keyId(), store.material(key).aes(), plaintext, context)
                : Rsa.encrypt(store.pair(key), algorithm, plaintext));
    }

    Result decrypt(DecryptRequest request) {
        return open(
                "kms:Decrypt",
                request.keyId(),
                algorithm(request.encryptionAlgorithmAsString()),
                bytes(request.ciphertextBlob(), "ciphertextBlob", MOST_CIPHERTEXT),
                request.encryptionContext(),
                request.dryRun());
    }

    private Result open(
            String action,
            @Nullable String keyId,
            String algorithm,
            byte[] ciphertext,
            Map<String, String> context,
            @Nullable Boolean dryRun) {
        if (!algorithm.equals(SYMMETRIC) && keyId == null) {
            throw KmsFaults.invalid("KeyId is required with the encryption algorithm " + algorithm + ".");
        }
        String made = algorithm.equals(SYMMETRIC) ? SymmetricBlob.keyId(ciphertext).orElse(null) : null;
        if (keyId == null && made == null) {
            throw KmsFaults.ciphertext();
        }
        KmsKey key = access.use(action, keyId == null ? made : keyId, conditionKeys(algorithm, context));
        requireEncryption(key, algorithm, action, context);
        if (key.symmetric()) {
            if (made == null) {
                throw KmsFaults.ciphertext();
            }
            if (!made.equals(key.metadata().keyId())) {
                throw KmsFaults.incorrectKey();
            }
        }
        endIfDry(dryRun);
        byte[] plaintext = (key.symmetric()
                        ? SymmetricBlob.open(store.material(key).aes(), ciphertext, context)
                        : Rsa.decrypt(store.pair(key), algorithm, ciphertext))
                .orElseThrow(KmsFaults::ciphertext);
        return Result.of(key, algorithm, plaintext);
    }

    /** Source and result; the plaintext stays here. */
    List<Result> reEncrypt(ReEncryptRequest request) {
        Result source = open(
                "kms:ReEncryptFrom",
                request.sourceKeyId(),
                algorithm(request.sourceEncryptionAlgorithmAsString()),
                bytes(request.ciphertextBlob(), "ciphertextBlob", MOST_CIPHERTEXT),
                request.sourceEncryptionContext(),
                false);
        Result made = seal(
                "kms:ReEncryptTo",
                request.destinationKeyId(),
                algorithm(request.destinationEncryptionAlgorithmAsString()),
                source.bytes().asByteArray(),
                request.destinationEncryptionContext(),
                request.dryRun());
        return List.of(source, made);
    }

    /** The data key under the KMS key; {@code plaintext} is the data key itself. */
    Result wrapDataKey(String action, GenerateDataKeyRequest request, byte[] plaintext) {
        KmsKey key = access.use(action, request.keyId(), conditionKeys(SYMMETRIC, request.encryptionContext()));
        if (!key.symmetric()) {
            throw KmsFaults.usage(key.arn() + " key usage or spec is not valid for " + action.substring(4) + ".");
        }
        endIfDry(request.dryRun());
        return Result.of(key, SYMMETRIC, SymmetricBlob.seal(
                key.metadata().keyId(), store.material(key).aes(), plaintext, request.encryptionContext()));
    }

    static int dataKeyBytes(GenerateDataKeyRequest request) {
        Integer number = request.numberOfBytes();
        if ((number == null) == (request.keySpecAsString() == null)) {
            throw KmsFaults.invalid("Please specify either number of bytes or key spec.");
        }
        int bytes = number == null ? (request.keySpecAsString().equals("AES_128") ? 16 : 32) : number;
        if (bytes < 1 || bytes > 1024) {
            throw KmsFaults.invalid("1 validation error detected: Value '" + bytes
                    + "' at 'numberOfBytes' failed to satisfy constraint: Member must have value between 1 and 1024");
        }
        return bytes;
    }

    Result sign(SignRequest request) {
        String algorithm = KmsFaults.present(request.signingAlgorithmAsString(), "signingAlgorithm");
        KmsKey key = signingKey("kms:Sign", request.keyId(), algorithm, request.messageTypeAsString());
        byte[] digest = digest(request.message(), request.messageTypeAsString(), algorithm);
        endIfDry(request.dryRun());
        return Result.of(key, algorithm, signature(store.pair(key), algorithm, digest));
    }

    private static byte[] signature(KeyPair pair, String algorithm, byte[] digest) {
        return Ecdsa.signs(algorithm) ? Ecdsa.sign(pair, digest) : Rsa.sign(pair, algorithm, digest);
    }

    private static boolean holds(KeyPair pair, String algorithm, byte[] digest, byte[] signature) {
        return Ecdsa.signs(algorithm)
                ? Ecdsa.verify(pair, digest, signature)
                : Rsa.verify(pair, algorithm, digest, signature);
    }

    KmsKey verify(VerifyRequest request) {
        String algorithm = KmsFaults.present(request.signingAlgorithmAsString(), "signingAlgorithm");
        KmsKey key = signingKey("kms:Verify", request.keyId(), algorithm, request.messageTypeAsString());
        byte[] digest = digest(request.message(), request.messageTypeAsString(), algorithm);
        byte[] signature = bytes(request.signature(), "signature", MOST_CIPHERTEXT);
        endIfDry(request.dryRun());
        if (!holds(store.pair(key), algorithm, digest, signature)) {
            throw KmsFaults.signature();
        }
        return key;
    }

    private KmsKey signingKey(String action, @Nullable String keyId, String algorithm, @Nullable String messageType) {
        String type = messageType == null ? "RAW" : messageType;
        KmsKey key = access.use(action, keyId, Map.of(
                "kms:SigningAlgorithm", List.of(algorithm), "kms:MessageType", List.of(type)));
        requireUsage(key, KeyUsageType.SIGN_VERIFY, action);
        if (!key.metadata().signingAlgorithmsAsStrings().contains(algorithm)) {
            throw KmsFaults.usage("Algorithm " + algorithm + " is incompatible with key spec " + key.spec() + ".");
        }
        return key;
    }

    private static byte[] digest(@Nullable SdkBytes message, @Nullable String messageType, String algorithm) {
        byte[] given = bytes(message, "message", MOST_MESSAGE);
        String hash = Rsa.hash(algorithm);
        if (messageType == null || messageType.equals("RAW")) {
            return Rsa.digest(hash, given);
        }
        if (!messageType.equals("DIGEST")) {
            throw KmsFaults.invalid("The message type " + messageType + " does not fit the key.");
        }
        if (given.length * 8 != Integer.parseInt(hash.substring(4))) {
            throw KmsFaults.invalid("Digest is invalid length for algorithm " + algorithm + ".");
        }
        return given;
    }

    private static void requireEncryption(KmsKey key, String algorithm, String action, Map<String, String> context) {
        requireUsage(key, KeyUsageType.ENCRYPT_DECRYPT, action);
        if (!key.metadata().encryptionAlgorithmsAsStrings().contains(algorithm)) {
            throw KmsFaults.usage("Algorithm " + algorithm + " is incompatible with key spec " + key.spec() + ".");
        }
        if (!key.symmetric() && !context.isEmpty()) {
            throw KmsFaults.invalid("EncryptionContext is not supported with the asymmetric key " + key.arn() + ".");
        }
    }

    private static void requireUsage(KmsKey key, KeyUsageType usage, String action) {
        if (key.metadata().keyUsage() != usage) {
            throw KmsFaults.usage(key.arn() + " key usage is " + key.metadata().keyUsageAsString()
                    + " which is not valid for " + action.substring(4) + ".");
        }
    }

    private static Map<String, List<String>> conditionKeys(String algorithm, Map<String, String> context) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("kms:EncryptionAlgorithm", List.of(algorithm));
        if (!context.isEmpty()) {
            keys.put("kms:EncryptionContextKeys", List.copyOf(new TreeSet<>(context.keySet())));
            context.forEach((key, value) -> keys.put("kms:EncryptionContext:" + key, List.of(value)));
        }
        return keys;
    }

    private static String algorithm(@Nullable String given) {
        return given == null ? SYMMETRIC : given;
    }

    private static byte[] bytes(@Nullable SdkBytes given, String member, int most) {
        byte[] bytes = given == null ? new byte[0] : given.asByteArray();
        if (bytes.length == 0 || bytes.length > most) {
            throw KmsFaults.invalid("1 validation error detected: Value at '" + member
                    + "' failed to satisfy constraint: Member must have length between 1 and " + most);
        }
        return bytes;
    }

    private static void endIfDry(@Nullable Boolean dryRun) {
        if (Boolean.TRUE.equals(dryRun)) {
            throw KmsFaults.dryRun();
        }
    }
}
