package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.account.Session;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.OwnLock;
import dev.sallyport.core.distribution.Part;
import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.guard.OpenPerimeter.Place;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;

/** What the origins' own locks say of distributions, whatever runs before them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenOriginsTest {
    private OpenPerimeter open;
    private String id;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        open = new OpenPerimeter(folder);
        id = open.distribution(
                false,
                new Place("orders", open.apiHost(), "/live", "/orders*", true),
                new Place("carts", open.httpApiHost(), "", "/carts*", false),
                new Place("echo", open.functionHost(), "", "/echo*", true));
    }

    @AfterAll
    void close() {
        open.close();
    }

    private Distribution inspected() {
        return new Distributions(open.aws).read(id).distributions().getFirst();
    }

    private static List<String> of(Distribution distribution, Part part) {
        return distribution.findings().stream()
                .filter(finding -> finding.isOf(part))
                .map(finding -> finding.severity().word() + " " + finding.id())
                .toList();
    }

    private static OwnLock.State lock(Distribution distribution, String origin) {
        return distribution.origins().stream()
                .filter(one -> one.id().equals(origin))
                .map(one -> Objects.requireNonNull(one.lock()).state())
                .findFirst()
                .orElseThrow();
    }

    /** An A/B test, say: it changes nothing, and signs nothing. */
    private String functionThatSignsNothing() {
        String role = open.aws.iam()
                .createRole(request -> request.roleName("ab").assumeRolePolicyDocument("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                         "Principal": {"Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]}}]}"""))
                .role()
                .arn();
        byte[] zip = FunctionPackage.ofFiles(Map.of(
                        "index.mjs",
                        "export const handler = async (event) => event.Records[0].cf.request;".getBytes(StandardCharsets.UTF_8)))
                .zip();
        var made = open.aws.lambda("us-east-1").createFunction(request -> request.functionName("ab")
                .runtime("nodejs24.x")
                .handler("index.handler")
                .role(role)
                .code(code -> code.zipFile(SdkBytes.fromByteArray(zip)))
                .publish(true));
        return made.functionArn().endsWith(":" + made.version())
                ? made.functionArn()
                : made.functionArn() + ":" + made.version();
    }

    private void runEverywhere(String function) {
        var association = LambdaFunctionAssociation.builder()
                .eventType("origin-request")
                .lambdaFunctionARN(function)
                .includeBody(true)
                .build();
        var now = open.aws.cloudFront().getDistributionConfig(request -> request.id(id));
        DistributionConfig config = now.distributionConfig();
        List<CacheBehavior> behaviors = config.cacheBehaviors().items().stream()
                .map(one -> one.toBuilder()
                        .lambdaFunctionAssociations(list -> list.quantity(1).items(association))
                        .build())
                .toList();
        open.aws.cloudFront().updateDistribution(request -> request.id(id)
                .ifMatch(now.eTag())
                .distributionConfig(config.toBuilder()
                        .cacheBehaviors(list -> list.quantity(behaviors.size()).items(behaviors))
                        .build()));
    }

    @Test
    void aFunctionThatSignsNothingHidesNoOpenOrigin() {
        Distribution bare = inspected();
        for (String origin : List.of("files", "orders", "carts", "echo")) {
            assertThat(lock(bare, origin)).as(origin).isEqualTo(OwnLock.State.OPEN);
            assertThat(of(bare, Part.origin(origin))).as(origin).contains("high origin-open");
            assertThat(bare.origins()).noneMatch(one -> one.isLocked());
        }
        runEverywhere(functionThatSignsNothing());

        Distribution alone = new Distributions(open.aws).get(id);
        assertThat(of(alone, Part.origin("echo"))).contains("info signer-not-seen").doesNotContain("high origin-open");
        Distribution whole = inspected();
        for (String origin : List.of("orders", "carts", "echo")) {
            assertThat(of(whole, Part.origin(origin)))
                    .as(origin)
                    .contains("high origin-lets-all-in")
                    .doesNotContain("info signer-not-seen");
        }
        assertThat(whole.findings())
                .filteredOn(finding -> finding.id().equals("origin-lets-all-in") && finding.isOf(Part.origin("orders")))
                .flatExtracting(Finding::places)
                .anySatisfy(found -> assertThat(found.evidence()).contains("methods that the stage live of the API"));

        open.aws.lambda("us-east-1").updateFunctionUrlConfig(request ->
                request.functionName(Objects.requireNonNull(open.outputs.get("Function"))).authType(FunctionUrlAuthType.AWS_IAM));
        Distribution closed = inspected();
        assertThat(lock(closed, "echo")).isEqualTo(OwnLock.State.CLOSED);
        assertThat(of(closed, Part.origin("echo"))).doesNotContain("high origin-lets-all-in", "info signer-not-seen");
    }

    @Test
    void whatMayNotBeReadIsNamedWithItsPermissionAndTheRestWorks() {
        try (Session session = open.reader("reader")) {
            open.allow("reader", List.of(
                    "cloudfront:GetDistribution", "cloudfront:List*", "logs:DescribeDeliverySources", "lambda:*"));
            Distribution read = new Distributions(session.clients()).read(id).distributions().getFirst();
            assertThat(lock(read, "files")).isEqualTo(OwnLock.State.NOT_SEEN);
            assertThat(lock(read, "echo")).isNotEqualTo(OwnLock.State.NOT_SEEN);
            assertThat(read.findings())
                    .filteredOn(finding -> finding.id().equals("not-read"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.evidence())
                            .contains("not permitted: needs s3:GetBucketPolicy")
                            .contains("not permitted: needs apigateway:GET")
                            .contains("not permitted: needs shield:GetSubscriptionState and shield:ListProtections"));
        }
    }

    @Test
    void aWebAclThatOnlyStandsThereIsFoundAndShieldAskedForItsPart() {
        var waf = open.aws.waf("us-east-1");
        String arn = waf.createWebACL(request -> request.name("bare").scope("CLOUDFRONT")
                        .defaultAction(action -> action.allow(allow -> {}))
                        .visibilityConfig(config -> config.metricName("m")
                                .cloudWatchMetricsEnabled(true)
                                .sampledRequestsEnabled(true)))
                .summary()
                .arn();
        String other = open.distribution(false);
        var now = open.aws.cloudFront().getDistributionConfig(request -> request.id(other));
        open.aws.cloudFront().updateDistribution(request -> request.id(other)
                .ifMatch(now.eTag())
                .distributionConfig(now.distributionConfig().toBuilder().webACLId(arn).build()));
        Distributions distributions = new Distributions(open.aws);
        assertThat(ids(distributions, other))
                .contains("web-acl-not-logged", "web-acl-no-rate-rule", "web-acl-blocks-nothing")
                .doesNotContain("no-web-acl", "not-shielded");

        open.aws.logs("us-east-1").createLogGroup(request -> request.logGroupName("aws-waf-logs-bare"));
        waf.putLoggingConfiguration(request -> request.loggingConfiguration(logging -> logging.resourceArn(arn)
                .logDestinationConfigs("arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-bare")));
        var shield = open.aws.shield();
        shield.createSubscription(request -> {});
        assertThat(ids(distributions, other)).contains("not-shielded").doesNotContain("web-acl-not-logged");
        String distribution = "arn:aws:cloudfront::111122223333:distribution/" + other;
        shield.createProtection(request -> request.name("one").resourceArn(distribution));
        assertThat(ids(distributions, other)).contains("no-automatic-mitigation").doesNotContain("not-shielded");
        shield.enableApplicationLayerAutomaticResponse(request ->
                request.resourceArn(distribution).action(action -> action.count(count -> {})));
        assertThat(ids(distributions, other)).doesNotContain("no-automatic-mitigation", "not-shielded");
    }

    private static Stream<String> ids(Distributions distributions, String id) {
        return distributions.read(id).distributions().getFirst().findings().stream().map(Finding::id);
    }
}
