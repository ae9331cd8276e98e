package dev.sallyport.core.guard;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.permission.Permissions;
import dev.sallyport.core.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudfront.model.AllowedMethods;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CustomOriginConfig;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.Method;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginProtocolPolicy;
import software.amazon.awssdk.services.cloudfront.model.ViewerProtocolPolicy;

/** A sandbox with origins that are open to everyone, and distributions before them that someone else made. */
final class OpenPerimeter implements AutoCloseable {
    /** AWS's managed policies CachingDisabled and AllViewerExceptHostHeader. */
    private static final String UNCACHED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

    private static final String CACHED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
    private static final String ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

    final Home home;
    private final Sandbox sandbox;
    final Session session;
    final AwsClients aws;
    final Map<String, String> outputs;
    private final HttpClient viewer = HttpClient.newHttpClient();

    OpenPerimeter(Path folder) throws IOException, InterruptedException {
        home = new Home(folder);
        SandboxSession opened = SandboxSession.open(home);
        sandbox = opened.sandbox();
        session = opened.session();
        aws = session.clients();
        outputs = origins();
        aws.s3("us-east-1").putObject(r -> r.bucket(outputs.get("Bucket")).key("index.html"), RequestBody.fromString("home"));
    }

    private Map<String, String> origins() throws IOException, InterruptedException {
        var formation = aws.cloudFormation("us-east-1");
        try (InputStream template = OpenPerimeter.class.getResourceAsStream("open.yaml")) {
            String body = new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8);
            formation.createStack(r -> r.stackName("open").templateBody(body).capabilities(Capability.CAPABILITY_IAM));
        }
        Pace pace = Pace.ofQuestions();
        while (true) {
            var stack = formation.describeStacks(r -> r.stackName("open")).stacks().getFirst();
            switch (stack.stackStatusAsString()) {
                case "CREATE_COMPLETE" -> {
                    return stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
                }
                case "CREATE_IN_PROGRESS" -> pace.rest();
                default -> throw new IllegalStateException(
                        formation.describeStackEvents(r -> r.stackName("open")).stackEvents().stream()
                                .map(e -> e.logicalResourceId() + " " + e.resourceStatusReason())
                                .toList()
                                .toString());
            }
        }
    }

    /** A session of a user who may do nothing yet. */
    Session reader(String name) {
        aws.iam().createUser(r -> r.userName(name));
        var key = aws.iam().createAccessKey(r -> r.userName(name)).accessKey();
        var keys = StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        return Session.over(
                new Session.Embedded(keys, sandbox.transport(), sandbox.endpoint(), sandbox::address, () -> {}),
                AccountChoice.ofSandbox());
    }

    void allow(String name, Collection<String> actions) {
        aws.iam().putUserPolicy(r -> r.userName(name)
                .policyName("p")
                .policyDocument(Permissions.policy(actions).toString()));
    }

    String bucketHost() {
        return outputs.get("Bucket") + ".s3.us-east-1.amazonaws.com";
    }

    String apiHost() {
        return outputs.get("ApiId") + ".execute-api.us-east-1.amazonaws.com";
    }

    String functionHost() {
        return Objects.requireNonNull(outputs.get("FunctionUrlHost"));
    }

    String httpApiHost() {
        return outputs.get("HttpApiId") + ".execute-api.us-east-1.amazonaws.com";
    }

    /** Removes all distributions, so that no origin is shared with one of before. */
    void clear() throws InterruptedException {
        var cloudFront = aws.cloudFront();
        Pace pace = Pace.ofQuestions();
        for (var one : cloudFront.listDistributions(r -> {}).distributionList().items()) {
            var now = cloudFront.getDistributionConfig(r -> r.id(one.id()));
            cloudFront.updateDistribution(r -> r.id(one.id())
                    .ifMatch(now.eTag())
                    .distributionConfig(now.distributionConfig().toBuilder().enabled(false).build()));
            while (!cloudFront.getDistribution(r -> r.id(one.id())).distribution().status().equals("Deployed")) {
                pace.rest();
            }
            String eTag = cloudFront.getDistributionConfig(r -> r.id(one.id())).eTag();
            cloudFront.deleteDistribution(r -> r.id(one.id()).ifMatch(eTag));
        }
    }

    /** The bucket by default, then in this order of patterns what {@code places} say. */
    String distribution(boolean cached, Place... places) {
        List<Origin> origins = new ArrayList<>();
        origins.add(custom("files", bucketHost(), ""));
        List<CacheBehavior> behaviors = new ArrayList<>();
        for (Place place : places) {
            origins.add(custom(place.id(), place.host(), place.path()));
            behaviors.add(CacheBehavior.builder()
                    .pathPattern(place.pattern())
                    .targetOriginId(place.id())
                    .viewerProtocolPolicy(ViewerProtocolPolicy.ALLOW_ALL)
                    .allowedMethods(methods(place.writes()))
                    .cachePolicyId(UNCACHED)
                    .originRequestPolicyId(ALL_BUT_HOST)
                    .build());
        }
        var made = aws.cloudFront().createDistribution(r -> r.distributionConfig(DistributionConfig.builder()
                .callerReference(UUID.randomUUID().toString())
                .comment("by hand")
                .enabled(true)
                .origins(o -> o.quantity(origins.size()).items(origins))
                .cacheBehaviors(c -> c.quantity(behaviors.size()).items(behaviors))
                .defaultCacheBehavior(DefaultCacheBehavior.builder()
                        .targetOriginId("files")
                        .viewerProtocolPolicy(ViewerProtocolPolicy.ALLOW_ALL)
                        .cachePolicyId(cached ? CACHED : UNCACHED)
                        .build())
                .build()));
        return made.distribution().id();
    }

    /**
     * A behavior and its origin.
     *
     * @param path of the origin
     * @param writes whether it takes bodies
     */
    record Place(String id, String host, String path, String pattern, boolean writes) {}

    private static Origin custom(String id, String host, String path) {
        return Origin.builder()
                .id(id)
                .domainName(host)
                .originPath(path)
                .customOriginConfig(CustomOriginConfig.builder()
                        .httpPort(80)
                        .httpsPort(443)
                        .originProtocolPolicy(OriginProtocolPolicy.HTTPS_ONLY)
                        .originSslProtocols(p -> p.quantity(1).itemsWithStrings("TLSv1.2"))
                        .build())
                .build();
    }

    private static AllowedMethods methods(boolean writes) {
        List<Method> methods = writes
                ? List.of(Method.GET, Method.HEAD, Method.OPTIONS, Method.PUT, Method.POST, Method.PATCH, Method.DELETE)
                : List.of(Method.GET, Method.HEAD);
        return AllowedMethods.builder().quantity(methods.size()).items(methods).build();
    }

    /** What stands, as CloudFront tells it. */
    DistributionConfig config(String id) {
        return aws.cloudFront().getDistributionConfig(r -> r.id(id)).distributionConfig();
    }

    String domain(String id) {
        return aws.cloudFront().getDistribution(r -> r.id(id)).distribution().domainName();
    }

    /** Status and body of a request to a host's own address. */
    HttpResponse<String> send(String method, String host, String path, String body) throws IOException, InterruptedException {
        return viewer.send(
                HttpRequest.newBuilder(URI.create(aws.address(host) + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    int get(String host, String path) throws IOException, InterruptedException {
        return send("GET", host, path, "").statusCode();
    }

    @Override
    public void close() {
        viewer.close();
        session.close();
    }
}
