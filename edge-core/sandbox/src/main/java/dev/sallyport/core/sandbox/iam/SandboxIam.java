package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.*;

/**
 * IAM: roles, users and managed policies of the sandbox's account. Long because the SDK has one method per operation;
 * what an operation does stands in {@link Roles}, {@link Users}, {@link Attachments} and {@link ManagedPolicies}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html">IAM API Reference</a>
 */
public final class SandboxIam implements IamClient {
    private static final int PAGE = 100;

    private final Attachments ofRoles;
    private final Attachments ofUsers;
    private final Roles roles;
    private final Users users;
    private final ManagedPolicies policies;
    private final Directory directory;

    /**
     * IAM over {@code directory}.
     *
     * @param keys where users' access keys come from
     */
    public SandboxIam(SandboxState state, Directory directory, Authorizer authorizer, AccessKeys keys, Clock clock) {
        this.directory = directory;
        this.ofRoles = new Attachments(directory, directory.roles(), authorizer, "Role");
        this.ofUsers = new Attachments(directory, directory.users(), authorizer, "User");
        this.roles = new Roles(directory, ofRoles, authorizer, clock);
        this.users = new Users(state, directory, ofUsers, authorizer, keys, clock);
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

    private static <T> Page<T> page(
            List<T> all, @Nullable Integer max, @Nullable String marker, Function<T, String> name) {
        if (max != null && (max < 1 || max > 1000)) {
            throw IamFaults.invalid("1 validation error detected: Value '" + max
                    + "' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000");
        }
        return Page.of(all, max == null ? PAGE : max, marker, name)
                .orElseThrow(() -> IamFaults.invalid("Invalid Marker value."));
    }

    // Roles

    @Override
    public CreateRoleResponse createRole(CreateRoleRequest r) {
        return CreateRoleResponse.builder().role(Roles.shape(roles.create(r))).build();
    }

    @Override
    public GetRoleResponse getRole(GetRoleRequest r) {
        return GetRoleResponse.builder().role(Roles.shape(ofRoles.require("GetRole", r.roleName()))).build();
    }

    @Override
    public ListRolesResponse listRoles(ListRolesRequest r) {
        var page = page(roles.list(r.pathPrefix()), r.maxItems(), r.marker(), Principal::name);
        return ListRolesResponse.builder()
                .roles(page.items().stream().map(Roles::shape).toList())
                .isTruncated(page.more())
                .marker(page.next())
                .build();
    }

    @Override
    public DeleteRoleResponse deleteRole(DeleteRoleRequest r) {
        roles.delete(r.roleName());
        return DeleteRoleResponse.builder().build();
    }

    @Override
    public UpdateRoleResponse updateRole(UpdateRoleRequest r) {
        roles.update(r);
        return UpdateRoleResponse.builder().build();
    }

    @Override
    public UpdateRoleDescriptionResponse updateRoleDescription(UpdateRoleDescriptionRequest r) {
        Principal changed = roles.update(UpdateRoleRequest.builder()
                .roleName(r.roleName())
                .description(r.description())
                .build());
        return UpdateRoleDescriptionResponse.builder().role(Roles.shape(changed)).build();
    }

    @Override
    public UpdateAssumeRolePolicyResponse updateAssumeRolePolicy(UpdateAssumeRolePolicyRequest r) {
        roles.updateTrust(r.roleName(), r.policyDocument());
        return UpdateAssumeRolePolicyResponse.builder().build();
    }

    @Override
    public CreateServiceLinkedRoleResponse createServiceLinkedRole(CreateServiceLinkedRoleRequest r) {
        return CreateServiceLinkedRoleResponse.builder()
                .role(Roles.shape(roles.createLinked(r.awsServiceName(), r.description())))
                .build();
    }

    @Override
    public DeleteServiceLinkedRoleResponse deleteServiceLinkedRole(DeleteServiceLinkedRoleRequest r) {
        roles.deleteLinked(r.roleName());
        return DeleteServiceLinkedRoleResponse.builder()
                .deletionTaskId("task/aws-service-role/" + r.roleName() + "/" + UUID.randomUUID())
                .build();
    }

    @Override
    public GetServiceLinkedRoleDeletionStatusResponse getServiceLinkedRoleDeletionStatus(
            GetServiceLinkedRoleDeletionStatusRequest r) {
        // Deleting is done when DeleteServiceLinkedRole returns.
        IamFaults.present(r.deletionTaskId(), "deletionTaskId");
        return GetServiceLinkedRoleDeletionStatusResponse.builder()
                .status(DeletionTaskStatusType.SUCCEEDED)
                .build();
    }

    @Override
    public PutRolePolicyResponse putRolePolicy(PutRolePolicyRequest r) {
        ofRoles.putInline(r.roleName(), r.policyName(), r.policyDocument());
        return PutRolePolicyResponse.builder().build();
    }

    @Override
    public GetRolePolicyResponse getRolePolicy(GetRolePolicyRequest r) {
        return GetRolePolicyResponse.builder()
                .roleName(r.roleName())
                .policyName(r.policyName())
                .policyDocument(PercentCoding.encode(ofRoles.inline(r.roleName(), r.policyName())))
                .build();
    }

    @Override
    public DeleteRolePolicyResponse deleteRolePolicy(DeleteRolePolicyRequest r) {
        ofRoles.deleteInline(r.roleName(), r.policyName());
        return DeleteRolePolicyResponse.builder().build();
    }

    @Override
    public ListRolePoliciesResponse listRolePolicies(ListRolePoliciesRequest r) {
        var page = page(ofRoles.inlineNames(r.roleName()), r.maxItems(), r.marker(), name -> name);
        return ListRolePoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.more())
                .marker(page.next())
                .build();
    }

