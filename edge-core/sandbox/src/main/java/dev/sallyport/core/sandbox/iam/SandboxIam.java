package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.access.MalformedPolicyException;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.*;

/**
 * IAM: roles, users and managed policies of the sandbox's account.
 * What an operation does stands in {@link Roles}, {@link Users}, {@link Attachments} and {@link ManagedPolicies}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html">IAM API Reference</a>
 */
public final class SandboxIam extends PrincipalCalls {
    private final ManagedPolicies policies;
    private final Directory directory;
    private final Authorizer authorizer;
    private final Simulations simulations;

    /**
     * IAM over {@code directory}.
     *
     * @param keys where users' access keys come from
     */
    public SandboxIam(SandboxState state, Directory directory, Authorizer authorizer, AccessKeys keys, Clock clock) {
        super(state, directory, authorizer, keys, clock);
        this.directory = directory;
        this.authorizer = authorizer;
        this.simulations = new Simulations(clock);
        this.policies = new ManagedPolicies(directory, authorizer, clock);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    // Managed policies

    @Override
    public CreatePolicyResponse createPolicy(CreatePolicyRequest r) {
        return CreatePolicyResponse.builder().policy(policies.shape(policies.create(r))).build();
    }

    @Override
    public GetPolicyResponse getPolicy(GetPolicyRequest r) {
        return GetPolicyResponse.builder()
                .policy(policies.shape(policies.require("GetPolicy", r.policyArn())))
                .build();
    }

    @Override
    public DeletePolicyResponse deletePolicy(DeletePolicyRequest r) {
        policies.delete(r.policyArn());
        return DeletePolicyResponse.builder().build();
    }

    @Override
    public ListPoliciesResponse listPolicies(ListPoliciesRequest r) {
        var page = page(policies.list(r), r.maxItems(), r.marker(), ManagedPolicy::arn);
        return ListPoliciesResponse.builder()
                .policies(page.items().stream().map(policies::shape).toList())
                .isTruncated(page.more())
                .marker(page.next())
                .build();
    }

    @Override
    public CreatePolicyVersionResponse createPolicyVersion(CreatePolicyVersionRequest r) {
        var version = policies.createVersion(r);
        var policy = policies.require("CreatePolicyVersion", r.policyArn());
        return CreatePolicyVersionResponse.builder()
                .policyVersion(ManagedPolicies.shape(policy, version, false))
                .build();
    }

    @Override
    public GetPolicyVersionResponse getPolicyVersion(GetPolicyVersionRequest r) {
        var policy = policies.require("GetPolicyVersion", r.policyArn());
        return GetPolicyVersionResponse.builder()
                .policyVersion(ManagedPolicies.shape(policy, ManagedPolicies.version(policy, r.versionId()), true))
                .build();
    }

    @Override
    public ListPolicyVersionsResponse listPolicyVersions(ListPolicyVersionsRequest r) {
        var policy = policies.require("ListPolicyVersions", r.policyArn());
        return ListPolicyVersionsResponse.builder()
                .versions(policy.versions().reversed().stream()
                        .map(version -> ManagedPolicies.shape(policy, version, false))
                        .toList())
                .isTruncated(false)
                .build();
    }

    @Override
    public DeletePolicyVersionResponse deletePolicyVersion(DeletePolicyVersionRequest r) {
        policies.deleteVersion(r.policyArn(), r.versionId());
        return DeletePolicyVersionResponse.builder().build();
    }

    @Override
    public SetDefaultPolicyVersionResponse setDefaultPolicyVersion(SetDefaultPolicyVersionRequest r) {
        policies.setDefault(r.policyArn(), r.versionId());
        return SetDefaultPolicyVersionResponse.builder().build();
    }

    @Override
    public TagPolicyResponse tagPolicy(TagPolicyRequest r) {
        policies.tag(r.policyArn(), r.tags());
        return TagPolicyResponse.builder().build();
    }

    @Override
    public UntagPolicyResponse untagPolicy(UntagPolicyRequest r) {
        policies.untag(r.policyArn(), r.tagKeys());
        return UntagPolicyResponse.builder().build();
    }

    @Override
    public ListPolicyTagsResponse listPolicyTags(ListPolicyTagsRequest r) {
        return ListPolicyTagsResponse.builder()
                .tags(policies.require("ListPolicyTags", r.policyArn()).tags())
                .isTruncated(false)
                .build();
    }

    @Override
    public ListEntitiesForPolicyResponse listEntitiesForPolicy(ListEntitiesForPolicyRequest r) {
        var attached = directory.attachedTo(policies.require("ListEntitiesForPolicy", r.policyArn()).arn());
        return ListEntitiesForPolicyResponse.builder()
                .policyRoles(attached.stream()
                        .filter(principal -> principal.trust() != null)
                        .map(role -> PolicyRole.builder().roleName(role.name()).roleId(role.id()).build())
                        .toList())
                .policyUsers(attached.stream()
                        .filter(principal -> principal.trust() == null)
                        .map(user -> PolicyUser.builder().userName(user.name()).userId(user.id()).build())
                        .toList())
                .policyGroups(List.of())
                .isTruncated(false)
                .build();
    }

    // Simulation

    @Override
    public SimulatePrincipalPolicyResponse simulatePrincipalPolicy(SimulatePrincipalPolicyRequest r) {
        String source = String.valueOf(r.policySourceArn());
        authorizer.require("iam:SimulatePrincipalPolicy", source, null, Map.of());
        if (directory.principal(source).isEmpty()) {
            throw IamFaults.missing("The entity with ARN " + source + " cannot be found.");
        }
        Caller caller = new Caller(Caller.ACCOUNT, source, "");
        Identity own = directory.apply(caller);
        List<String> documents = new ArrayList<>(own.policies());
        documents.addAll(r.policyInputList());
        List<String> boundaries = new ArrayList<>(own.boundaries());
        boundaries.addAll(r.permissionsBoundaryPolicyInputList());
        return SimulatePrincipalPolicyResponse.builder()
                .evaluationResults(simulated(new Simulations.Question(
                        caller,
                        new Identity(own.arn(), documents, boundaries),
                        r.actionNames(),
                        r.resourceArns(),
                        r.resourcePolicy(),
                        r.contextEntries())))
                .isTruncated(false)
                .build();
    }

    @Override
    public SimulateCustomPolicyResponse simulateCustomPolicy(SimulateCustomPolicyRequest r) {
        authorizer.require("iam:SimulateCustomPolicy", "*", null, Map.of());
        String arn = r.callerArn() == null ? "arn:aws:iam::" + Caller.ACCOUNT + ":user/simulated" : r.callerArn();
        return SimulateCustomPolicyResponse.builder()
                .evaluationResults(simulated(new Simulations.Question(
                        new Caller(Caller.ACCOUNT, arn, ""),
                        new Identity(arn, r.policyInputList(), r.permissionsBoundaryPolicyInputList()),
                        r.actionNames(),
                        r.resourceArns(),
                        r.resourcePolicy(),
                        r.contextEntries())))
                .isTruncated(false)
                .build();
    }

    private List<EvaluationResult> simulated(Simulations.Question question) {
        try {
            return simulations.answers(question);
        } catch (MalformedPolicyException e) {
            throw IamFaults.invalidInput(String.valueOf(e.getMessage()));
        }
    }
}
