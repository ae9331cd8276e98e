package dev.sallyport.core.sandbox.boto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** boto3 drives the services over the wire and judges what comes back; the scripts lie beside, under {@code boto/}. */
class BotoTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = Sandbox.open(folder.resolve("sandbox"));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity", "kms", "s3", "dynamodb", "apigatewayv2", "route53", "greengrassv2", "cloudfront", "athena"
            })
    void agrees(String service) throws IOException {
        OutsideTool.require("python3", "-c", "import boto3, moto, cryptography");
        var root = sandbox.credentials().resolveCredentials();
        OutsideTool.Output said = OutsideTool.run(
                Map.of(
                        "AWS_ENDPOINT_URL", sandbox.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID", root.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", root.secretAccessKey(),
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
