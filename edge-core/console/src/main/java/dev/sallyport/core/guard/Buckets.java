package dev.sallyport.core.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.BucketHost;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Origin;
import dev.sallyport.core.guard.BucketClosing.Blocks;
import dev.sallyport.core.guard.Draft.Part;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Buckets as origins: how their names stand in a domain name, and what locks them. */
final class Buckets {
    private final AwsClients aws;
    private final String account;
    private final Sharing sharing;

    Buckets(AwsClients aws, String account, Sharing sharing) {
        this.aws = aws;
        this.sharing = sharing;
        this.account = account;
    }

    /** Letters, digits and dashes alone, and not too many, for the id of a statement. */
    static String plain(String id) {
        String plain = id.replaceAll("[^A-Za-z0-9-]", "-");
        return plain.length() <= 40 ? plain : plain.substring(0, 30) + Integer.toHexString(id.hashCode());
    }

    /** An object that viewers can ask for, so that there is something to compare; none where the list is not allowed. */
    private static List<String> firstObject(S3Client s3, String bucket) {
        try {
            return s3.listObjectsV2(request -> request.bucket(bucket).maxKeys(20)).contents().stream()
                    .map(object -> "/" + object.key())
                    .filter(path -> path.matches("[A-Za-z0-9/._~-]+") && !path.endsWith("/"))
                    .min(Comparator.comparingInt(path -> path.endsWith(".html") ? 0 : 1))
                    .stream()
                    .toList();
        } catch (S3Exception notTold) {
            return List.of();
        }
    }

    /**
     * Lets CloudFront sign for a bucket.
     *
     * @param close whether everyone else is then refused
     */
    void sign(Draft draft, Finding finding, Origin origin, boolean close) {
        BucketHost host = BucketHost.of(origin.domainName()).orElse(null);
        if (host == null) {
            draft.leave(finding.id(), origin.domainName() + " is not a bucket's own name, so its lock is not turned here. "
                    + finding.fix());
            return;
        }
        String bucket = host.bucket();
        String region = region(bucket, host.region());
        S3Client s3 = aws.s3(region);
        // Whoever's bucket it is, answers; only the account's own is touched.
        String policy = BucketEntry.current(s3, bucket, account);
        String key = kmsKey(s3, bucket);
        if (!key.isEmpty()) {
            draft.leave(
                    finding.id(),
                    bucket + " encrypts with the KMS key " + key + ", whose policy must let CloudFront decrypt for "
                            + draft.distribution().arn() + " first.");
            return;
        }
        List<String> others = sharing.others(draft.distribution().id(), origin.domainName());
        AccessControl control = new AccessControl(draft.name() + "-s3", "s3");
        String sid = draft.name() + "-" + plain(origin.id());
        draft.plan(control);
        draft.plan(
                new BucketEntry(bucket, region, account, sid, draft.distribution().arn(), policy),
                new Change(
                        finding.id(),
                        "bucket " + bucket + ": Policy[" + sid + "]",
                        "",
                        "s3:GetObject for cloudfront.amazonaws.com of " + draft.distribution().arn()));
        for (Part part : draft.origins()) {
            if (part.text("Id").equals(origin.id())) {
                draft.set(finding.id(), part, "OriginAccessControlId", control.placeholder());
                asBucket(draft, finding, part);
            }
        }
        draft.paths().addAll(firstObject(s3, bucket));
        if (close && !others.isEmpty()) {
            draft.leave(
                    finding.id(),
                    bucket + " is an origin of " + String.join(", ", others) + " too, so others may still read it. Guard"
                            + " them as well, then block public access.");
        } else if (close) {
            Blocks before = BucketClosing.current(s3, bucket, account);
            if (!Blocks.ALL.equals(before)) {
                draft.closed().add(origin.id());
                draft.plan(
                        new BucketClosing(bucket, region, account, before),
                        new Change(
                                finding.id(),
                                "bucket " + bucket + ": PublicAccessBlock",
                                before == null ? "" : before.said(),
                                Blocks.ALL.said()));
            }
        }
    }

    /** CloudFront signs for S3 only where the origin is configured as one, without the legacy identity. */
    private static void asBucket(Draft draft, Finding finding, Part origin) {
        if (origin.node().has("CustomOriginConfig")) {
            draft.change(finding.id(), origin, "CustomOriginConfig", node -> node.remove("CustomOriginConfig"));
        }
        ObjectNode config = origin.node().path("S3OriginConfig").isObject()
                ? (ObjectNode) origin.node().path("S3OriginConfig")
                : origin.node().putObject("S3OriginConfig");
        if (!config.path("OriginAccessIdentity").asText("").isEmpty()) {
            draft.set(finding.id(), new Part(origin.path() + ".S3OriginConfig", config), "OriginAccessIdentity", "");
        } else {
            config.put("OriginAccessIdentity", "");
        }
    }

    private String region(String bucket, @Nullable String named) {
        if (named != null) {
            return named;
        }
        String location = aws.s3(aws.region())
                .getBucketLocation(request -> request.bucket(bucket).expectedBucketOwner(account))
                .locationConstraintAsString();
        // S3 API Reference, GetBucketLocation: none for us-east-1, and EU for the oldest of Ireland.
        return location == null || location.isEmpty() ? "us-east-1" : location.equals("EU") ? "eu-west-1" : location;
    }

    /** The key that encrypts by default; empty with S3's own, and where it may not be read. */
    private static String kmsKey(S3Client s3, String bucket) {
        try {
            return s3.getBucketEncryption(request -> request.bucket(bucket))
                    .serverSideEncryptionConfiguration()
                    .rules()
                    .stream()
                    .map(rule -> rule.applyServerSideEncryptionByDefault())
                    .filter(Objects::nonNull)
                    .filter(byDefault -> byDefault.sseAlgorithmAsString().startsWith("aws:kms"))
                    .map(byDefault -> Objects.requireNonNullElse(byDefault.kmsMasterKeyID(), "aws/s3"))
                    .findFirst()
                    .orElse("");
        } catch (S3Exception notTold) {
            return "";
        }
    }
}
