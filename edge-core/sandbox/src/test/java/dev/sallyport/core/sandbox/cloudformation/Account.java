package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.apigateway.SandboxApiGateway;
import dev.sallyport.core.sandbox.apigatewayv2.SandboxApiGatewayV2;
import dev.sallyport.core.sandbox.cloudformation.resource.Services;
import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.cloudwatch.SandboxCloudWatch;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.sandbox.dynamodb.SandboxDynamoDb;
import dev.sallyport.core.sandbox.greengrass.SandboxGreengrass;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.kms.SandboxKms;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.logs.SandboxLogs;
import dev.sallyport.core.sandbox.route53.HealthChecker;
import dev.sallyport.core.sandbox.route53.SandboxRoute53;
import dev.sallyport.core.sandbox.s3.SandboxS3;
import dev.sallyport.core.sandbox.shield.SandboxShield;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.wafv2.SandboxWafv2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudfront.model.Distribution;

/** All of the sandbox's services over one state, and CloudFormation on top of them. */
final class Account implements AutoCloseable {
    final SandboxState state = SandboxState.inMemory();
    final AccessKeys keys;
    final SandboxIam iam;
    final SandboxKms kms;
    final SandboxS3 s3;
    final SandboxDynamoDb dynamoDb;
    final SandboxLogs logs;
    final SandboxLambda lambda;
    final SandboxApiGateway apiGateway;
    final SandboxApiGatewayV2 apiGatewayV2;
    final SandboxWafv2 waf;
    final SandboxCloudFront cloudFront;
    final SandboxRoute53 route53;
    final SandboxShield shield;
    final SandboxGreengrass greengrass;
    final SandboxCloudFormation formation;
    /** Where functions find the services. */
    URI endpoint = URI.create("http://127.0.0.1:1");

    private final LogDelivery logDelivery;
    private final MetricDelivery metrics;
    private final HealthChecker checker;

    Account(Path folder) {
        Clock clock = Clock.systemUTC();
        keys = new AccessKeys(state, clock);
        Directory directory = new Directory(state);
        Authorizer authorizer = new Authorizer(directory, clock);
        iam = new SandboxIam(state, directory, authorizer, keys, clock);
        kms = new SandboxKms(state, directory, authorizer, clock);
        s3 = new SandboxS3(state, folder.resolve("objects"), authorizer, clock);
        dynamoDb = new SandboxDynamoDb(state, authorizer, clock);
        logs = new SandboxLogs(state, authorizer, clock);
        logDelivery = new LogDelivery(logs);
        metrics = new MetricDelivery(new SandboxCloudWatch(state, authorizer, clock), clock);
        lambda = new SandboxLambda(
                state,
                authorizer,
                keys,
                clock,
                new SandboxLambda.Surroundings(
                        iam,
                        s3,
                        logDelivery,
                        metrics,
                        folder.resolve("code"),
                        () -> endpoint,
                        Duration.ofMillis(200)));
        apiGateway = new SandboxApiGateway(state, authorizer, clock);
        apiGatewayV2 = new SandboxApiGatewayV2(state, authorizer, clock);
        waf = new SandboxWafv2(state, authorizer, clock, this::distributionsWith);
        cloudFront = new SandboxCloudFront(state, authorizer, clock, lambda, waf);
        checker = new HealthChecker(new AddressBook(state), clock);
        route53 = new SandboxRoute53(state, authorizer, checker);
        shield = new SandboxShield(
                state,
                authorizer,
                clock,
                waf,
                arn -> find(arn).isPresent() || route53.hasHealthCheck(arn),
                this::webAclOf);
        greengrass = new SandboxGreengrass(
                state,
                authorizer,
                clock,
                new SandboxGreengrass.Surroundings(lambda, lambda::unpacked, s3, logDelivery));
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
                        greengrass,
                        iam,
                        kms,
                        lambda,
                        route53,
                        s3,
                        shield,
                        waf),
                UnaryOperator.identity());
    }

    private List<String> distributionsWith(String webAclArn) {
        return cloudFront.distributions().stream()
                .filter(one -> webAclArn.equals(one.distributionConfig().webACLId()))
                .map(Distribution::arn)
                .toList();
    }

    private Optional<Distribution> find(String arn) {
        return cloudFront.distributions().stream().filter(one -> one.arn().equals(arn)).findFirst();
    }

    private Optional<String> webAclOf(String arn) {
        return find(arn).map(one -> one.distributionConfig().webACLId()).filter(acl -> !acl.isEmpty());
    }

    /** Puts a package whose handler answers {@code source} under {@code key}. */
    void upload(String bucket, String key, String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("index.mjs"));
            zip.write(("export const handler = async () => " + source).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(bytes.toByteArray()));
    }

    @Override
    public void close() {
        formation.close();
        greengrass.close();
        lambda.close();
        logDelivery.close();
        metrics.close();
        checker.close();
        state.close();
    }
}
