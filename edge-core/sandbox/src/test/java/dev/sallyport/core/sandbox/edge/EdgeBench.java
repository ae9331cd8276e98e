package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.sandbox.SandboxServices;
import dev.sallyport.core.sandbox.ServicesBench;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.apigateway.SandboxApiGateway;
import dev.sallyport.core.sandbox.apigatewayv2.SandboxApiGatewayV2;
import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.cloudwatch.SandboxCloudWatch;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.LoopbackClient;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.logs.SandboxLogs;
import dev.sallyport.core.sandbox.s3.SandboxS3;
import dev.sallyport.core.sandbox.wafv2.SandboxWafv2;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

/** The services around the data plane, all of them real, over one folder. */
final class EdgeBench implements AutoCloseable {
    static final String ACCOUNT = "111122223333";

    final SandboxServices services;
    private final ServicesBench all;
    final AddressBook addresses;
    final SandboxIam iam;
    final SandboxS3 s3;
    final SandboxLogs logs;
    final SandboxCloudWatch cloudWatch;
    final SandboxLambda lambda;
    final SandboxApiGateway apiGateway;
    final SandboxApiGatewayV2 apiGatewayV2;
    final SandboxWafv2 waf;
    final SandboxCloudFront cloudFront;
    private final HttpClient viewer = HttpClient.newHttpClient();

    EdgeBench(Path folder) {
        all = ServicesBench.keptIn(folder, Duration.ofSeconds(1));
        services = all.services;
        addresses = services.addresses();
        iam = services.service(SandboxIam.class);
        s3 = services.service(SandboxS3.class);
        logs = services.service(SandboxLogs.class);
        cloudWatch = services.service(SandboxCloudWatch.class);
        lambda = services.service(SandboxLambda.class);
        apiGateway = services.service(SandboxApiGateway.class);
        apiGatewayV2 = services.service(SandboxApiGatewayV2.class);
        waf = services.service(SandboxWafv2.class);
        cloudFront = services.service(SandboxCloudFront.class);
        services.start(URI.create("http://127.0.0.1:1"));
    }

    @Override
    public void close() {
        all.close();
        viewer.close();
    }

