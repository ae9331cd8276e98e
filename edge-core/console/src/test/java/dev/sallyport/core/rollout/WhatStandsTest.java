package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.SallyportException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.wafv2.model.DefaultAction;
import software.amazon.awssdk.services.wafv2.model.Scope;

/** Stacks around what the account has already: a web ACL, a certificate, names, a boundary for roles. */
class WhatStandsTest {
    private static final String CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String webAcl() {
        return bench.aws
                .waf("us-east-1")
                .createWebACL(r -> r.name("ours")
                        .scope(Scope.CLOUDFRONT)
                        .defaultAction(DefaultAction.builder().allow(a -> {}).build())
                        .visibilityConfig(v -> v.sampledRequestsEnabled(true)
                                .cloudWatchMetricsEnabled(true)
                                .metricName("ours")))
                .summary()
                .arn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-perimeter", "function-url-signed", "field-encryption", "edge-ssr"})
    void theStackTakesThem(String blueprint) throws Exception {
        String acl = webAcl();
        String boundary = bench.aws
                .iam()
                .createPolicy(r -> r.policyName("boundary").policyDocument("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"""))
                .policy()
                .arn();
        String role = bench.aws
                .iam()
                .createRole(r -> r.roleName("deployer").assumeRolePolicyDocument("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                         "Principal": {"Service": "cloudformation.amazonaws.com"}}]}"""))
                .role()
                .arn();
        bench.aws.iam().putRolePolicy(r -> r.roleName("deployer").policyName("all").policyDocument("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"""));
        String logs = "arn:aws:logs:us-east-1:111122223333:log-group:ours";
        bench.aws.logs("us-east-1").createLogGroup(r -> r.logGroupName("ours"));
        Rollout rollout = bench.apply(
                blueprint,
                "t",
                Map.of(
                        "WebAclArn", acl,
                        "Aliases", "a.example.com,b.example.com",
                        "CertificateArn", CERTIFICATE,
                        "PermissionsBoundary", boundary,
                        "LogDestination", logs,
                        "ServiceRoleArn", role));
        assertThat(rollout.holds()).as(rollout.note() + rollout.proofs()).isTrue();
        String id = StackSummary.outputs(bench.stack("t")).get("DistributionId");
        var config = bench.aws.cloudFront().getDistributionConfig(r -> r.id(id)).distributionConfig();
        assertThat(config.webACLId()).isEqualTo(acl);
        assertThat(config.aliases().items()).containsExactly("a.example.com", "b.example.com");
        assertThat(config.viewerCertificate().acmCertificateArn()).isEqualTo(CERTIFICATE);
        assertThat(config.viewerCertificate().minimumProtocolVersionAsString()).isEqualTo("TLSv1.2_2021");
        assertThat(bench.aws.waf("us-east-1").listWebACLs(r -> r.scope(Scope.CLOUDFRONT)).webACLs()).hasSize(1);
        assertThat(bench.aws.iam().listRolesPaginator().roles().stream()
                        .filter(each -> !each.roleName().equals("deployer"))
                        .map(each -> bench.aws.iam().getRole(r -> r.roleName(each.roleName())).role())
                        .map(Role::permissionsBoundary))
                .isNotEmpty()
                .allSatisfy(given -> assertThat(given.permissionsBoundaryArn()).isEqualTo(boundary));
        assertThat(bench.stack("t").roleARN()).isEqualTo(role);
        assertThat(bench.aws.logs("us-east-1").describeDeliveryDestinations(r -> {}).deliveryDestinations())
                .extracting(each -> each.deliveryDestinationConfiguration().destinationResourceArn())
                .containsExactly(logs);
        assertThat(StackSummary.outputs(bench.stack("t"))).doesNotContainKey("AccessLogGroup");
        bench.rollouts.destroy("t", RolloutListener.SILENT);
        assertThat(bench.aws.waf("us-east-1").listWebACLs(r -> r.scope(Scope.CLOUDFRONT)).webACLs()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Aliases | a.example.com | SP-ALIAS-CERTIFICATE",
        "ServiceRoleArn | arn:aws:iam::111122223333:role/none | SP-NOT-FOUND",
        "LogDestination | arn:aws:logs:eu-west-1:111122223333:log-group:ours | SP-PARAMETER",
        "CertificateArn | arn:aws:acm:eu-west-1:111122223333:certificate/1 | SP-PARAMETER",
        "WebAclArn | arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/1 | SP-PARAMETER",
        "WebAclArn | arn:aws:wafv2:us-east-1:111122223333:global/webacl/none/12345678-1234-1234-1234-123456789012 | SP-NOT-FOUND",
    })
    void whatDoesNotFitIsRefusedBeforeAnythingIsMade(String parameter, String value, String code) {
        assertThatThrownBy(() -> bench.apply("edge-ssr", "t", Map.of(parameter, value)))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(bench.aws.cloudFormation("us-east-1").describeStacks(r -> {}).stacks()).isEmpty();
    }

    @Test
    void aStackWithoutThemIsAsItWas() throws Exception {
        Rollout rollout = bench.apply("edge-ssr", "t", Map.of());
        assertThat(rollout.holds()).isTrue();
        assertThat(rollout.proofs()).anySatisfy(proof -> assertThat(proof.id()).isEqualTo("web-acl-attached"));
    }
}
