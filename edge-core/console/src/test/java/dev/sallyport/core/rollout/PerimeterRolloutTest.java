package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.shield.model.Protection;

/** The API perimeter as the console rolls it out, on a whole sandbox in this process. */
class PerimeterRolloutTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private AwsClients aws;
    private Rollouts rollouts;
    private final Blueprint blueprint = Blueprints.find("api-perimeter");

    @BeforeEach
    void open() {
        sandbox = Sandbox.open(folder.resolve("sandbox"));
        aws = SandboxSession.clients(sandbox, sandbox.credentials(), "us-east-1");
        Home home = new Home(folder.resolve("home"));
        rollouts = new Rollouts(aws, "arn:aws:iam::111122223333:root", "111122223333", home);
    }

    @AfterEach
    void close() {
        aws.close();
        sandbox.close();
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.region(Region.US_EAST_1)
                .credentialsProvider(sandbox.credentials())
                .endpointOverride(sandbox.endpoint())
                .httpClient(sandbox.transport())
                .build();
    }

    private static HttpResponse<String> send(String method, String url, String body)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("User-Agent", "test/1")
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void shieldWithoutASubscriptionIsRefusedBeforeAnythingIsMade() {
        for (boolean plan : new boolean[] {true, false}) {
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> {
                        Map<String, String> values = Map.of("ShieldAdvanced", "true");
                        if (plan) {
                            rollouts.plan(blueprint, "pets", values);
                        } else {
                            rollouts.apply(blueprint, "pets", values, RolloutListener.SILENT);
                        }
                    })
                    .satisfies(refusal -> {
                        assertThat(refusal.code()).isEqualTo("SP-SHIELD-SUBSCRIPTION");
                        assertThat(refusal.message()).contains("no subscription");
                        assertThat(refusal.next()).contains("ShieldAdvanced");
                    });
        }
        assertThat(aws.cloudFormation("us-east-1").describeStacks().stacks()).isEmpty();
        assertThat(aws.s3("us-east-1").listBuckets().buckets()).isEmpty();
        assertThat(rollouts.history()).isEmpty();
    }

    @Test
    void anHttpApiUnderShieldHoldsAndLeavesNothing() throws Exception {
        aws.shield().createSubscription(r -> {});
        Rollout rollout = rollouts.apply(
                blueprint, "pets", Map.of("ApiType", "HTTP", "ShieldAdvanced", "true"), RolloutListener.SILENT);
        assertThat(rollout.phase()).as("%s", rollout).isEqualTo(RolloutPhase.HOLDS);
        assertThat(rollout.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.evidence()).isTrue());
        assertThat(rollout.proofs()).extracting(Proof::id).contains("origin-refuses-unsigned", "origin-refuses-forged");
        Map<String, String> outputs = rollouts.stacks().getFirst().outputs();
        String edge = outputs.get("DistributionUrl");
        assertThat(outputs).containsEntry("ApiType", "HTTP");

        assertThat(send("GET", edge + "/pets", "").body()).contains("\"dog\"", "\"fish\"");
        assertThat(send("GET", edge + "/pets/2", "").body()).contains("\"cat\"");
        assertThat(send("GET", edge + "/pets/9", "").statusCode()).isEqualTo(404);
        HttpResponse<String> made = send("POST", edge + "/pets", "{\"type\":\"owl\",\"price\":7}");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.body()).contains("\"owl\"");
        for (String path : List.of("/pets", "/pets/2")) {
            HttpResponse<String> direct = send("GET", outputs.get("OriginUrl") + path, "");
            assertThat(direct.statusCode()).isEqualTo(403);
            assertThat(direct.body()).isEqualTo("{\"message\":\"Forbidden\"}");
        }
        assertThat(send("POST", outputs.get("OriginUrl") + "/pets", "{}").statusCode()).isEqualTo(403);

        Protection protection = aws.shield().listProtections(r -> {}).protections().getFirst();
        String check = String.valueOf(outputs.get("HealthCheckId"));
        assertThat(protection.healthCheckIds()).containsExactly(check);
        try (Route53Client route53 = client(Route53Client.builder());
                ApiGatewayV2Client apis = client(ApiGatewayV2Client.builder())) {
            assertThat(route53.getHealthCheckStatus(r -> r.healthCheckId(check)).healthCheckObservations())
                    .singleElement()
                    .satisfies(seen ->
                            assertThat(seen.statusReport().status()).isEqualTo("Success: HTTP Status Code 200, OK"));
            assertThat(apis.getApis(r -> {}).items()).singleElement().satisfies(api ->
                    assertThat(api.apiId()).isEqualTo(outputs.get("ApiId")));

            assertThat(rollouts.verify("pets", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.HOLDS);
            assertThat(rollouts.destroy("pets", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.DESTROYED);
            assertThat(apis.getApis(r -> {}).items()).isEmpty();
            assertThat(route53.listHealthChecks(r -> {}).healthChecks()).isEmpty();
        }
        assertThat(rollouts.stacks()).isEmpty();
        assertThat(aws.shield().listProtections(r -> {}).protections()).isEmpty();
        assertThat(aws.cloudFront().listDistributions(r -> {}).distributionList().items()).isEmpty();
        assertThat(aws.lambda("us-east-1").listFunctions().functions()).isEmpty();
        assertThat(aws.iam().listRoles().roles()).isEmpty();
        assertThat(aws.waf("us-east-1").listWebACLs(r -> r.scope("CLOUDFRONT")).webACLs()).isEmpty();
        assertThat(aws.logs("us-east-1").describeLogGroups().logGroups()).isEmpty();
    }
}
