package dev.sallyport.core.sandbox.boto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.sandbox.Sandbox;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.apigateway.SandboxApiGateway;
import dev.sallyport.core.sandbox.apigatewayv2.SandboxApiGatewayV2;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.dynamodb.SandboxDynamoDb;
import dev.sallyport.core.sandbox.greengrass.SandboxGreengrass;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.kms.SandboxKms;
import dev.sallyport.core.sandbox.route53.HealthChecker;
import dev.sallyport.core.sandbox.route53.SandboxRoute53;
import dev.sallyport.core.sandbox.logs.SandboxLogs;
import dev.sallyport.core.sandbox.s3.SandboxS3;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.sts.SandboxSts;
import dev.sallyport.core.sandbox.wire.LoopbackServer;
import dev.sallyport.core.sandbox.wire.SandboxFront;
import dev.sallyport.core.sandbox.wire.SigV4Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** boto3 drives the services over the wire and judges what comes back; the scripts lie beside, under {@code boto/}. */
class BotoTest {
    @TempDir
    Path folder;

    private final SandboxState state = SandboxState.inMemory();
    private AccessKey root;
    private LoopbackServer server;
    private HealthChecker checker;
    private SandboxGreengrass greengrass;
    private LogDelivery delivery;

    @BeforeEach
    void start() {
        Clock clock = Clock.systemUTC();
        AccessKeys keys = new AccessKeys(state, clock);
        Directory directory = new Directory(state);
        Authorizer authorizer = new Authorizer(directory, clock);
        root = keys.root();
        checker = new HealthChecker(new AddressBook(state), clock);
        SandboxS3 s3 = new SandboxS3(state, folder, authorizer, clock);
        delivery = new LogDelivery(new SandboxLogs(state, authorizer, clock));
        LambdaClient noLambda = new LambdaClient() {
            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
        greengrass = new SandboxGreengrass(
                state,
                authorizer,
                clock,
                new SandboxGreengrass.Surroundings(noLambda, hash -> folder, s3, delivery));
        greengrass.start();
        server = LoopbackServer.start(
                new SandboxFront(
                        List.of(
                                new SandboxIam(state, directory, authorizer, keys, clock),
                                new SandboxSts(directory, authorizer, keys, clock),
                                new SandboxKms(state, directory, authorizer, clock),
                                s3,
                                greengrass,
                                new SandboxDynamoDb(state, authorizer, clock),
                                new SandboxApiGateway(state, authorizer, clock),
                                new SandboxApiGatewayV2(state, authorizer, clock),
                                new SandboxRoute53(state, authorizer, checker)),
                        new SigV4Verifier(keys::find, clock)),
                0);
    }

    @AfterEach
    void stop() {
        server.close();
        checker.close();
        greengrass.close();
        delivery.close();
        state.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "kms", "s3", "dynamodb", "apigatewayv2", "route53", "greengrassv2"})
    void agrees(String service) throws IOException {
        judged(service, server.endpoint(), root.accessKeyId(), root.secretAccessKey());
    }

    /** Services that need the others around them. */
    @ParameterizedTest
    @ValueSource(strings = "cloudfront")
    void agreesWithTheWholeSandbox(String service) throws IOException {
        try (Sandbox sandbox = Sandbox.open(folder.resolve("whole"))) {
            var keys = sandbox.credentials().resolveCredentials();
            judged(service, sandbox.endpoint(), keys.accessKeyId(), keys.secretAccessKey());
        }
    }

    private void judged(String service, URI endpoint, String keyId, String secret) throws IOException {
        OutsideTool.require("python3", "-c", "import boto3, moto, cryptography");
        OutsideTool.Output said = OutsideTool.run(
                Map.of(
                        "AWS_ENDPOINT_URL", endpoint.toString(),
                        "AWS_ACCESS_KEY_ID", keyId,
                        "AWS_SECRET_ACCESS_KEY", secret,
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_CONFIG_FILE", folder.resolve("none").toString(),
                        "AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString()),
                script(service),
                List.of("python3", "-"));
        assertThat(said.status()).as("%s%n%s", said.out(), said.err()).isZero();
        assertThat(said.out()).endsWith("all held\n");
    }

    private static byte[] script(String service) throws IOException {
        try (InputStream in = BotoTest.class.getResourceAsStream("/boto/" + service + ".py")) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }
}
