package dev.sallyport.core.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.apigateway.SandboxApiGateway;
import dev.sallyport.core.sandbox.apigatewayv2.SandboxApiGatewayV2;
import dev.sallyport.core.sandbox.athena.SandboxAthena;
import dev.sallyport.core.sandbox.cloudformation.SandboxCloudFormation;
import dev.sallyport.core.sandbox.cloudformation.resource.Services;
import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.cloudwatch.SandboxCloudWatch;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.sandbox.dynamodb.SandboxDynamoDb;
import dev.sallyport.core.sandbox.ecr.SandboxEcr;
import dev.sallyport.core.sandbox.edge.EdgePlane;
import dev.sallyport.core.sandbox.greengrass.SandboxGreengrass;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.kms.SandboxKms;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.logs.SandboxLogs;
import dev.sallyport.core.sandbox.route53.HealthChecker;
import dev.sallyport.core.sandbox.route53.SandboxRoute53;
import dev.sallyport.core.sandbox.s3.SandboxS3;
import dev.sallyport.core.sandbox.secretsmanager.SandboxSecretsManager;
import dev.sallyport.core.sandbox.shield.SandboxShield;
import dev.sallyport.core.sandbox.ssm.SandboxSsm;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.sts.SandboxSts;
import dev.sallyport.core.sandbox.wafv2.SandboxWafv2;
import dev.sallyport.core.sandbox.wire.SandboxFront;
import dev.sallyport.core.sandbox.wire.SigV4Verifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/**
 * Every service of the sandbox, wired by hand over one state. Nothing runs by itself before {@link #start}.
 */
public final class SandboxServices implements AutoCloseable {
    /** On AWS replicas go "typically within a few hours"; long enough to see the refusal, short enough to try the end. */
    private static final Duration REPLICA_LIFE = Duration.ofSeconds(2);

    private final SandboxState state;
    private final AccessKeys keys;
    private final AddressBook addresses;
    private final LogDelivery logDelivery;
    private final MetricDelivery metricDelivery;
    private final List<SdkClient> services;
    private final SandboxCloudFront cloudFront;
    private final SandboxGreengrass greengrass;
    private final SandboxCloudFormation formation;
    private final EdgePlane plane;
    private final SandboxFront front;
    private final AtomicReference<URI> endpoint = new AtomicReference<>(URI.create("http://127.0.0.1:1"));
    private final AtomicBoolean wentOn = new AtomicBoolean();
    private final List<Runnable> closing;
    private final String edgeToken = UUID.randomUUID().toString();

    private SandboxServices(SandboxState state, Path folder, Clock clock, Duration replicaLife) {
        this.state = state;
        keys = new AccessKeys(state, clock);
        addresses = new AddressBook(state);
        Directory directory = new Directory(state);
        Authorizer authorizer = new Authorizer(directory, clock);
        SandboxIam iam = new SandboxIam(state, directory, authorizer, keys, clock);
        SandboxSts sts = new SandboxSts(directory, authorizer, keys, clock);
        SandboxKms kms = new SandboxKms(state, directory, authorizer, clock);
        SandboxS3 s3 = new SandboxS3(state, Home.privateFolder(folder.resolve(SandboxState.OBJECTS)), authorizer, clock);
        SandboxDynamoDb dynamoDb = new SandboxDynamoDb(state, authorizer, clock);
        SandboxSsm ssm = new SandboxSsm(state, kms, authorizer, clock);
        SandboxSecretsManager secrets = new SandboxSecretsManager(state, authorizer, clock);
        SandboxEcr ecr = new SandboxEcr(state, authorizer, clock);
        SandboxLogs logs = new SandboxLogs(state, authorizer, clock);
        SandboxAthena athena = new SandboxAthena(state, authorizer, clock, s3);
        SandboxCloudWatch cloudWatch = new SandboxCloudWatch(state, authorizer, clock);
        logDelivery = new LogDelivery(logs);
        metricDelivery = new MetricDelivery(cloudWatch, clock);
        SandboxLambda lambda = new SandboxLambda(
                state,
                authorizer,
                keys,
                clock,
                new SandboxLambda.Surroundings(
                        iam,
                        s3,
                        logDelivery,
                        metricDelivery,
                        Home.privateFolder(folder.resolve("code")),
                        () -> Objects.requireNonNull(endpoint.get()),
                        host -> addresses.loopback(host).map(URI::getPort).orElse(0),
                        replicaLife));
        s3.whenNotified((function, bucket, event) -> notify(lambda, authorizer, function, bucket, event));
        greengrass = new SandboxGreengrass(
                state,
                authorizer,
                clock,
                new SandboxGreengrass.Surroundings(lambda, lambda::unpacked, s3, logDelivery));
        SandboxApiGateway apiGateway = new SandboxApiGateway(state, authorizer, clock);
        SandboxApiGatewayV2 apiGatewayV2 = new SandboxApiGatewayV2(state, authorizer, clock);
        SandboxWafv2 waf = new SandboxWafv2(state, authorizer, clock, this::distributionsWith);
        cloudFront = new SandboxCloudFront(
                state, authorizer, clock, lambda, waf, s3, Home.privateFolder(folder.resolve("viewer-functions")));
        HealthChecker checker = new HealthChecker(addresses, clock);
        SandboxRoute53 route53 = new SandboxRoute53(state, authorizer, checker);
        SandboxShield shield = new SandboxShield(
                state,
                authorizer,
                clock,
                waf,
                arn -> find(arn).isPresent() || route53.hasHealthCheck(arn),
                this::webAclOf);
        SigV4Verifier verifier = new SigV4Verifier(keys::find, clock);
        plane = new EdgePlane(new EdgePlane.Surroundings(
                addresses,
                cloudFront,
                lambda,
                apiGateway,
                apiGatewayV2,
                s3,
                waf,
                waf.live(),
                logs,
                logDelivery,
                metricDelivery,
                verifier,
                authorizer,
                keys,
                clock,
                edgeToken));
        formation = new SandboxCloudFormation(
                state,
                authorizer,
                clock,
                new Services(
                        apiGateway,
                        apiGatewayV2,
                        cloudFront,
                        logs,
                        dynamoDb,
                        ecr,
                        greengrass,
                        iam,
                        kms,
                        lambda,
                        route53,
                        s3,
                        secrets,
                        shield,
                        ssm,
                        waf),
                addresses::onLoopback);
        services = List.of(
                iam,
                sts,
                kms,
                s3,
                dynamoDb,
                ssm,
                secrets,
                ecr,
                athena,
                logs,
                cloudWatch,
                lambda,
                apiGateway,
                apiGatewayV2,
                waf,
                cloudFront,
                route53,
                shield,
                greengrass,
                formation);
        front = new SandboxFront(services, verifier, this::goOn);
        closing = List.of(
                formation::close,
                checker::close,
                greengrass::close,
                plane::close,
                cloudFront::close,
                lambda::close,
                logDelivery::close,
                metricDelivery::close);
    }

