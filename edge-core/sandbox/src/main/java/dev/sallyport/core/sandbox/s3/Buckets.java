package dev.sallyport.core.sandbox.s3;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.MalformedPolicyException;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Buckets, what is set on them, and who may do what with them. */
final class Buckets {
    private static final String PUBLIC_ACCESS = "publicAccessBlock";

    private final Shelf<Bucket> buckets;
    private final Shelf<String> policies;
    private final Shelf<JsonNode> settings;
    private final Authorizer authorizer;
    private final Clock clock;

    Buckets(SandboxState state, Authorizer authorizer, Clock clock) {
        this.buckets = state.shelf("s3/buckets", Bucket.class);
        this.policies = state.shelf("s3/policies", String.class);
        this.settings = state.shelf("s3/settings", JsonNode.class);
        this.authorizer = authorizer;
        this.clock = clock;
    }

    Bucket create(@Nullable String name, @Nullable CreateBucketConfiguration configuration) {
        String given = S3Faults.present(name, "Bucket");
        authorizer.require("s3:CreateBucket", "arn:aws:s3:::" + given, null, Map.of());
        if (!given.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]") || given.contains("..") || given.matches("[0-9.]+")) {
            throw S3Faults.of("InvalidBucketName", 400, "The specified bucket is not valid.");
        }
        String asked = configuration == null ? null : configuration.locationConstraintAsString();
        String region = asked == null ? Call.current().region() : asked;
        Optional<Bucket> had = buckets.get(given);
        if (had.isPresent()) {
            // In us-east-1, and only there, creating a bucket again is a success (API_CreateBucket, errors).
            if (had.get().region().equals("us-east-1") && region.equals("us-east-1")) {
                return had.get();
            }
            throw S3Faults.owned();
        }
        Bucket bucket = new Bucket(given, region, clock.instant());
        // New buckets block public access since April 2023.
        set(bucket, PUBLIC_ACCESS, PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(true)
                .ignorePublicAcls(true)
                .blockPublicPolicy(true)
                .restrictPublicBuckets(true)
                .build());
        buckets.put(given, bucket);
        return bucket;
    }

    List<Bucket> list() {
        authorizer.require("s3:ListAllMyBuckets", "*", null, Map.of());
        return buckets.values();
    }

    /** The bucket, once the caller may do {@code action} to it. */
    Bucket require(String action, @Nullable String name, @Nullable String expectedOwner) {
        Bucket bucket = find(name, expectedOwner);
        check(action, bucket.arn(), bucket, Map.of());
        return bucket;
    }

    Bucket find(@Nullable String name, @Nullable String expectedOwner) {
        Bucket bucket = buckets.get(S3Faults.present(name, "Bucket")).orElseThrow(S3Faults::noBucket);
        if (expectedOwner != null && !expectedOwner.equals(Caller.ACCOUNT)) {
            throw S3Faults.denied();
        }
        return bucket;
    }

    Optional<Bucket> known(@Nullable String name) {
        return name == null ? Optional.empty() : buckets.get(name);
    }

    void check(String action, String arn, Bucket bucket, Map<String, List<String>> keys) {
        authorizer.require(action, arn, inForce(bucket), keys);
    }

    boolean allowed(String action, String arn, Bucket bucket) {
        return authorizer.allows(Call.current().caller(), action, arn, inForce(bucket), Map.of());
    }

    /**
     * The policy that counts for the present caller: with RestrictPublicBuckets a public policy counts only for
     * services and for the account itself.
     */
    private @Nullable String inForce(Bucket bucket) {
        String policy = policies.get(bucket.name()).orElse(null);
        boolean stranger = Call.current().caller().equals(Caller.anonymous());
        boolean restricted = stranger
                && policy != null
                && Boolean.TRUE.equals(publicAccess(bucket).restrictPublicBuckets())
                && Policy.parse(policy, Policy.Kind.RESOURCE).grantsPublicAccess();
        return restricted ? null : policy;
    }

    void delete(Bucket bucket) {
        policies.remove(bucket.name());
        settings.keysUnder(bucket.name() + "/").forEach(settings::remove);
        buckets.remove(bucket.name());
    }

    void putPolicy(Bucket bucket, @Nullable String document) {
        String given = S3Faults.present(document, "Policy");
        Policy policy;
        try {
            policy = Policy.parse(given, Policy.Kind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw S3Faults.of("MalformedPolicy", 400, String.valueOf(e.getMessage()));
        }
        if (!policy.resourcesUnder(bucket.arn())) {
            throw S3Faults.of("MalformedPolicy", 400, "Policy has invalid resource");
        }
        if (Boolean.TRUE.equals(publicAccess(bucket).blockPublicPolicy()) && policy.grantsPublicAccess()) {
            throw S3Faults.of("AccessDenied", 403, "User: " + Call.current().caller().arn()
                    + " is not authorized to perform: s3:PutBucketPolicy on resource: \"" + bucket.arn()
                    + "\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public"
                    + " Access.");
        }
        policies.put(bucket.name(), given);
    }

    Optional<String> policy(Bucket bucket) {
        return policies.get(bucket.name());
    }

    void deletePolicy(Bucket bucket) {
        policies.remove(bucket.name());
    }

    private PublicAccessBlockConfiguration publicAccess(Bucket bucket) {
        return setting(bucket, PUBLIC_ACCESS, PublicAccessBlockConfiguration.builder())
                .orElse(PublicAccessBlockConfiguration.builder().build());
    }

    /** Keeps a configuration under its kind, such as {@code encryption}. */
    void set(Bucket bucket, String kind, @Nullable SdkPojo configuration) {
        if (configuration == null) {
            throw S3Faults.of("MalformedXML", 400, "The XML you provided was not well-formed or did not validate.");
        }
        settings.put(bucket.name() + "/" + kind, Shapes.toJson(configuration));
    }

    <T extends SdkPojo> Optional<T> setting(Bucket bucket, String kind, SdkBuilder<?, T> builder) {
        return settings.get(bucket.name() + "/" + kind).map(json -> Shapes.fromJson(json, builder));
    }

    void unset(Bucket bucket, String kind) {
        settings.remove(bucket.name() + "/" + kind);
    }
}
