package dev.sallyport.core.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.sandbox.wire.SdkInternals.ModelledError;
import dev.sallyport.core.sandbox.wire.SdkInternals.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.shield.ShieldClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.wafv2.Wafv2Client;

/** What the wire takes from the SDK's internals is still there; botocore's models are the judge of what it says. */
class SdkInternalsTest {
    private static final Map<String, Class<? extends SdkClient>> CLIENTS = Map.ofEntries(
            Map.entry("kms", KmsClient.class),
            Map.entry("wafv2", Wafv2Client.class),
            Map.entry("logs", CloudWatchLogsClient.class),
            Map.entry("dynamodb", DynamoDbClient.class),
            Map.entry("shield", ShieldClient.class),
            Map.entry("cloudformation", CloudFormationClient.class),
            Map.entry("sts", StsClient.class),
            Map.entry("iam", IamClient.class),
            Map.entry("cloudwatch", CloudWatchClient.class),
            Map.entry("cloudfront", CloudFrontClient.class),
            Map.entry("lambda", LambdaClient.class),
            Map.entry("apigateway", ApiGatewayClient.class),
            Map.entry("apigatewayv2", ApiGatewayV2Client.class),
            Map.entry("route53", Route53Client.class),
            Map.entry("s3", S3Client.class));
    private static final String MODELS =
            """
            import botocore.loaders, json, sys
            out = {}
            for name in sys.argv[1:]:
                model = botocore.loaders.Loader().load_service_model(name, 'service-2')
                shapes = model['shapes']
                errors = {}
                for shape, about in shapes.items():
                    if about.get('exception'):
                        error = about.get('error', {})
                        errors[error.get('code', shape)] = error.get('httpStatusCode', 0)
                operations = {name: {'status': o['http'].get('responseCode', 200), 'method': o['http']['method']}
                              for name, o in model['operations'].items()}
                out[name] = {'errors': errors, 'operations': operations, 'protocol': model['metadata']['protocol'],
                             'prefix': model['metadata'].get('targetPrefix', '')}
            print(json.dumps(out))
            """;

    private static JsonNode models() throws IOException {
        OutsideTool.require("python3", "-c", "import botocore");
        List<String> command = new ArrayList<>(List.of("python3", "-c", MODELS));
        command.addAll(CLIENTS.keySet());
        return Json.MAPPER.readTree(OutsideTool.run(Map.of(), new byte[0], command).out());
    }

    private static ServiceModel model(String service) {
        return ServiceModel.of(new Recording(Objects.requireNonNull(CLIENTS.get(service))).client());
    }

    @ParameterizedTest
    @CsvSource({
        "kms, AWS_JSON, Encrypt, /, POST",
        "wafv2, AWS_JSON, CreateWebACL, /, POST",
        "iam, QUERY, CreateRole, /, POST",
        "cloudwatch, QUERY, PutMetricData, /, POST",
        "cloudfront, REST_XML, UpdateDistribution, /2020-05-31/distribution/{Id}/config, PUT",
        "s3, REST_XML, GetObject, /{Key+}, GET",
        "lambda, REST_JSON, Invoke, /2015-03-31/functions/{FunctionName}/invocations, POST",
        "apigateway, REST_JSON, GetStage, /restapis/{restapi_id}/stages/{stage_name}, GET",
        "apigatewayv2, REST_JSON, GetStage, /v2/apis/{apiId}/stages/{stageName}, GET",
        "route53, REST_XML, GetHealthCheckStatus, /2013-04-01/healthcheck/{HealthCheckId}/status, GET"
    })
    void bindingsAndProtocolsAreWhereTheyWere(
            String service, Protocol protocol, String operation, String uri, String method) {
        ServiceModel model = model(service);
        assertThat(model.protocol()).isEqualTo(protocol);
        OperationModel found = model.operation(operation).orElseThrow();
        assertThat(found.name()).isEqualTo(operation);
        assertThat(found.binding().requestUri()).isEqualTo(uri);
        assertThat(found.binding().httpMethod().name()).isEqualTo(method);
    }

    @Test
    void errorsAreReadFromTheCodeThatRegistersThem() {
        assertThat(SdkInternals.errors(KmsClient.class))
                .containsEntry(
                        "software.amazon.awssdk.services.kms.model.KmsInternalException",
                        new ModelledError("KMSInternalException", 500));
        assertThat(SdkInternals.errors(CloudFrontClient.class))
                .containsEntry(
                        "software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException",
                        new ModelledError("NoSuchDistribution", 404));
        assertThat(SdkInternals.errors(IamClient.class))
                .containsEntry(
                        "software.amazon.awssdk.services.iam.model.NoSuchEntityException",
                        new ModelledError("NoSuchEntity", 404));
        CLIENTS.values().forEach(client -> assertThat(SdkInternals.errors(client)).as(client.getName()).isNotEmpty());
    }

    @Test
    void everyErrorCodeAndItsStatusIsBotocores() throws IOException {
        JsonNode models = models();
        CLIENTS.forEach((name, client) -> {
            Map<String, Integer> theirs = new HashMap<>();
            models.at('/' + name + "/errors").properties().forEach(e -> theirs.put(e.getKey(), e.getValue().asInt()));
            SdkInternals.errors(client).forEach((type, error) -> {
                assertThat(theirs).as("%s in %s", type, name).containsKey(error.code());
                // JSON services name no status per error: AWS sends 400, and 500 for its own faults.
                int status = theirs.getOrDefault(error.code(), 0);
                if (error.status() != 0 && status != 0) {
                    assertThat(error.status()).as(error.code()).isEqualTo(status);
                }
            });
        });
    }

    @Test
    void everyStatusOfSuccessIsBotocores() throws IOException {
        JsonNode models = models();
        Map<String, String> wrong = new TreeMap<>();
        for (String service : List.of("cloudfront", "s3", "lambda", "apigateway", "apigatewayv2", "route53")) {
            for (OperationModel operation : model(service).operations()) {
                int theirs = models.at('/' + service + "/operations/" + operation.name() + "/status").asInt(-1);
                int ours = SuccessStatus.of(service, operation.name());
                if (theirs != -1 && theirs != ours) {
                    wrong.put(service + ':' + operation.name(), theirs + " is theirs, ours is " + ours);
                }
            }
        }
        // Newer models leave this one to a member that older clients do not know.
        wrong.remove("lambda:DeleteFunction");
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyOperationIsBotocoresToo() throws IOException {
        JsonNode models = models();
        TreeSet<String> strange = new TreeSet<>();
        for (String service : CLIENTS.keySet()) {
            // Java writes WebAcl where AWS writes WebACL.
            Set<String> theirs = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            models.at('/' + service + "/operations").fieldNames().forEachRemaining(theirs::add);
            model(service).operations().stream()
                    .map(OperationModel::name)
                    .filter(name -> !theirs.contains(name))
                    .forEach(name -> strange.add(service + ':' + name));
        }
        assertThat(strange).isEmpty();
    }
}
