package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Policy.Kind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Tag;

/** Managed policies and their versions: the account's own, and AWS's, which nobody changes. */
final class ManagedPolicies {
    private static final int MOST_VERSIONS = 5;

    private final Directory directory;
    private final Authorizer authorizer;
    private final Clock clock;

    ManagedPolicies(Directory directory, Authorizer authorizer, Clock clock) {
        this.directory = directory;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    ManagedPolicy create(CreatePolicyRequest request) {
        String name = IamFaults.name(request.policyName(), "policyName", 128);
        String arn = "arn:aws:iam::" + Call.current().account() + ":policy" + IamFaults.path(request.path()) + name;
        authorizer.require("iam:CreatePolicy", arn, null, Map.of());
        String document = IamFaults.checked(request.policyDocument(), Kind.IDENTITY);
        boolean taken = directory.policies().values().stream().anyMatch(policy -> policy.name().equals(name));
        if (taken) {
            throw IamFaults.exists("A policy called " + name + " already exists. Duplicate names are not allowed.");
        }
        var now = clock.instant();
        ManagedPolicy policy = new ManagedPolicy(
                arn,
                Ids.fresh("ANPA"),
                request.description(),
                now,
                now,
                List.of(new ManagedPolicy.Version("v1", document, now)),
                "v1",
                1,
                Attachments.merged(List.of(), request.tags()));
        directory.policies().put(arn, policy);
        return policy;
    }

    ManagedPolicy require(String action, @Nullable String arn) {
        String given = IamFaults.present(arn, "policyArn");
        authorizer.require("iam:" + action, given, null, Map.of());
        return directory.policy(given).orElseThrow(() -> IamFaults.missing("Policy " + given + " was not found."));
    }

    private ManagedPolicy own(String action, @Nullable String arn) {
        ManagedPolicy policy = require(action, arn);
        if (policy.ofAws()) {
            throw IamFaults.invalidInput("Policy " + policy.arn() + " is an AWS managed policy and cannot be changed.");
        }
        return policy;
    }

    void delete(@Nullable String arn) {
        ManagedPolicy policy = own("DeletePolicy", arn);
        if (!directory.attachedTo(policy.arn()).isEmpty()) {
            throw IamFaults.inUse("Cannot delete a policy attached to entities.");
        }
        if (policy.versions().size() > 1) {
            throw IamFaults.inUse("This policy has more than one version. Before you delete a policy, "
                    + "you must delete the policy's versions. The default version is deleted with the policy.");
        }
        directory.policies().remove(policy.arn());
    }

    List<ManagedPolicy> list(ListPoliciesRequest request) {
        authorizer.require("iam:ListPolicies", "*", null, Map.of());
        String scope = request.scopeAsString() == null ? "All" : request.scopeAsString();
        String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        boolean onlyAttached = Boolean.TRUE.equals(request.onlyAttached());
        return directory.allPolicies().stream()
                .filter(policy -> scope.equals("All") || scope.equals("AWS") == policy.ofAws())
                .filter(policy -> policy.path().startsWith(prefix))
                .filter(policy -> !onlyAttached || !directory.attachedTo(policy.arn()).isEmpty())
                .toList();
    }

    ManagedPolicy.Version createVersion(CreatePolicyVersionRequest request) {
        ManagedPolicy policy = own("CreatePolicyVersion", request.policyArn());
        String document = IamFaults.checked(request.policyDocument(), Kind.IDENTITY);
        if (policy.versions().size() >= MOST_VERSIONS) {
            throw IamFaults.limit("A managed policy can have up to 5 versions. Before you create a new version, "
                    + "you must delete an existing version.");
        }
        int number = policy.last() + 1;
        var version = new ManagedPolicy.Version("v" + number, document, clock.instant());
        List<ManagedPolicy.Version> versions = new ArrayList<>(policy.versions());
        versions.add(version);
        String inForce = Boolean.TRUE.equals(request.setAsDefault()) ? version.id() : policy.defaultVersion();
        directory.policies().put(policy.arn(), policy.with(versions, inForce, number, clock.instant()));
        return version;
    }

    void deleteVersion(@Nullable String arn, @Nullable String versionId) {
        ManagedPolicy policy = own("DeletePolicyVersion", arn);
        String id = version(policy, versionId).id();
        if (id.equals(policy.defaultVersion())) {
            throw IamFaults.inUse("Cannot delete the default version of a policy.");
        }
        List<ManagedPolicy.Version> versions = new ArrayList<>(policy.versions());
        versions.removeIf(version -> version.id().equals(id));
        directory.policies().put(
                policy.arn(), policy.with(versions, policy.defaultVersion(), policy.last(), clock.instant()));
    }

    void setDefault(@Nullable String arn, @Nullable String versionId) {
        ManagedPolicy policy = own("SetDefaultPolicyVersion", arn);
        String id = version(policy, versionId).id();
        directory.policies().put(policy.arn(), policy.with(policy.versions(), id, policy.last(), clock.instant()));
    }

    static ManagedPolicy.Version version(ManagedPolicy policy, @Nullable String versionId) {
        String id = IamFaults.present(versionId, "versionId");
        return policy.versions().stream()
                .filter(version -> version.id().equals(id))
                .findFirst()
                .orElseThrow(() -> IamFaults.missing(
                        "Policy " + policy.arn() + " version " + id + " does not exist or is not attachable."));
    }

    void tag(@Nullable String arn, List<Tag> tags) {
        ManagedPolicy policy = own("TagPolicy", arn);
        directory.policies().put(policy.arn(), policy.withTags(Attachments.merged(policy.tags(), tags)));
    }

    void untag(@Nullable String arn, List<String> keys) {
        ManagedPolicy policy = own("UntagPolicy", arn);
        directory.policies().put(policy.arn(), policy.withTags(
                policy.tags().stream().filter(tag -> !keys.contains(tag.key())).toList()));
    }

    Policy shape(ManagedPolicy policy) {
        return Policy.builder()
                .policyName(policy.name())
                .policyId(policy.id())
                .arn(policy.arn())
                .path(policy.path())
                .defaultVersionId(policy.defaultVersion())
                .attachmentCount(directory.attachedTo(policy.arn()).size())
                .permissionsBoundaryUsageCount(0)
                .isAttachable(true)
                .description(policy.description())
                .createDate(policy.created())
                .updateDate(policy.updated())
                .tags(policy.tags())
                .build();
    }

    static PolicyVersion shape(ManagedPolicy policy, ManagedPolicy.Version version, boolean withDocument) {
        return PolicyVersion.builder()
                .versionId(version.id())
                .isDefaultVersion(version.id().equals(policy.defaultVersion()))
                .createDate(version.created())
                .document(withDocument ? PercentCoding.encode(version.document()) : null)
                .build();
    }
}
