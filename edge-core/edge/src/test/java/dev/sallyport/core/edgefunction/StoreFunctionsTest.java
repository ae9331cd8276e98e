package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.MotoServer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The applications of the blueprints, called as API Gateway's proxy integration calls them. */
class StoreFunctionsTest {

    private static ObjectNode event(
            String method, String resource, Map<String, String> path, @Nullable String type, @Nullable String body) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("httpMethod", method).put("resource", resource).put("body", body).put("isBase64Encoded", false);
        ObjectNode parameters = event.putObject("pathParameters");
        path.forEach(parameters::put);
        ObjectNode headers = event.putObject("headers");
        if (type != null) {
            headers.put("content-type", type);
        }
        event.putNull("queryStringParameters").putObject("requestContext").put("requestId", "r-1");
        return event;
    }

    private static List<Integer> statuses(List<JsonNode> answers) {
        return answers.stream().map(answer -> answer.path("statusCode").asInt()).toList();
    }

    @Test
    void thePetStoreListsFindsAndTakesPets() {
        ObjectNode packed = event("POST", "/pets", Map.of(), "application/json", null);
        packed.put("body", Base64.getEncoder().encodeToString("{\"type\":\"owl\",\"price\":7}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .put("isBase64Encoded", true);
        ObjectNode dogs = event("GET", "/pets", Map.of(), null, null);
        dogs.putObject("queryStringParameters").put("type", "dog");
        List<JsonNode> answers = FunctionRun.run(FunctionRun.functions(), "pet-store", Map.of(), List.of(
                        event("GET", "/pets", Map.of(), null, null),
                        event("GET", "/pets/{petId}", Map.of("petId", "2"), null, null),
                        packed,
                        dogs,
                        event("GET", "/pets/{petId}", Map.of("petId", "no"), null, null),
                        event("POST", "/pets", Map.of(), null, "{"),
                        event("POST", "/pets", Map.of(), null, "{\"type\":1}"),
                        event("POST", "/pets", Map.of(), null, null),
                        event("DELETE", "/pets", Map.of(), null, null)))
                .answers();
        assertThat(statuses(answers)).containsExactly(200, 200, 200, 200, 404, 400, 400, 400, 405);
        assertThat(FunctionRun.json(answers.get(0).path("body").asText()).size()).isEqualTo(3);
        assertThat(FunctionRun.json(answers.get(1).path("body").asText()).path("type").asText()).isEqualTo("cat");
        assertThat(FunctionRun.json(answers.get(2).path("body").asText()).at("/pet/type").asText()).isEqualTo("owl");
        assertThat(FunctionRun.json(answers.get(3).path("body").asText()).size()).isEqualTo(1);
    }

    @Test
    void thePetStoreAnswersAnHttpApiAsWell() {
        ObjectNode list = http("GET /pets", "/prod/pets");
        list.putObject("queryStringParameters").put("type", "cat");
        ObjectNode one = http("GET /pets/{petId}", "/prod/pets/3");
        one.putObject("pathParameters").put("petId", "3");
        ObjectNode made = http("POST /pets", "/prod/pets").put("body", "{\"type\":\"owl\",\"price\":7}");
        List<JsonNode> answers = FunctionRun.run(
                        FunctionRun.functions(),
                        "pet-store",
                        Map.of(),
                        List.of(list, one, made, http("POST /pets", "/prod/pets"), http("$default", "/prod/x")))
                .answers();
        assertThat(statuses(answers)).containsExactly(200, 200, 200, 400, 405);
        assertThat(FunctionRun.json(answers.get(0).path("body").asText()).at("/0/id").asInt()).isEqualTo(2);
        assertThat(FunctionRun.json(answers.get(1).path("body").asText()).path("type").asText()).isEqualTo("fish");
        assertThat(FunctionRun.json(answers.get(2).path("body").asText()).at("/pet/type").asText()).isEqualTo("owl");
    }

    /** As payload format 2.0 has it, whose members are absent where there is nothing. */
    private static ObjectNode http(String routeKey, String rawPath) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "2.0").put("routeKey", routeKey).put("rawPath", rawPath).put("isBase64Encoded", false);
        event.putObject("requestContext").putObject("http").put("method", routeKey.split(" ", -1)[0]);
        return event;
    }

    @Test
    void theRecordStoreGivesBackWhatItWasGiven() {
        try (MotoServer moto = MotoServer.start();
                DynamoDbClient dynamoDb = moto.clientOf(DynamoDbClient.builder()).build()) {
            dynamoDb.createTable(request -> request.tableName("records")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build()));
            Map<String, String> environment = new HashMap<>(FunctionRun.CREDENTIALS);
            environment.put("AWS_REGION", "us-east-1");
            environment.put("AWS_ENDPOINT_URL", moto.endpoint().toString());
            environment.put("TABLE_NAME", "records");
            String json = "{ \"a\" : [1.0, \"é\"] }";
            String form = "ssn=((enc%3AQQ%3D%3D%3Aenc))&b=1+2";
            List<JsonNode> stored = FunctionRun.run(FunctionRun.functions(), "record-store", environment, List.of(
                            event("POST", "/records", Map.of(), "application/json", json),
                            event("POST", "/records", Map.of(), "application/x-www-form-urlencoded", form),
                            event("GET", "/records", Map.of(), null, null),
                            event("POST", "/records", Map.of(), "application/json", "7"),
                            event("POST", "/records", Map.of(), "application/json", "{"),
                            event("POST", "/records", Map.of(), "image/png", "x"),
                            event("POST", "/records", Map.of(), "application/json", null),
                            event("POST", "/records", Map.of(), "application/json", "[\"" + "x".repeat(400_000) + "\"]"),
                            event("GET", "/records/{id}", Map.of("id", "none"), null, null)))
                    .answers();
            assertThat(statuses(stored)).containsExactly(201, 201, 200, 400, 400, 415, 400, 413, 404);
            String jsonId = FunctionRun.json(stored.get(0).path("body").asText()).path("id").asText();
            String formId = FunctionRun.json(stored.get(1).path("body").asText()).path("id").asText();
            List<JsonNode> loaded = FunctionRun.run(FunctionRun.functions(), "record-store", environment, List.of(
                            event("GET", "/records/{id}", Map.of("id", jsonId), null, null),
                            event("GET", "/records/{id}", Map.of("id", formId), null, null)))
                    .answers();
            assertThat(loaded.get(0).path("body").asText()).isEqualTo(json);
            assertThat(loaded.get(1).path("body").asText()).isEqualTo(form);
            assertThat(loaded.get(1).at("/headers/Content-Type").asText()).isEqualTo("application/x-www-form-urlencoded");

            environment.put("TABLE_NAME", "missing");
            JsonNode failed = FunctionRun.run(FunctionRun.functions(), "record-store", environment, List.of(
                            event("GET", "/records/{id}", Map.of("id", "x"), null, null)))
                    .answers()
                    .getFirst();
            assertThat(failed.path("statusCode").asInt()).isEqualTo(502);
        }
    }
}