    String role(String name, String policy, String... services) {
        String trust = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
                + "\"Principal\":{\"Service\":[\"" + String.join("\",\"", services) + "\"]}}]}";
        String arn = iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(trust))
                .role()
                .arn();
        iam.attachRolePolicy(r -> r.roleName(name)
                .policyArn("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"));
        if (!policy.isEmpty()) {
            iam.putRolePolicy(r -> r.roleName(name).policyName("own").policyDocument(policy));
        }
        return arn;
    }

    static String allow(String action, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" + action
                + ",\"Resource\":\"" + resource + "\"}]}";
    }

    /** A function of one file; its ARN. */
    String function(String name, String role, String code) {
        byte[] zip = FunctionPackage.ofFiles(Map.of("index.mjs", code.getBytes(StandardCharsets.UTF_8)))
                .zip();
        return function(name, role, SdkBytes.fromByteArray(zip));
    }

    String function(String name, String role, SdkBytes zip) {
        return lambda.createFunction(r -> r.functionName(name)
                        .runtime("nodejs24.x")
                        .handler("index.handler")
                        .timeout(10)
                        .role(role)
                        .code(c -> c.zipFile(zip)))
                .functionArn();
    }

    /** A version for the edge; its ARN. */
    String edgeVersion(String name, String policy, SdkBytes zip) {
        String role = role(name + "-role", policy, "lambda.amazonaws.com", "edgelambda.amazonaws.com");
        function(name, role, zip);
        return lambda.publishVersion(r -> r.functionName(name)).functionArn();
    }

    String edgeVersion(String name, String code) {
        byte[] zip = FunctionPackage.ofFiles(Map.of("index.mjs", code.getBytes(StandardCharsets.UTF_8)))
                .zip();
        return edgeVersion(name, "", SdkBytes.fromByteArray(zip));
    }

    /** An API with {@code ANY /{proxy+}} to a function, deployed to {@code prod}; its host. */
    String api(String functionArn, String authorization) {
        String id = apiGateway.createRestApi(r -> r.name("pets")).id();
        String root = apiGateway.getRestApi(r -> r.restApiId(id)).rootResourceId();
        String proxy = apiGateway
                .createResource(r -> r.restApiId(id).parentId(root).pathPart("{proxy+}"))
                .id();
        apiGateway.putMethod(r -> r.restApiId(id)
                .resourceId(proxy)
                .httpMethod("ANY")
                .authorizationType(authorization));
        apiGateway.putIntegration(r -> r.restApiId(id)
                .resourceId(proxy)
                .httpMethod("ANY")
                .type("AWS_PROXY")
                .integrationHttpMethod("POST")
                .uri("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" + functionArn + "/invocations"));
        apiGateway.createDeployment(r -> r.restApiId(id).stageName("prod"));
        lambda.addPermission(r -> r.functionName(functionArn)
                .statementId("api")
                .action("lambda:InvokeFunction")
                .principal("apigateway.amazonaws.com")
                .sourceArn("arn:aws:execute-api:us-east-1:" + ACCOUNT + ":" + id + "/*/*/*"));
        return id + ".execute-api.us-east-1.amazonaws.com";
    }

    /** A distribution with one origin and a default behavior that caches nothing and forwards everything but Host. */
    Distribution distribution(
            Consumer<Origin.Builder> origin, String webAcl, LambdaFunctionAssociation... functions) {
        return distribution(origin, webAcl, "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", functions);
    }

    Distribution distribution(
            Consumer<Origin.Builder> origin,
            String webAcl,
            String cachePolicy,
            LambdaFunctionAssociation... functions) {
        Origin.Builder made = Origin.builder().id("origin");
        origin.accept(made);
        return cloudFront
                .createDistribution(r -> r.distributionConfig(c -> c.callerReference(UUID.randomUUID().toString())
                        .comment("")
                        .enabled(true)
                        .webACLId(webAcl)
                        .origins(o -> o.quantity(1).items(made.build()))
                        .defaultCacheBehavior(b -> b.targetOriginId("origin")
                                .viewerProtocolPolicy("https-only")
                                .allowedMethods(m -> m.quantity(7)
                                        .itemsWithStrings("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"))
                                .cachePolicyId(cachePolicy)
                                .originRequestPolicyId("b689b0a8-53d0-40ab-baf2-68738e2966ac")
                                .lambdaFunctionAssociations(
                                        l -> l.quantity(functions.length).items(functions)))))
                .distribution();
    }

    static Consumer<Origin.Builder> custom(String host, String path) {
        return origin -> origin.domainName(host)
                .originPath(path)
                .customOriginConfig(c -> c.httpPort(80).httpsPort(443).originProtocolPolicy("https-only"));
    }

    static LambdaFunctionAssociation at(String event, String versionArn, boolean body) {
        return LambdaFunctionAssociation.builder()
                .eventType(event)
                .lambdaFunctionARN(versionArn)
                .includeBody(body)
                .build();
    }

    HttpResponse<String> send(String method, String host, String target, String body, String... headers)
            throws IOException, InterruptedException {
        URI uri = URI.create(addresses.loopback(host).orElseThrow() + target);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .header("User-Agent", "test/1")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return viewer.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String host, String target, String... headers) throws IOException, InterruptedException {
        return send("GET", host, target, "", headers);
    }

    /** A GET with just these headers, the Host among them as it was signed. */
    Response getAs(String host, String target, String... headers) throws IOException {
        Headers sent = Headers.of(headers);
        if (!sent.has("Host")) {
            sent = sent.plus("Host", host);
        }
        try (LoopbackClient client = new LoopbackClient()) {
            Request request = Request.of("GET", target, sent, SdkBytes.fromByteArrayUnsafe(new byte[0]));
            return client.send(addresses.port(host), request, Duration.ofSeconds(30));
        }
    }

    /** All messages of a group in us-east-1. */
    List<String> messages(String group) {
        services.deliver();
        return logs
                .filterLogEvents(r -> r.logGroupName(group))
                .events()
                .stream()
                .map(FilteredLogEvent::message)
                .toList();
    }
}
