package dev.sallyport.core.sandbox.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.UnmodifiableEntityException;

class SandboxIamTest {
    private static final String TRUST =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                    + "[\"lambda.amazonaws.com\",\"edgelambda.amazonaws.com\"]},\"Action\":\"sts:AssumeRole\"}]}";
    private static final String PUT_BOOKS = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Action\":\"dynamodb:PutItem\",\"Resource\":\"arn:aws:dynamodb:us-east-1:111122223333:table/books\"}]}";
    private static final String BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

    private final SandboxState state = SandboxState.inMemory();
    private final Directory directory = new Directory(state);
    private final Authorizer authorizer = new Authorizer(directory, Clock.systemUTC());
    private final AccessKeys keys = new AccessKeys(state, Clock.systemUTC());
    private final SandboxIam iam = new SandboxIam(state, directory, authorizer, keys, Clock.systemUTC());

    @AfterEach
    void close() {
        state.close();
    }

    private Role role(String name) {
        return iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(TRUST)).role();
    }

    private boolean allows(Caller caller, String action, String resource) {
        return authorizer.allows(caller, action, resource, null, Map.of());
    }

    @Test
    void aRoleHasAwssForm() {
        Role made = iam.createRole(r -> r.roleName("books")
                        .path("/app/")
                        .description("books")
                        .assumeRolePolicyDocument(TRUST)
                        .tags(Tag.builder().key("team").value("edge").build()))
                .role();
        assertThat(made.arn()).isEqualTo("arn:aws:iam::111122223333:role/app/books");
        assertThat(made.roleId()).matches("AROA[A-Z0-9]{17}");
        assertThat(made.maxSessionDuration()).isEqualTo(3600);
        assertThat(made.assumeRolePolicyDocument()).doesNotContain("{").doesNotContain("+");
        assertThat(URLDecoder.decode(made.assumeRolePolicyDocument(), StandardCharsets.UTF_8)).isEqualTo(TRUST);
        assertThat(iam.getRole(r -> r.roleName("books")).role()).isEqualTo(made);
        assertThat(iam.listRoles(r -> r.pathPrefix("/app/")).roles()).containsExactly(made);
        assertThat(iam.listRoles(r -> r.pathPrefix("/other/")).roles()).isEmpty();
    }

    @Test
    void aRolesSessionMayDoWhatItsPoliciesSay() {
        Role made = role("books");
        Caller session = Caller.assumedRole(made.arn(), "fn", "ASIAX");
        String table = "arn:aws:dynamodb:us-east-1:111122223333:table/books";
        assertThat(allows(session, "dynamodb:PutItem", table)).isFalse();
        iam.putRolePolicy(r -> r.roleName("books").policyName("put").policyDocument(PUT_BOOKS));
        iam.attachRolePolicy(r -> r.roleName("books").policyArn(BASIC));
        assertThat(allows(session, "dynamodb:PutItem", table)).isTrue();
        assertThat(allows(session, "dynamodb:PutItem", table + "2")).isFalse();
        assertThat(allows(session, "dynamodb:GetItem", table)).isFalse();
        assertThat(allows(session, "logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:x:log-stream:y"))
                .isTrue();
        iam.deleteRolePolicy(r -> r.roleName("books").policyName("put"));
        assertThat(allows(session, "dynamodb:PutItem", table)).isFalse();
        iam.putRolePermissionsBoundary(r -> r.roleName("books")
                .permissionsBoundary("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"));
        assertThat(allows(session, "logs:PutLogEvents", "*")).as("outside of the boundary").isFalse();
    }

    @Test
    void aRoleInUseStays() {
        role("books");
        iam.putRolePolicy(r -> r.roleName("books").policyName("put").policyDocument(PUT_BOOKS));
        iam.attachRolePolicy(r -> r.roleName("books").policyArn(BASIC));
        assertThatExceptionOfType(DeleteConflictException.class)
                .isThrownBy(() -> iam.deleteRole(r -> r.roleName("books")))
                .withMessageContaining("must delete policies first");
        iam.deleteRolePolicy(r -> r.roleName("books").policyName("put"));
        assertThatExceptionOfType(DeleteConflictException.class)
                .isThrownBy(() -> iam.deleteRole(r -> r.roleName("books")))
                .withMessageContaining("must detach all policies first");
        iam.detachRolePolicy(r -> r.roleName("books").policyArn(BASIC));
        iam.deleteRole(r -> r.roleName("books"));
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> iam.getRole(r -> r.roleName("books")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchEntity"))
                .withMessageContaining("The role with name books cannot be found.");
    }

    @Test
    void badInputIsNamed() {
        role("books");
        assertThatExceptionOfType(EntityAlreadyExistsException.class).isThrownBy(() -> role("books"));
        assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                .isThrownBy(() -> iam.createRole(r -> r.roleName("x").assumeRolePolicyDocument(PUT_BOOKS)));
        assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                .isThrownBy(() -> iam.createRole(r -> r.roleName("x")
                        .assumeRolePolicyDocument(TRUST.replaceAll(
                                "\\{\"Service\":\\[.*?]}", "{\"AWS\":\"arn:aws:iam::111122223333:role/nobody\"}"))))
                .withMessageContaining(
                "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:role/nobody\"");
        for (Consumer<Void> bad : List.<Consumer<Void>>of(
                v -> iam.createRole(r -> r.roleName("a b").assumeRolePolicyDocument(TRUST)),
                v -> iam.createRole(r -> r.assumeRolePolicyDocument(TRUST)),
                v -> iam.createRole(r -> r.roleName("x").path("x").assumeRolePolicyDocument(TRUST)),
                v -> iam.createRole(r -> r.roleName("x").maxSessionDuration(60).assumeRolePolicyDocument(TRUST)),
                v -> iam.listRoles(r -> r.marker("%%%")))) {
            assertThatExceptionOfType(AwsServiceException.class)
                    .isThrownBy(() -> bad.accept(null))
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
        }
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> iam.attachRolePolicy(r ->
                r.roleName("books").policyArn("arn:aws:iam::aws:policy/Nope")));
    }

    @Test
    void longListsComeInPages() {
        for (int i = 0; i < 5; i++) {
            role("r" + i);
        }
        var first = iam.listRoles(r -> r.maxItems(2));
        assertThat(first.isTruncated()).isTrue();
        iam.deleteRole(r -> r.roleName("r1"));
        var second = iam.listRoles(r -> r.maxItems(2).marker(first.marker()));
        assertThat(second.roles()).extracting(Role::roleName).containsExactly("r2", "r3");
        var third = iam.listRoles(r -> r.maxItems(2).marker(second.marker()));
        assertThat(third.roles()).extracting(Role::roleName).containsExactly("r4");
        assertThat(third.isTruncated()).isFalse();
    }

    @Test
    void aServiceLinkedRoleIsAwss() {
        Role made = iam.createServiceLinkedRole(r -> r.awsServiceName("replicator.lambda.amazonaws.com")).role();
        assertThat(made.arn())
                .isEqualTo("arn:aws:iam::111122223333:role/aws-service-role/replicator.lambda.amazonaws.com/"
                        + "AWSServiceRoleForLambdaReplicator");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> iam.createServiceLinkedRole(r ->
                r.awsServiceName("replicator.lambda.amazonaws.com")));
        assertThatExceptionOfType(UnmodifiableEntityException.class)
                .isThrownBy(() -> iam.deleteRole(r -> r.roleName(made.roleName())));
        iam.deleteServiceLinkedRole(r -> r.roleName(made.roleName()));
        assertThat(iam.listRoles().roles()).isEmpty();
    }

    @Test
    void aUsersKeyWorksWhileItIsActive() {
        iam.createUser(r -> r.userName("ann"));
        var key = iam.createAccessKey(r -> r.userName("ann")).accessKey();
        assertThat(keys.find(key.accessKeyId()).orElseThrow().caller().arn())
                .isEqualTo("arn:aws:iam::111122223333:user/ann");
        iam.updateAccessKey(r -> r.userName("ann").accessKeyId(key.accessKeyId()).status("Inactive"));
        assertThat(keys.find(key.accessKeyId())).isEmpty();
        iam.updateAccessKey(r -> r.userName("ann").accessKeyId(key.accessKeyId()).status("Active"));
        assertThat(keys.find(key.accessKeyId()).orElseThrow().secretAccessKey()).isEqualTo(key.secretAccessKey());
        assertThatExceptionOfType(DeleteConflictException.class)
                .isThrownBy(() -> iam.deleteUser(r -> r.userName("ann")));
        iam.deleteAccessKey(r -> r.userName("ann").accessKeyId(key.accessKeyId()));
        iam.deleteUser(r -> r.userName("ann"));
        assertThat(keys.find(key.accessKeyId())).isEmpty();
    }

    @Test
    void aUserActsWithinItsPolicies() throws Exception {
        iam.createUser(r -> r.userName("ann"));
        Caller ann = new Caller(Caller.ACCOUNT, "arn:aws:iam::111122223333:user/ann", "AKIAX");
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> new Call(ann, "us-east-1", "r").answer(() -> iam.listRoles()))
                .withMessageContaining(
                "arn:aws:iam::111122223333:user/ann is not authorized to perform: iam:ListRoles");
        iam.attachUserPolicy(r -> r.userName("ann").policyArn("arn:aws:iam::aws:policy/IAMReadOnlyAccess"));
        assertThat(new Call(ann, "us-east-1", "r").answer(() -> iam.getUser().user().userName())).isEqualTo("ann");
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> new Call(ann, "us-east-1", "r").answer(() -> iam.deleteUser(r -> r.userName("ann"))));
    }

    @Test
    void aManagedPolicysVersionInForceCounts() {
        Role made = role("books");
        String arn = iam.createPolicy(r -> r.policyName("put").policyDocument(PUT_BOOKS)).policy().arn();
        assertThat(arn).isEqualTo("arn:aws:iam::111122223333:policy/put");
        iam.attachRolePolicy(r -> r.roleName("books").policyArn(arn));
        Caller session = Caller.assumedRole(made.arn(), "fn", "ASIAX");
        String table = "arn:aws:dynamodb:us-east-1:111122223333:table/books";
        assertThat(allows(session, "dynamodb:PutItem", table)).isTrue();
        iam.createPolicyVersion(r -> r.policyArn(arn)
                .policyDocument(PUT_BOOKS.replace("PutItem", "GetItem"))
                .setAsDefault(true));
        assertThat(allows(session, "dynamodb:PutItem", table)).isFalse();
        iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId("v1"));
        assertThat(allows(session, "dynamodb:PutItem", table)).isTrue();
        assertThat(iam.listPolicyVersions(r -> r.policyArn(arn)).versions())
                .extracting(v -> v.versionId() + v.isDefaultVersion())
                .containsExactly("v2false", "v1true");
        assertThat(iam.listPolicies(r -> r.onlyAttached(true)).policies()).extracting(p ->
                p.arn()).containsExactly(arn);
        assertThatExceptionOfType(DeleteConflictException.class)
                .isThrownBy(() -> iam.deletePolicy(r -> r.policyArn(arn)));
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> iam.deletePolicy(r -> r.policyArn(BASIC)));
    }
}