    @Override
    public AttachRolePolicyResponse attachRolePolicy(AttachRolePolicyRequest r) {
        ofRoles.attach(r.roleName(), r.policyArn());
        return AttachRolePolicyResponse.builder().build();
    }

    @Override
    public DetachRolePolicyResponse detachRolePolicy(DetachRolePolicyRequest r) {
        ofRoles.detach(r.roleName(), r.policyArn());
        return DetachRolePolicyResponse.builder().build();
    }

    @Override
    public ListAttachedRolePoliciesResponse listAttachedRolePolicies(ListAttachedRolePoliciesRequest r) {
        var page = page(ofRoles.attached(r.roleName()), r.maxItems(), r.marker(), AttachedPolicy::policyArn);
        return ListAttachedRolePoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.more())
                .marker(page.next())
                .build();
    }

    @Override
    public PutRolePermissionsBoundaryResponse putRolePermissionsBoundary(PutRolePermissionsBoundaryRequest r) {
        ofRoles.bound(r.roleName(), r.permissionsBoundary());
        return PutRolePermissionsBoundaryResponse.builder().build();
    }

    @Override
    public DeleteRolePermissionsBoundaryResponse deleteRolePermissionsBoundary(DeleteRolePermissionsBoundaryRequest r) {
        ofRoles.unbound(r.roleName());
        return DeleteRolePermissionsBoundaryResponse.builder().build();
    }

    @Override
    public TagRoleResponse tagRole(TagRoleRequest r) {
        ofRoles.tag(r.roleName(), r.tags());
        return TagRoleResponse.builder().build();
    }

    @Override
    public UntagRoleResponse untagRole(UntagRoleRequest r) {
        ofRoles.untag(r.roleName(), r.tagKeys());
        return UntagRoleResponse.builder().build();
    }

    @Override
    public ListRoleTagsResponse listRoleTags(ListRoleTagsRequest r) {
        return ListRoleTagsResponse.builder()
                .tags(ofRoles.require("ListRoleTags", r.roleName()).tags())
                .isTruncated(false)
                .build();
    }

    @Override
    public ListInstanceProfilesForRoleResponse listInstanceProfilesForRole(ListInstanceProfilesForRoleRequest r) {
        // The sandbox has no EC2, so a role is in no instance profile.
        ofRoles.require("ListInstanceProfilesForRole", r.roleName());
        return ListInstanceProfilesForRoleResponse.builder()
                .instanceProfiles(List.of())
                .isTruncated(false)
                .build();
    }

    // Users

    @Override
    public CreateUserResponse createUser(CreateUserRequest r) {
        return CreateUserResponse.builder().user(Users.shape(users.create(r))).build();
    }

    @Override
    public GetUserResponse getUser(GetUserRequest r) {
        return GetUserResponse.builder().user(users.get(r.userName())).build();
    }

    @Override
    public ListUsersResponse listUsers(ListUsersRequest r) {
        var page = page(users.list(r.pathPrefix()), r.maxItems(), r.marker(), Principal::name);
        return ListUsersResponse.builder()
                .users(page.items().stream().map(Users::shape).toList())
                .isTruncated(page.more())
                .marker(page.next())
                .build();
    }

    @Override
    public DeleteUserResponse deleteUser(DeleteUserRequest r) {
        users.delete(r.userName());
        return DeleteUserResponse.builder().build();
    }

    @Override
    public CreateAccessKeyResponse createAccessKey(CreateAccessKeyRequest r) {
        Users.UserKey made = users.createKey(r.userName());
        return CreateAccessKeyResponse.builder()
                .accessKey(AccessKey.builder()
                        .userName(made.userName())
                        .accessKeyId(made.key().accessKeyId())
                        .secretAccessKey(made.key().secretAccessKey())
                        .status(made.status())
                        .createDate(made.created())
                        .build())
                .build();
    }

    @Override
    public UpdateAccessKeyResponse updateAccessKey(UpdateAccessKeyRequest r) {
        users.updateKey(r.userName(), r.accessKeyId(), r.statusAsString());
        return UpdateAccessKeyResponse.builder().build();
    }

    @Override
    public DeleteAccessKeyResponse deleteAccessKey(DeleteAccessKeyRequest r) {
        users.deleteKey(r.userName(), r.accessKeyId());
        return DeleteAccessKeyResponse.builder().build();
    }

    @Override
    public ListAccessKeysResponse listAccessKeys(ListAccessKeysRequest r) {
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(
                        users.listKeys(r.userName()).stream().map(Users.UserKey::shape).toList())
                .isTruncated(false)
                .build();
    }

    @Override
    public PutUserPolicyResponse putUserPolicy(PutUserPolicyRequest r) {
        ofUsers.putInline(r.userName(), r.policyName(), r.policyDocument());
        return PutUserPolicyResponse.builder().build();
    }

    @Override
    public GetUserPolicyResponse getUserPolicy(GetUserPolicyRequest r) {
        return GetUserPolicyResponse.builder()
                .userName(r.userName())
                .policyName(r.policyName())
                .policyDocument(PercentCoding.encode(ofUsers.inline(r.userName(), r.policyName())))
                .build();
    }

    @Override
    public DeleteUserPolicyResponse deleteUserPolicy(DeleteUserPolicyRequest r) {
        ofUsers.deleteInline(r.userName(), r.policyName());
        return DeleteUserPolicyResponse.builder().build();
    }

    @Override
    public ListUserPoliciesResponse listUserPolicies(ListUserPoliciesRequest r) {
        var page = page(ofUsers.inlineNames(r.userName()), r.maxItems(), r.marker(), name -> name);
        return ListUserPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.more())
                .marker(page.next())
                .build();
    }

    @Override
    public AttachUserPolicyResponse attachUserPolicy(AttachUserPolicyRequest r) {
        ofUsers.attach(r.userName(), r.policyArn());
        return AttachUserPolicyResponse.builder().build();
    }

    @Override
    public DetachUserPolicyResponse detachUserPolicy(DetachUserPolicyRequest r) {
        ofUsers.detach(r.userName(), r.policyArn());
        return DetachUserPolicyResponse.builder().build();
    }

    @Override
    public ListAttachedUserPoliciesResponse listAttachedUserPolicies(ListAttachedUserPoliciesRequest r) {
        var page = page(ofUsers.attached(r.userName()), r.maxItems(), r.marker(), AttachedPolicy::policyArn);
        return ListAttachedUserPoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.more())
                .marker(page.next())
                .build();
    }

    @Override
    public TagUserResponse tagUser(TagUserRequest r) {
        ofUsers.tag(r.userName(), r.tags());
        return TagUserResponse.builder().build();
    }

    @Override
    public UntagUserResponse untagUser(UntagUserRequest r) {
        ofUsers.untag(r.userName(), r.tagKeys());
        return UntagUserResponse.builder().build();
    }

    @Override
    public ListUserTagsResponse listUserTags(ListUserTagsRequest r) {
        return ListUserTagsResponse.builder()
                .tags(ofUsers.require("ListUserTags", r.userName()).tags())
                .isTruncated(false)
                .build();
    }

    @Override
    public ListGroupsForUserResponse listGroupsForUser(ListGroupsForUserRequest r) {
        // The sandbox has no groups; a client that deletes a user asks all the same.
        ofUsers.require("ListGroupsForUser", r.userName());
        return ListGroupsForUserResponse.builder().groups(List.of()).isTruncated(false).build();
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
}
