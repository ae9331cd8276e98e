package dev.sallyport.core.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Output;

/** What someone else has made in a Region before any stack of ours: an API, an HTTP API and a function, open to everyone. */
final class Ahead implements AutoCloseable {
    private final AwsClients aws;
    final String region;
    final Map<String, String> outputs;
    private final HttpClient viewer = HttpClient.newHttpClient();

    Ahead(AwsClients aws, String region) throws IOException, InterruptedException {
        this.aws = aws;
        this.region = region;
        var formation = aws.cloudFormation(region);
        try (InputStream template = Ahead.class.getResourceAsStream("/dev/sallyport/core/guard/open.yaml")) {
            String body = new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8);
            formation.createStack(r -> r.stackName("open").templateBody(body).capabilities(Capability.CAPABILITY_IAM));
        }
        SoonWaiter.of(formation).waitUntilStackCreateComplete(r -> r.stackName("open"));
        this.outputs = formation.describeStacks(r -> r.stackName("open")).stacks().getFirst().outputs().stream()
                .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    String apiHost() {
        return outputs.get("ApiId") + ".execute-api." + region + ".amazonaws.com";
    }

    String httpApiHost() {
        return outputs.get("HttpApiId") + ".execute-api." + region + ".amazonaws.com";
    }

    String functionHost() {
        return Objects.requireNonNull(outputs.get("FunctionUrlHost"));
    }

    /** Everything of it that decides who may call, and what the stages serve. */
    JsonNode state() {
        String api = outputs.get("ApiId");
        String http = outputs.get("HttpApiId");
        String function = outputs.get("Function");
        var rest = aws.apiGateway(region);
        var routes = aws.apiGatewayV2(region);
        var lambda = aws.lambda(region);
        return Json.MAPPER
                .createObjectNode()
                .put("resources", rest.getResources(r -> r.restApiId(api).embed("methods")).items().toString())
                .put("stage", rest.getStage(r -> r.restApiId(api).stageName("live")).deploymentId())
                .put(
                        "deployments",
                        rest.getDeployments(r -> r.restApiId(api)).items().stream()
                                .map(Deployment::id)
                                .toList()
                                .toString())
                .put("routes", routes.getRoutes(r -> r.apiId(http)).items().toString())
                .put("url", lambda.getFunctionUrlConfig(r -> r.functionName(function)).authTypeAsString())
                .put("policy", statements(lambda.getPolicy(r -> r.functionName(function)).policy()));
    }

    /** A policy's statements have no order; one that comes back stands at the end. */
    private static String statements(String policy) {
        try {
            return StreamSupport.stream(Json.MAPPER.readTree(policy).path("Statement").spliterator(), false)
                    .map(JsonNode::toString)
                    .sorted()
                    .toList()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int get(String url) throws IOException, InterruptedException {
        return send("GET", url, "").statusCode();
    }

    /** To the address where the host answers. */
    HttpResponse<String> send(String method, String url, String body) throws IOException, InterruptedException {
        URI uri = URI.create(url);
        URI at = uri.getHost().equals("127.0.0.1") ? uri : URI.create(aws.address(uri.getHost()) + uri.getRawPath());
        return viewer.send(
                HttpRequest.newBuilder(at)
                        .header("User-Agent", "test/1")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        viewer.close();
    }
}