    /** Calls a function for a bucket, if its policy lets S3 do so. */
    private static void notify(
            SandboxLambda lambda, Authorizer authorizer, String function, String bucket, JsonNode event) {
        Caller s3 = Caller.service("s3.amazonaws.com");
        Map<String, List<String>> keys =
                Map.of("aws:SourceArn", List.of(bucket), "aws:SourceAccount", List.of(Caller.ACCOUNT));
        Call call = new Call(s3, Arn.fromString(function).region().orElse("us-east-1"), UUID.randomUUID().toString());
        call.answer(() -> {
            String policy = lambda.policyOf(function).orElse(null);
            if (authorizer.allows(s3, "lambda:InvokeFunction", function, policy, keys)) {
                lambda.invokeChecked(InvokeRequest.builder()
                        .functionName(function)
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String(event.toString()))
                        .build());
            }
            return call;
        });
    }

    /** ARNs of the distributions that a web ACL guards. */
    private List<String> distributionsWith(String webAclArn) {
        return cloudFront.distributions().stream()
                .filter(distribution ->
                        webAclArn.equals(distribution.distributionConfig().webACLId()))
                .map(Distribution::arn)
                .toList();
    }

    private Optional<Distribution> find(String distributionArn) {
        return cloudFront.distributions().stream()
                .filter(distribution -> distribution.arn().equals(distributionArn))
                .findFirst();
    }

    private Optional<String> webAclOf(String distributionArn) {
        return find(distributionArn)
                .map(distribution -> distribution.distributionConfig().webACLId())
                .filter(arn -> !arn.isEmpty());
    }

    /** The services over what {@code folder} keeps. */
    static SandboxServices open(Path folder) {
        return over(SandboxState.open(folder), folder, Clock.systemUTC(), REPLICA_LIFE);
    }

    /**
     * The services over a state, which is closed with them.
     *
     * @param folder for objects and unpacked packages
     * @param replicaLife how long replicas of an edge function outlive its last association
     */
    static SandboxServices over(SandboxState state, Path folder, Clock clock, Duration replicaLife) {
        return new SandboxServices(state, folder, clock, replicaLife);
    }

    /** The one service of that class, such as {@code SandboxKms.class}. */
    public <S extends SdkClient> S service(Class<S> type) {
        return services.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the sandbox has no " + type.getName()));
    }

    /** Starts the data plane and the simulated device, and takes up what a kill interrupted. */
    public void start(URI at) {
        start(at, true);
    }

    /**
     * Starts the data plane, and the rest at once or before the first call that writes.
     *
     * @param at where clients reach the services
     * @param goesOn whether the simulated device runs its components, and what a kill interrupted goes on
     */
    void start(URI at, boolean goesOn) {
        endpoint.set(at);
        plane.open();
        greengrass.start(false);
        if (goesOn) {
            goOn();
        }
    }

    private void goOn() {
        if (!wentOn.getAndSet(true)) {
            greengrass.start(true);
            formation.resume();
        }
    }

    /** Answers for every service over the wire. */
    public SandboxFront front() {
        return front;
    }

    /** The loopback addresses of what the data plane serves. */
    public AddressBook addresses() {
        return addresses;
    }

    /** Every access key of the account, the root's among them. */
    public AccessKeys keys() {
        return keys;
    }

    /** What proves to the data plane that a request is the sandbox's own. */
    public String edgeToken() {
        return edgeToken;
    }

    /** Waits until every log line and metric so far has arrived in its service. */
    public void deliver() {
        logDelivery.flush();
        metricDelivery.flush();
    }

    void reset() {
        state.clear();
        plane.refresh();
        greengrass.start(true);
    }

    @Override
    public void close() {
        try {
            closing.forEach(Runnable::run);
        } finally {
            // Whatever else goes wrong, what was acknowledged is on disk.
            state.close();
        }
    }
}
