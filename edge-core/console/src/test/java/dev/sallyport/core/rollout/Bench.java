package dev.sallyport.core.rollout;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.sandbox.Sandbox;
import dev.sallyport.core.shape.Shapes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/** A sandbox of its own in this process, and rollouts on it. */
final class Bench implements AutoCloseable {
    static final Map<String, String> NONE = Map.of();

    final Home home;
    final Session session;
    final Sandbox sandbox;
    final AwsClients aws;
    final Rollouts rollouts;
    private final HttpClient viewer = HttpClient.newHttpClient();

    Bench(Path folder) {
        home = new Home(folder);
        SandboxSession opened = SandboxSession.open(home);
        session = opened.session();
        sandbox = opened.sandbox();
        aws = session.clients();
        rollouts = rollouts(aws);
    }

    Rollouts rollouts(AwsClients clients) {
        return new Rollouts(clients, session.identity().arn(), session.identity().account(), home);
    }

    Rollout apply(String blueprint, String stack, Map<String, String> given) throws InterruptedException {
        return rollouts.apply(Blueprints.find(blueprint), stack, given, RolloutListener.SILENT);
    }

    Rollout stage(String blueprint, String stack, Map<String, String> given,
            double weight) throws InterruptedException {
        return rollouts.apply(
                Blueprints.find(blueprint), stack, given, new RolloutOptions(weight, false, null),
                        RolloutListener.SILENT);
    }

    Stack stack(String name) {
        return aws.cloudFormation("us-east-1").describeStacks(r -> r.stackName(name)).stacks().getFirst();
    }

    String output(String stack, String name) {
        return Objects.requireNonNull(StackSummary.outputs(stack(stack)).get(name), name);
    }

    /** The primary's configuration without what comes and goes with a staging copy. */
    DistributionConfig primary(String stack) {
        return aws.cloudFront()
                .getDistributionConfig(r -> r.id(output(stack, "DistributionId")))
                .distributionConfig();
    }

    List<String> distributions() {
        return aws.cloudFront().listDistributions(r -> {}).distributionList().items().stream()
                .map(each -> each.id())
                .toList();
    }

    int policies() {
        return aws.cloudFront()
                .listContinuousDeploymentPolicies(r -> {})
                .continuousDeploymentPolicyList()
                .quantity();
    }

    List<String> temporaryFunctions() {
        return aws.lambda("us-east-1").listFunctions(r -> {}).functions().stream()
                .map(each -> each.functionName())
                .filter(name -> name.startsWith("sallyport-staged-"))
                .toList();
    }

    /** Whether the primary runs what the template says, as CloudFormation's outputs name it. */
    boolean runsItsVersion(String stack) {
        String version = output(stack, "EdgeFunctionVersion");
        return Shapes.toJson(primary(stack)).findValuesAsText("LambdaFunctionARN").equals(List.of(version));
    }

    /** Posts records of two fields and tells which fields came out sealed, with the count of each outcome. */
    List<String> post(String stack, int requests) throws Exception {
        List<String> stored = new ArrayList<>();
        URI records = URI.create(output(stack, "DistributionUrl") + "/records");
        for (int i = 0; i < requests; i++) {
            HttpResponse<String> posted = viewer.send(
                    HttpRequest.newBuilder(records)
                            .header("Content-Type", "application/json")
                            .header("User-Agent", "viewer/1")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"card\":\"4111\",\"iban\":\"DE89\",\"n\":\"" + UUID.randomUUID() + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            stored.add(posted.statusCode() + " " + posted.body());
        }
        return stored;
    }

    @Override
    public void close() {
        viewer.close();
        session.close();
    }
}
