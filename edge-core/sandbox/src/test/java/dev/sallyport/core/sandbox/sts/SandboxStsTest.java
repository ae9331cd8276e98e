package dev.sallyport.core.sandbox.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;

class SandboxStsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T08:00:00Z"), ZoneOffset.UTC);
    private static final String VIEWER = "arn:aws:iam::111122223333:role/viewer";
    private static final Caller ANN = new Caller(Caller.ACCOUNT, "arn:aws:iam::111122223333:user/ann", "AKIAANN");

    private final SandboxState state = SandboxState.inMemory();
    private final Directory directory = new Directory(state);
    private final Authorizer authorizer = new Authorizer(directory, CLOCK);
    private final AccessKeys keys = new AccessKeys(state, CLOCK);
    private final SandboxIam iam = new SandboxIam(state, directory, authorizer, keys, CLOCK);
    private final SandboxSts sts = new SandboxSts(directory, authorizer, keys, CLOCK);

    @BeforeEach
    void aUserAndARoleThatTrustsIt() {
        iam.createUser(r -> r.userName("ann"));
        iam.createRole(r -> r.roleName("viewer").assumeRolePolicyDocument(trust("\"AWS\":\"" + ANN.arn() + "\"", "")));
        iam.attachRolePolicy(r -> r.roleName("viewer").policyArn("arn:aws:iam::aws:policy/AmazonS3FullAccess"));
    }

    @AfterEach
    void close() {
        state.close();
    }

    private static String trust(String principal, String condition) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{" + principal
                + "},\"Action\":\"sts:AssumeRole\"" + condition + "}]}";
    }

    private AssumeRoleResponse assume(Caller caller, AssumeRoleRequest request) {
        return new Call(caller, "us-east-1", "r").<AssumeRoleResponse, RuntimeException>answer(
                () -> sts.assumeRole(request));
    }

    private static AssumeRoleRequest.Builder viewer() {
        return AssumeRoleRequest.builder().roleArn(VIEWER).roleSessionName("shift-1");
    }

    private void refused(Caller caller, AssumeRoleRequest request, String code) {
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> assume(caller, request))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    @Test
    void aTrustedUserBecomesTheRole() {
        AssumeRoleResponse answer = assume(ANN, viewer().durationSeconds(900).build());
        assertThat(answer.credentials().expiration()).isEqualTo(Instant.parse("2026-11-23T08:15:00Z"));
        assertThat(answer.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::111122223333:assumed-role/viewer/shift-1");
        Caller session = keys.find(answer.credentials().accessKeyId()).orElseThrow().caller();
        var me = new Call(session, "us-east-1", "r").answer(() -> sts.getCallerIdentity());
        assertThat(me.arn()).isEqualTo(answer.assumedRoleUser().arn());
        assertThat(me.userId()).isEqualTo(answer.assumedRoleUser().assumedRoleId()).matches("AROA\\w{17}:shift-1");
        assertThat(authorizer.allows(session, "s3:PutObject", "arn:aws:s3:::b/k", null, Map.of())).isTrue();
        assertThat(authorizer.allows(session, "sqs:SendMessage", "*", null, Map.of())).isFalse();
    }

    @Test
    void aSessionPolicyNarrows() {
        String readOnly =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\","
                        + "\"Resource\":\"*\"}]}";
        AssumeRoleResponse answer = assume(ANN, viewer().policy(readOnly).build());
        Caller session = keys.find(answer.credentials().accessKeyId()).orElseThrow().caller();
        assertThat(authorizer.allows(session, "s3:GetObject", "arn:aws:s3:::b/k", null, Map.of())).isTrue();
        assertThat(authorizer.allows(session, "s3:PutObject", "arn:aws:s3:::b/k", null, Map.of())).isFalse();
        assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                .isThrownBy(() -> assume(ANN, viewer().policy("{}").build()));
    }

    @Test
    void onlyTheTrustedMay() {
        Caller bob = new Caller(Caller.ACCOUNT, "arn:aws:iam::111122223333:user/bob", "AKIABOB");
        refused(bob, viewer().build(), "AccessDenied");
        refused(Caller.root(), viewer().build(), "AccessDenied");
        refused(Caller.service("lambda.amazonaws.com"), viewer().build(), "AccessDenied");
        refused(ANN, viewer().roleArn(VIEWER + "x").build(), "AccessDenied");
        refused(ANN, viewer().roleArn("viewer").build(), "ValidationError");
        refused(ANN, viewer().roleSessionName("a b").build(), "ValidationError");
        refused(ANN, viewer().durationSeconds(10).build(), "ValidationError");
        refused(ANN, viewer().durationSeconds(7200).build(), "ValidationError");
    }

    @Test
    void aTrustThatNamesTheAccountLeavesItToThePoliciesOfTheUser() {
        iam.updateAssumeRolePolicy(r -> r.roleName("viewer").policyDocument(trust("\"AWS\":\"111122223333\"", "")));
        refused(ANN, viewer().build(), "AccessDenied");
        iam.putUserPolicy(r -> r.userName("ann")
                .policyName("assume")
                .policyDocument("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Resource\":\""
                + VIEWER
                        + "\"}}"));
        assertThat(assume(ANN, viewer().build()).credentials().sessionToken()).isNotBlank();
    }

    @Test
    void anExternalIdMustFit() {
        iam.updateAssumeRolePolicy(r -> r.roleName("viewer")
                .policyDocument(trust(
                        "\"Service\":\"lambda.amazonaws.com\"",
                        ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"e1\"}}")));
        Caller lambda = Caller.service("lambda.amazonaws.com");
        refused(lambda, viewer().build(), "AccessDenied");
        assertThat(assume(lambda, viewer().externalId("e1").build()).credentials().accessKeyId()).startsWith("ASIA");
    }

    @Test
    void theRootIsTheAccount() {
        var me = sts.getCallerIdentity();
        assertThat(me.userId()).isEqualTo("111122223333");
        assertThat(me.arn()).isEqualTo("arn:aws:iam::111122223333:root");
    }
}
