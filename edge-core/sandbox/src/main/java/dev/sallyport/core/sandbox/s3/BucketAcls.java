package dev.sallyport.core.sandbox.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

/**
 * Access control lists of buckets. They are kept and told; who may do what is decided by policies, since ACLs are off in
 * every bucket that does not ask for them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html">Access control list (ACL)
 *     overview</a>
 */
final class BucketAcls {
    private static final String ACL = "acl";
    private static final String GROUPS = "http://acs.amazonaws.com/groups/";
    private static final String EVERYBODY = GROUPS + "global/AllUsers";
    private static final String SIGNED_IN = GROUPS + "global/AuthenticatedUsers";
    private static final String LOG_DELIVERY = GROUPS + "s3/LogDelivery";
    private static final Set<String> CANNED = Set.of(
            "private",
            "public-read",
            "public-read-write",
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-read",
            "bucket-owner-full-control",
            "log-delivery-write");

    private final Buckets buckets;

    BucketAcls(Buckets buckets) {
        this.buckets = buckets;
    }

    AccessControlPolicy get(Bucket bucket) {
        return buckets.setting(bucket, ACL, AccessControlPolicy.builder()).orElseGet(() -> canned("private"));
    }

    private boolean off(Bucket bucket) {
        return buckets.setting(bucket, "ownership", OwnershipControls.builder())
                .flatMap(controls -> controls.rules().stream().findFirst())
                .map(rule -> "BucketOwnerEnforced".equals(rule.objectOwnershipAsString()))
                .orElse(true);
    }

    /** Of a new bucket: one that has ACLs off may only be private. */
    void create(Bucket bucket, @Nullable String canned) {
        if (canned == null || canned.equals("private")) {
            return;
        }
        if (off(bucket)) {
            throw S3Faults.of(
                    "InvalidBucketAclWithObjectOwnership",
                    400,
                    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
        }
        put(bucket, canned, null);
    }

    void put(Bucket bucket, @Nullable String canned, @Nullable AccessControlPolicy given) {
        if (off(bucket)) {
            throw S3Faults.of("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
        }
        if ((canned == null) == (given == null)) {
            throw S3Faults.of("MissingSecurityHeader", 400, "Your request was missing a required header");
        }
        if (canned != null && !CANNED.contains(canned)) {
            throw S3Faults.argument("The canned ACL " + canned + " is not one of " + CANNED);
        }
        AccessControlPolicy policy = canned == null ? given : canned(canned);
        boolean open = policy != null
                && policy.grants().stream().anyMatch(grant -> grant.grantee().uri() != null
                        && !LOG_DELIVERY.equals(grant.grantee().uri()));
        boolean blocked = buckets.setting(bucket, "publicAccessBlock", PublicAccessBlockConfiguration.builder())
                .map(block -> Boolean.TRUE.equals(block.blockPublicAcls()))
                .orElse(false);
        if (open && blocked) {
            throw S3Faults.denied();
        }
        buckets.set(bucket, ACL, policy);
    }

    private static AccessControlPolicy canned(String name) {
        List<Grant> grants = new ArrayList<>();
        grants.add(owners());
        switch (name) {
            case "public-read" -> grants.add(group(EVERYBODY, "READ"));
            case "public-read-write" -> {
                grants.add(group(EVERYBODY, "READ"));
                grants.add(group(EVERYBODY, "WRITE"));
            }
            case "authenticated-read" -> grants.add(group(SIGNED_IN, "READ"));
            case "log-delivery-write" -> {
                grants.add(group(LOG_DELIVERY, "WRITE"));
                grants.add(group(LOG_DELIVERY, "READ_ACP"));
            }
            default -> {}
        }
        return AccessControlPolicy.builder().owner(BucketCalls.OWNER).grants(grants).build();
    }

    /** What the owner has. */
    static Grant owners() {
        return Grant.builder()
                .grantee(Grantee.builder().type("CanonicalUser").id(BucketCalls.OWNER.id()).build())
                .permission("FULL_CONTROL")
                .build();
    }

    private static Grant group(String uri, String permission) {
        return Grant.builder().grantee(Grantee.builder().type("Group").uri(uri).build()).permission(permission).build();
    }
}
