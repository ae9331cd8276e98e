package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.access.Call;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

/** AWS::S3::Bucket and ::BucketPolicy. */
final class S3Handlers {
    private S3Handlers() {}

    static Map<String, ResourceHandler> of(S3Client s3) {
        return Map.of("AWS::S3::Bucket", new Buckets(s3), "AWS::S3::BucketPolicy", new BucketPolicies(s3));
    }

    private record Buckets(S3Client s3) implements ResourceHandler {
        private static final PropertyMapping RULES = PropertyMapping.SAME
                .renaming("CorsRules", "CORSRules")
                .renaming("ServerSideEncryptionConfiguration", "Rules")
                .renaming("ServerSideEncryptionByDefault", "ApplyServerSideEncryptionByDefault");
        private static final Set<String> CARRIED = Set.of(
                "AccessControl",
                "BucketName",
                "BucketEncryption",
                "PublicAccessBlockConfiguration",
                "VersioningConfiguration",
                "OwnershipControls",
                "CorsConfiguration",
                "LoggingConfiguration",
                "LifecycleConfiguration",
                "NotificationConfiguration",
                "WebsiteConfiguration",
                "Tags");

        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.lowerCaseName("BucketName", 63);
            return Absence.found(name, () -> s3.headBucket(r -> r.bucket(name)));
        }

        @Override
        public String create(Wanted wanted) {
            wanted.properties().fieldNames().forEachRemaining(property -> {
                if (!CARRIED.contains(property)) {
                    throw new ResourceException("The sandbox does not carry the property " + property + " of a bucket.");
                }
            });
            String name = wanted.lowerCaseName("BucketName", 63);
            String region = Call.current().region();
            s3.createBucket(r -> {
                r.bucket(name);
                if (!region.equals("us-east-1")) {
                    r.createBucketConfiguration(
                            c -> c.locationConstraint(BucketLocationConstraint.fromValue(region)));
                }
            });
            return name;
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            ObjectNode now = wanted.properties();
            Setting.part(wanted, before, "BucketEncryption", json -> s3.putBucketEncryption(r -> r.bucket(id)
                            .serverSideEncryptionConfiguration(RULES.request(
                                    wanted.type(), json, ServerSideEncryptionConfiguration.builder()))),
                    () -> s3.deleteBucketEncryption(r -> r.bucket(id)));
            Setting.part(wanted, before, "PublicAccessBlockConfiguration", json -> s3.putPublicAccessBlock(r -> r.bucket(id)
                            .publicAccessBlockConfiguration(
                                    RULES.request(wanted.type(), json, PublicAccessBlockConfiguration.builder()))),
                    () -> s3.deletePublicAccessBlock(r -> r.bucket(id)));
            Setting.part(wanted, before, "VersioningConfiguration", json -> s3.putBucketVersioning(r -> r.bucket(id)
                            .versioningConfiguration(
                                    RULES.request(wanted.type(), json, VersioningConfiguration.builder()))),
                    () -> s3.putBucketVersioning(
                            r -> r.bucket(id).versioningConfiguration(v -> v.status("Suspended"))));
            Setting.part(wanted, before, "OwnershipControls", json -> s3.putBucketOwnershipControls(r -> r.bucket(id)
                            .ownershipControls(RULES.request(wanted.type(), json, OwnershipControls.builder()))),
                    () -> s3.deleteBucketOwnershipControls(r -> r.bucket(id)));
            Setting.part(wanted, before, "CorsConfiguration", json -> s3.putBucketCors(r -> r.bucket(id)
                            .corsConfiguration(RULES.request(wanted.type(), json, CORSConfiguration.builder()))),
                    () -> s3.deleteBucketCors(r -> r.bucket(id)));
            BucketExtras.apply(s3, wanted, id, before);
            Setting.part(wanted, before, "LifecycleConfiguration", json -> s3.putBucketLifecycleConfiguration(r -> r.bucket(id)
                            .lifecycleConfiguration(RULES.request(
                                    wanted.type(), lifecycle(json), BucketLifecycleConfiguration.builder()))),
                    () -> s3.deleteBucketLifecycle(r -> r.bucket(id)));
            Map<String, String> tags = TagChange.tags(now);
            if (before == null || !tags.equals(TagChange.tags(before))) {
                List<Tag> set = tags.entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList();
                s3.putBucketTagging(r -> r.bucket(id).tagging(t -> t.tagSet(set)));
            }
        }

        /** CloudFormation flattens what the API nests. */
        private static ObjectNode lifecycle(ObjectNode json) {
            ObjectNode nested = json.deepCopy();
            for (JsonNode item : nested.path("Rules")) {
                ObjectNode rule = (ObjectNode) item;
                rule.properties().stream().map(Map.Entry::getKey).toList().forEach(name -> {
                    if (name.equals("ExpirationInDays")) {
                        rule.putObject("Expiration").set("Days", rule.remove(name));
                    } else if (name.equals("Id")) {
                        rule.set("ID", rule.remove(name));
                    } else if (name.equals("Prefix")) {
                        rule.putObject("Filter").set("Prefix", rule.remove(name));
                    }
                });
                if (!rule.has("Filter")) {
                    rule.putObject("Filter").put("Prefix", "");
                }
            }
            return nested;
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            String region = Call.current().region();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("Arn", "arn:aws:s3:::" + id)
                    .put("DomainName", id + ".s3.amazonaws.com")
                    .put("RegionalDomainName", id + ".s3." + region + ".amazonaws.com")
                    .put("DualStackDomainName", id + ".s3.dualstack." + region + ".amazonaws.com")
                    .put("WebsiteURL", BucketExtras.website(id, region));
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> s3.deleteBucket(r -> r.bucket(id)));
        }
    }

    private record BucketPolicies(S3Client s3) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String bucket = wanted.text("Bucket");
            return Absence.found(bucket, () -> s3.getBucketPolicy(r -> r.bucket(bucket)));
        }

        @Override
        public String create(Wanted wanted) {
            String bucket = wanted.text("Bucket");
            if (!existing(wanted).isEmpty()) {
                throw new ResourceException("The bucket policy already exists on bucket " + bucket + ".");
            }
            put(wanted);
            return bucket;
        }

        private void put(Wanted wanted) {
            JsonNode policy = wanted.properties().path("PolicyDocument");
            s3.putBucketPolicy(r -> r.bucket(wanted.text("Bucket"))
                    .policy(policy.isTextual() ? Objects.requireNonNull(policy.textValue()) : policy.toString()));
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                put(wanted);
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> s3.deleteBucketPolicy(r -> r.bucket(id)));
        }
    }
}
