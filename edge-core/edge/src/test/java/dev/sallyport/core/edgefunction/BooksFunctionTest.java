package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.MotoServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The books API, called as function URLs call, over a DynamoDB that we did not write. */
@SuppressWarnings("NullAway.Init")
class BooksFunctionTest {
    private static MotoServer moto;
    private static final Map<String, String> ENVIRONMENT = new HashMap<>(FunctionRun.CREDENTIALS);

    @BeforeAll
    static void open() {
        moto = MotoServer.start();
        ENVIRONMENT.putAll(Map.of(
                "AWS_REGION", "us-east-1", "AWS_ENDPOINT_URL", moto.endpoint().toString(), "TABLE_NAME", "books"));
        KeySchemaElement id = KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build();
        try (DynamoDbClient dynamoDb = moto.clientOf(DynamoDbClient.builder()).build()) {
            dynamoDb.createTable(request -> request.tableName("books")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attribute("id"), attribute("author"))
                    .keySchema(id)
                    .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                            .indexName("author")
                            .projection(projection -> projection.projectionType(ProjectionType.ALL))
                            .keySchema(
                                    KeySchemaElement.builder().attributeName("author").keyType(KeyType.HASH).build(),
                                    id.toBuilder().keyType(KeyType.RANGE).build())
                            .build()));
        }
    }

    @AfterAll
    static void close() {
        if (moto != null) {
            moto.close();
        }
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder().attributeName(name).attributeType(ScalarAttributeType.S).build();
    }

    /** Payload format 2.0, https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
    private static ObjectNode event(String method, String path, String query, @Nullable String body) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "2.0").put("rawPath", path).put("rawQueryString", query).put("isBase64Encoded", false);
        ObjectNode headers = event.putObject("headers");
        if (body != null) {
            event.put("body", body);
            headers.put("content-type", "application/json");
        }
        event.putObject("requestContext")
                .put("requestId", "r-1")
                .putObject("http")
                .put("method", method)
                .put("path", path);
        return event;
    }

    private static List<JsonNode> run(String exported, ObjectNode... events) {
        return FunctionRun.run(FunctionRun.functions(), "books", exported, ENVIRONMENT, List.of(events)).answers();
    }

    private static List<String> outcomes(List<JsonNode> answers) {
        return answers.stream()
                .map(answer -> answer.path("statusCode").asText() + ' ' + body(answer).path("error").asText())
                .map(String::strip)
                .toList();
    }

    private static JsonNode body(JsonNode answer) {
        assertThat(answer.at("/headers/Content-Type").asText()).isEqualTo("application/json");
        return FunctionRun.json(answer.path("body").asText());
    }

    private static ObjectNode post(String body) {
        return event("POST", "/createBook", "", body);
    }

    @Test
    void aBookIsStoredGivenBackChangedAndRemoved() {
        String posted = "{\"id\":\"life\",\"author\":\" Ursula K. Le Guin \",\"name\":\"Cafe\\u0301\","
                + "\"releaseDate\":\"1974-05-01\",\"year\":1974,\"pages\":341,\"price\":7.5}";
        JsonNode created = run("createBook", post(posted)).getFirst();
        assertThat(created.path("statusCode").asInt()).isEqualTo(201);
        assertThat(created.at("/headers/Location").asText()).isEqualTo("/getBook/life");
        // Trimmed, and composed (NFC), so that the author's index finds it however it is typed.
        String stored = "{\"id\":\"life\",\"author\":\"Ursula K. Le Guin\",\"name\":\"Caf\u00e9\","
                + "\"releaseDate\":\"1974-05-01\",\"year\":1974,\"pages\":341,\"price\":7.5}";
        assertThat(created.path("body").asText()).isEqualTo(stored);
        JsonNode read = run("getBook", event("GET", "/getBook/life", "", null)).getFirst();
        assertThat(read.path("body").asText()).isEqualTo(stored);
        assertThat(read.at("/headers/Cache-Control").asText()).isEqualTo("no-store");

        JsonNode changed = run(
                        "updateBook",
                        event("PUT", "/updateBook/life", "", "{\"id\":\"life\",\"year\":1975,\"price\":null}"))
                .getFirst();
        assertThat(body(changed))
                .isEqualTo(FunctionRun.json(stored.replace(",\"price\":7.5", "").replace(":1974", ":1975")));

        assertThat(outcomes(run(
                        "deleteBook",
                        event("DELETE", "/deleteBook/life", "", null),
                        event("DELETE", "/deleteBook/life", "", null))))
                .containsExactly("200", "404 NoSuchBook");
        assertThat(outcomes(run("getBook", event("GET", "/getBook/life", "", null)))).containsExactly("404 NoSuchBook");
    }

    @Test
    void noBookIsWrittenOverAnotherAndNoneIsMadeByAChange() {
        ObjectNode first = post("{\"id\":\"once\",\"author\":\"A\",\"title\":\"first\"}");
        ObjectNode second = post("{\"id\":\"once\",\"author\":\"B\",\"title\":\"second\"}");
        assertThat(outcomes(run("createBook", first, second))).containsExactly("201", "409 BookExists");
        assertThat(body(run("getBook", event("GET", "/getBook/once", "", null)).getFirst()).path("title").asText())
                .isEqualTo("first");
        assertThat(outcomes(run("updateBook", event("PUT", "/updateBook/never", "", "{\"name\":\"x\"}"))))
                .containsExactly("404 NoSuchBook");
        assertThat(outcomes(run("getBook", event("GET", "/getBook/never", "", null))))
                .containsExactly("404 NoSuchBook");
    }

    @Test
    void theListIsFilteredByAuthorAndGivenInPages() {
        List<ObjectNode> books = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            books.add(post("{\"id\":\"p" + i + "\",\"author\":\"Brontë & Brontë\",\"name\":\"n" + i + "\"}"));
        }
        books.add(post("{\"id\":\"other\",\"author\":\"Bront\u00eb\",\"name\":\"o\"}"));
        assertThat(outcomes(run("createBook", books.toArray(ObjectNode[]::new)))).containsOnly("201");

        String author = "author=" + URLEncoder.encode("Bronte\u0308 & Bronte\u0308", StandardCharsets.UTF_8);
        List<String> ids = new ArrayList<>();
        String query = author + "&limit=2&other=ignored";
        int pages = 0;
        while (!query.isEmpty()) {
            JsonNode page = run("getBooks", event("GET", "/getBooks", query, null)).getFirst();
            assertThat(page.path("statusCode").asInt()).isEqualTo(200);
            body(page).forEach(book -> ids.add(book.path("id").asText()));
            String link = page.at("/headers/Link").asText();
            query = link.isEmpty() ? "" : link.replaceFirst("^</getBooks\\?(.*)>; rel=\"next\"$", "$1");
            pages++;
        }
        assertThat(ids).containsExactly("p0", "p1", "p2", "p3", "p4");
        assertThat(pages).isEqualTo(3);
        JsonNode all = run("getBooks", event("GET", "/getBooks", "", null)).getFirst();
        assertThat(body(all)).extracting(book -> book.path("id").asText()).contains("p0", "p4", "other");
        assertThat(body(run("getBooks", event("GET", "/getBooks", "author=Nobody", null)).getFirst())).isEmpty();
    }

    @Test
    void aListThatCannotBeMeantIsRefused() {
        assertThat(outcomes(run(
                        "getBooks",
                        event("GET", "/getBooks", "author=", null),
                        event("GET", "/getBooks", "author=a&author=b", null),
                        event("GET", "/getBooks", "author=" + "x".repeat(201), null),
                        event("GET", "/getBooks", "limit=0", null),
                        event("GET", "/getBooks", "limit=101", null),
                        event("GET", "/getBooks", "limit=1e1", null),
                        event("GET", "/getBooks", "after=a%2Fb", null),
                        event("POST", "/getBooks", "", "{}"))))
                .containsExactly(
                        "400 InvalidAuthor",
                        "400 RepeatedParameter",
                        "400 InvalidAuthor",
                        "400 InvalidLimit",
                        "400 InvalidLimit",
                        "400 InvalidLimit",
                        "400 InvalidId",
                        "405 MethodNotAllowed");
    }

    @Test
    void anAddressWithoutAnIdIsRefused() {
        assertThat(outcomes(run(
                        "getBook",
                        event("GET", "/getBook/", "", null),
                        event("GET", "/getBook", "", null),
                        event("GET", "/getBook/a/b", "", null),
                        event("GET", "/getBook/a%2Fb", "", null),
                        event("GET", "/getBook/%zz", "", null),
                        event("GET", "/getBook/..", "", null),
                        event("GET", "/getBook/" + "x".repeat(65), "", null),
                        event("GET", "/getBook/%C3%A9", "", null),
                        event("DELETE", "/getBook/a", "", null))))
                .containsExactly(
                        "400 InvalidId",
                        "400 InvalidId",
                        "400 InvalidId",
                        "400 InvalidId",
                        "400 MalformedEscape",
                        "400 InvalidId",
                        "400 InvalidId",
                        "400 InvalidId",
                        "405 MethodNotAllowed");
    }

    @Test
    void whatIsNoBookIsRefused() {
        ObjectNode form = post("author=a&name=b");
        form.withObject("/headers").put("content-type", "application/x-www-form-urlencoded");
        ObjectNode notUtf8 = post("");
        notUtf8.put("isBase64Encoded", true)
                .put("body", Base64.getEncoder().encodeToString(new byte[] {'"', (byte) 0xff, '"'}));
        String book = "\"author\":\"a\",\"name\":\"b\"";
        assertThat(outcomes(run(
                        "createBook",
                        form,
                        notUtf8,
                        post(""),
                        post("{"),
                        post("[]"),
                        post("null"),
                        post("{\"author\":\"a\"}"),
                        post("{\"name\":\"a\"}"),
                        post("{" + book + ",\"isAdmin\":true}"),
                        post("{" + book + ",\"__proto__\":{\"x\":1}}"),
                        post("{" + book + ",\"id\":\"a b\"}"),
                        post("{" + book + ",\"id\":7}"),
                        post("{\"author\":{\"S\":\"a\"},\"name\":\"b\"}"),
                        post("{\"author\":\"a\\u0000\",\"name\":\"b\"}"),
                        post("{\"author\":\"a\\ud800\",\"name\":\"b\"}"),
                        post("{\"author\":\"a\",\"name\":\"" + "x".repeat(301) + "\"}"),
                        post("{" + book + ",\"year\":1974.5}"),
                        post("{" + book + ",\"price\":1e-300}"),
                        post("{" + book + ",\"releaseDate\":\"2023-02-29\"}"),
                        post("{" + book + ",\"genre\":\"" + "x".repeat(17_000) + "\"}"))))
                .containsExactly(
                        "415 UnsupportedType",
                        "400 MalformedJson",
                        "400 EmptyBody",
                        "400 MalformedJson",
                        "400 NotABook",
                        "400 NotABook",
                        "400 MemberMissing",
                        "400 MemberMissing",
                        "400 UnknownMember",
                        "400 UnknownMember",
                        "400 InvalidId",
                        "400 InvalidId",
                        "400 InvalidMember",
                        "400 InvalidMember",
                        "400 InvalidMember",
                        "400 InvalidMember",
                        "400 InvalidMember",
                        "400 InvalidMember",
                        "400 InvalidMember",
                        "413 BookTooLarge");
        assertThat(outcomes(run(
                        "updateBook",
                        event("PUT", "/updateBook/a", "", "{\"id\":\"b\",\"name\":\"x\"}"),
                        event("PUT", "/updateBook/a", "", "{\"id\":\"a\"}"),
                        event("PUT", "/updateBook/a", "", "{\"author\":null}"))))
                .containsExactly("400 OtherId", "400 NothingToChange", "400 MemberMissing");
    }

    @Test
    void aTableThatIsAwayIsSaidAndLoggedWithoutTheBook() {
        Map<String, String> away = new HashMap<>(ENVIRONMENT);
        away.put("TABLE_NAME", "missing");
        FunctionRun.Result result = FunctionRun.run(
                FunctionRun.functions(),
                "books",
                "createBook",
                away,
                List.of(post("{\"author\":\"a\",\"name\":\"hidden\"}")));
        assertThat(outcomes(result.answers())).containsExactly("502 StorageFailed");
        assertThat(result.log()).contains("ResourceNotFoundException", "r-1").doesNotContain("hidden");
    }
}
