package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.SandboxServices;
import dev.sallyport.core.sandbox.ServicesBench;
import dev.sallyport.core.sandbox.apigateway.SandboxApiGateway;
import dev.sallyport.core.sandbox.apigatewayv2.SandboxApiGatewayV2;
import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.dynamodb.SandboxDynamoDb;
import dev.sallyport.core.sandbox.greengrass.SandboxGreengrass;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.kms.SandboxKms;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.logs.SandboxLogs;
import dev.sallyport.core.sandbox.route53.SandboxRoute53;
import dev.sallyport.core.sandbox.s3.SandboxS3;
import dev.sallyport.core.sandbox.ecr.SandboxEcr;
import dev.sallyport.core.sandbox.secretsmanager.SandboxSecretsManager;
import dev.sallyport.core.sandbox.ssm.SandboxSsm;
import dev.sallyport.core.sandbox.shield.SandboxShield;
import dev.sallyport.core.sandbox.wafv2.SandboxWafv2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;

/** All of the sandbox's services over one state, and CloudFormation on top of them. */
final class AccountBench implements AutoCloseable {
    final ServicesBench all;
    final SandboxServices services;
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
    final SandboxSsm ssm;
    final SandboxSecretsManager secrets;
    final SandboxEcr ecr;
    final SandboxCloudFormation formation;

    AccountBench(Path folder) {
        all = ServicesBench.inMemory(folder, Duration.ofMillis(200));
        services = all.services;
        iam = services.service(SandboxIam.class);
        kms = services.service(SandboxKms.class);
        s3 = services.service(SandboxS3.class);
        dynamoDb = services.service(SandboxDynamoDb.class);
        logs = services.service(SandboxLogs.class);
        lambda = services.service(SandboxLambda.class);
        apiGateway = services.service(SandboxApiGateway.class);
        apiGatewayV2 = services.service(SandboxApiGatewayV2.class);
        waf = services.service(SandboxWafv2.class);
        cloudFront = services.service(SandboxCloudFront.class);
        route53 = services.service(SandboxRoute53.class);
        shield = services.service(SandboxShield.class);
        greengrass = services.service(SandboxGreengrass.class);
        ssm = services.service(SandboxSsm.class);
        secrets = services.service(SandboxSecretsManager.class);
        ecr = services.service(SandboxEcr.class);
        formation = services.service(SandboxCloudFormation.class);
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
        all.close();
    }
}
