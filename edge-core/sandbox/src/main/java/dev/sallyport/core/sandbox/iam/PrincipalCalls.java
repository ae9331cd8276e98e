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

/** What callers do to roles and users; a part of {@link SandboxIam}. */
abstract class PrincipalCalls implements IamClient {
    private static final int PAGE = 100;

    private final Attachments ofRoles;
    private final Attachments ofUsers;
    private final Roles roles;
    private final Users users;

    PrincipalCalls(SandboxState state, Directory directory, Authorizer authorizer, AccessKeys keys, Clock clock) {
        this.ofRoles = new Attachments(directory, directory.roles(), authorizer, "Role");
        this.ofUsers = new Attachments(directory, directory.users(), authorizer, "User");
        this.roles = new Roles(directory, ofRoles, authorizer, clock);
        this.users = new Users(state, directory, ofUsers, authorizer, keys, clock);
    }

    static <T> Page<T> page(
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
}
