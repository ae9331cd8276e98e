package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionPackage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;

/** Origins that trust one distribution trust its staging copy for as long as it lives, and nobody else. */
class StagingTrustTest {
    private static final String PRIMARY = "arn:aws:cloudfront::111122223333:distribution/EPRIMARY";
    private static final String COPY = "arn:aws:cloudfront::111122223333:distribution/ECOPY";

    @TempDir
    Path folder;

    private Bench bench;
    private List<StackResourceSummary> resources;
    private String function;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        var s3 = bench.aws.s3("us-east-1");
        s3.createBucket(r -> r.bucket("site"));
        s3.putBucketPolicy(r -> r.bucket("site").policy("""
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "Edge", "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"},
                   "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*",
                   "Condition": {"StringEquals": {"aws:SourceArn": "%s"}}},
                  {"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::site/*",
                   "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
                """.formatted(PRIMARY)));
        var iam = bench.aws.iam();
        String role = iam.createRole(r -> r.roleName("origin").assumeRolePolicyDocument("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                          "Principal": {"Service": "lambda.amazonaws.com"}}]}
                        """))
                .role()
                .arn();
        byte[] zip = FunctionPackage.ofFiles(
                        Map.of("index.mjs", "export const handler = async () => 1".getBytes(StandardCharsets.UTF_8)))
                .zip();
        var lambda = bench.aws.lambda("us-east-1");
        function = lambda.createFunction(r -> r.functionName("origin")
                        .runtime("nodejs24.x")
                        .handler("index.handler")
                        .role(role)
                        .code(code -> code.zipFile(SdkBytes.fromByteArray(zip))))
                .functionArn();
        lambda.createFunctionUrlConfig(r -> r.functionName("origin").authType(FunctionUrlAuthType.AWS_IAM));
        lambda.addPermission(r -> r.functionName("origin")
                .statementId("Url")
                .action("lambda:InvokeFunctionUrl")
                .principal("cloudfront.amazonaws.com")
                .sourceArn(PRIMARY)
                .functionUrlAuthType(FunctionUrlAuthType.AWS_IAM));
        lambda.addPermission(r -> r.functionName("origin")
                .statementId("Invoke")
                .action("lambda:InvokeFunction")
                .principal("cloudfront.amazonaws.com")
                .sourceArn(PRIMARY)
                .invokedViaFunctionUrl(true));
        resources = List.of(resource("AWS::S3::Bucket", "site"), resource("AWS::Lambda::Url", function));
    }

    private static StackResourceSummary resource(String type, String id) {
        return StackResourceSummary.builder().resourceType(type).physicalResourceId(id).build();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<JsonNode> bucketStatements() throws Exception {
        return list(bench.aws.s3("us-east-1").getBucketPolicy(r -> r.bucket("site")).policy());
    }

    private List<JsonNode> functionStatements() throws Exception {
        return list(bench.aws.lambda("us-east-1").getPolicy(r -> r.functionName(function)).policy());
    }

    private static List<JsonNode> list(String policy) throws Exception {
        List<JsonNode> statements = new ArrayList<>();
        Json.MAPPER.readTree(policy).path("Statement").forEach(statements::add);
        return statements;
    }

    @Test
    void everyStatementForThePrimaryIsThereForTheCopyUntilItGoes() throws Exception {
        List<JsonNode> bucket = bucketStatements();
        List<JsonNode> lambda = functionStatements();
        StagingTrust trust = new StagingTrust(bench.aws);
        trust.grant(resources, PRIMARY, COPY);
        // A kill repeats it.
        trust.grant(resources, PRIMARY, COPY);

        assertThat(bucketStatements()).hasSize(3).containsAll(bucket);
        JsonNode added = bucketStatements().getLast();
        assertThat(added.path("Action").asText()).isEqualTo("s3:GetObject");
        assertThat(added.path("Condition").toString()).contains(COPY).doesNotContain(PRIMARY);
        assertThat(functionStatements()).hasSize(4).containsAll(lambda);
        assertThat(functionStatements())
                .filteredOn(statement -> statement.toString().contains(COPY))
                .extracting(statement -> statement.path("Action").asText())
                .containsExactlyInAnyOrder("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");

        trust.revoke(resources);
        assertThat(bucketStatements()).isEqualTo(bucket);
        assertThat(functionStatements()).isEqualTo(lambda);
        trust.revoke(resources);
    }
}
