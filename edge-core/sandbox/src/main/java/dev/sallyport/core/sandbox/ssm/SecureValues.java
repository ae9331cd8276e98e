package dev.sallyport.core.sandbox.ssm;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * The values of SecureString parameters, which KMS seals under the parameter's ARN. Without a key of the caller's it is the
 * Region's own, which everybody may use through the parameter store, as on AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html">How Parameter Store
 *     uses KMS</a>
 */
final class SecureValues {
    static final String DEFAULT_KEY = "alias/aws/ssm";

    private static final String CONTEXT = "PARAMETER_ARN";

    private final KmsClient kms;
    private final Shelf<String> keys;

    SecureValues(KmsClient kms, SandboxState state) {
        this.kms = kms;
        this.keys = state.shelf("ssm/keys", String.class);
    }

    String seal(@Nullable String keyId, String arn, String value) {
        boolean own = keyId == null || keyId.equals(DEFAULT_KEY);
        String key = own ? regional() : keyId;
        SdkBytes sealed = as(own, () -> kms.encrypt(r -> r.keyId(key)
                        .encryptionContext(Map.of(CONTEXT, arn))
                        .plaintext(SdkBytes.fromUtf8String(value)))
                .ciphertextBlob());
        return Base64.getEncoder().encodeToString(sealed.asByteArrayUnsafe());
    }

    String open(@Nullable String keyId, String arn, String sealed) {
        boolean own = keyId == null || keyId.equals(DEFAULT_KEY);
        return as(own, () -> kms.decrypt(r -> r.encryptionContext(Map.of(CONTEXT, arn))
                        .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(sealed))))
                .plaintext()
                .asUtf8String());
    }

    private static <T> T as(boolean service, Supplier<T> work) {
        Call call = Call.current();
        return service ? new Call(Caller.root(), call.region(), call.requestId()).answer(work::get) : work.get();
    }

    private synchronized String regional() {
        String region = Call.current().region();
        return keys.get(region).orElseGet(() -> {
            String made = as(true, () -> kms.createKey(r -> r.description(
                            "Default key that protects my SSM parameters when no other key is defined"))
                    .keyMetadata()
                    .keyId());
            keys.put(region, made);
            return made;
        });
    }
}
