package dev.sallyport.core.sandbox.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class SandboxDynamoDbTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/books";
    private static final Caller FUNCTION = Caller.assumedRole(ROLE, "fn", "ASIAX");

    @TempDir
    Path folder;

    private List<String> policies = List.of();
    private SandboxState state = SandboxState.inMemory();
    private SandboxDynamoDb db;

    @BeforeEach
    void tables() {
        open();
        db.createTable(CreateTableRequest.builder()
                .tableName("books")
                .billingMode("PAY_PER_REQUEST")
                .keySchema(hash("id"))
                .attributeDefinitions(attribute("id", "S"))
                .build());
        db.createTable(CreateTableRequest.builder()
                .tableName("hits")
                .billingMode("PAY_PER_REQUEST")
                .keySchema(hash("host"), range("at"))
                .attributeDefinitions(attribute("host", "S"), attribute("at", "N"), attribute("rule", "S"))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName("byRule")
                        .keySchema(hash("rule"), range("at"))
                        .projection(p -> p.projectionType("KEYS_ONLY"))
                        .build())
                .build());
    }

    private void open() {
        state.close();
        state = SandboxState.open(folder);
        db = new SandboxDynamoDb(
                state, new Authorizer(c ->
                        new Identity(ROLE, policies, List.of()), Clock.systemUTC()), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        state.close();
    }

    private static KeySchemaElement hash(String name) {
        return KeySchemaElement.builder().attributeName(name).keyType("HASH").build();
    }

    private static KeySchemaElement range(String name) {
        return KeySchemaElement.builder().attributeName(name).keyType("RANGE").build();
    }

    private static AttributeDefinition attribute(String name, String type) {
        return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue n(int number) {
        return AttributeValue.fromN(Integer.toString(number));
    }

    private void hit(String host, int at, String rule) {
        db.putItem(r ->
                r.tableName("hits").item(Map.of("host", s(host), "at", n(at), "rule", s(rule), "more", s("x"))));
    }

    private static List<String> at(List<Map<String, AttributeValue>> items) {
        return items.stream().map(item -> item.getOrDefault("at", n(-1)).n()).toList();
    }

    private static <T> T as(Caller caller, Supplier<T> work) {
        return new Call(caller, "us-east-1", "r-1").<T, RuntimeException>answer(work::get);
    }

    private static void refused(String code, String word, Runnable work) {
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(work::run)
                .withMessageContaining(word)
                .satisfies(e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                    assertThat(e.statusCode()).isEqualTo(400);
                });
    }

    @Test
    void anItemComesBackAcrossARestart() {
        Map<String, AttributeValue> item = Map.of(
                "id", s("b1"),
                "price", AttributeValue.fromN("012.500"),
                "empty", AttributeValue.fromL(List.of()),
                "map", AttributeValue.fromM(Map.of("deep", AttributeValue.fromBool(true))),
                "nothing", AttributeValue.fromNul(true),
                "tags", AttributeValue.fromSs(List.of("a", "b")));
        db.putItem(r -> r.tableName("books").item(item));
        open();
        var got = db.getItem(r -> r.tableName("books").key(Map.of("id", s("b1")))).item();
        assertThat(got).containsEntry("price", AttributeValue.fromN("12.5"));
        assertThat(got).containsEntry("empty", item.get("empty")).containsEntry("map", item.get("map"));
        assertThat(got).containsEntry("nothing", item.get("nothing")).containsEntry("tags", item.get("tags"));
        assertThat(db.getItem(r -> r.tableName("books").key(Map.of("id", s("b2")))).hasItem()).isFalse();
    }

    @Test
    void aConditionGuardsAWrite() {
        Map<String, AttributeValue> item = Map.of("id", s("b1"), "v", n(1));
        db.putItem(r -> r.tableName("books").item(item).conditionExpression("attribute_not_exists(id)"));
        assertThatExceptionOfType(ConditionalCheckFailedException.class)
                .isThrownBy(() -> db.putItem(r -> r.tableName("books")
                        .item(item)
                        .conditionExpression("attribute_not_exists(id)")
                        .returnValuesOnConditionCheckFailure("ALL_OLD")))
                .withMessageContaining("The conditional request failed")
                .satisfies(e -> assertThat(e.item()).isEqualTo(item));
        refused("ConditionalCheckFailedException", "failed", () -> db.deleteItem(r -> r.tableName("books")
                .key(Map.of("id", s("b1")))
                .conditionExpression("v > :v")
                .expressionAttributeValues(Map.of(":v", n(1)))));
        var gone = db.deleteItem(r -> r.tableName("books").key(Map.of("id", s("b1"))).returnValues("ALL_OLD"));
        assertThat(gone.attributes()).isEqualTo(item);
    }

    @Test
    void onlyOneOfManyWritersMeetsTheCondition() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> writers = IntStream.range(0, 20).<Callable<Boolean>>mapToObj(i -> () -> {
                try {
                    db.putItem(r -> r.tableName("books")
                            .item(Map.of("id", s("one")))
                            .conditionExpression("attribute_not_exists(id)"));
                    return true;
                } catch (ConditionalCheckFailedException e) {
                    return false;
                }
            }).toList();
            int won = 0;
            for (Future<Boolean> written : threads.invokeAll(writers)) {
                won += written.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void anUpdateMakesOrChangesAndGivesBackWhatWasAsked() {
        var made = db.updateItem(r -> r.tableName("books")
                .key(Map.of("id", s("b1")))
                .updateExpression("ADD seen :one SET #n = :n")
                .expressionAttributeNames(Map.of("#n", "name"))
                .expressionAttributeValues(Map.of(":one", n(1), ":n", s("x")))
                .returnValues("ALL_NEW"));
        assertThat(made.attributes()).isEqualTo(Map.of("id", s("b1"), "seen", n(1), "name", s("x")));
        var old = db.updateItem(r -> r.tableName("books")
                .key(Map.of("id", s("b1")))
                .updateExpression("ADD seen :one")
                .expressionAttributeValues(Map.of(":one", n(1)))
                .returnValues("UPDATED_OLD"));
        assertThat(old.attributes()).isEqualTo(Map.of("seen", n(1)));
        refused("ValidationException", "This attribute is part of the key", () -> db.updateItem(r ->
                r.tableName("books")
                .key(Map.of("id", s("b1")))
                .updateExpression("SET id = :x")
                .expressionAttributeValues(Map.of(":x", s("y")))));
        refused("ValidationException", "unused in expressions: keys: {:y}", () -> db.updateItem(r ->
                r.tableName("books")
                .key(Map.of("id", s("b1")))
                .updateExpression("SET a = :x")
                .expressionAttributeValues(Map.of(":x", s("y"), ":y", s("y")))));
    }

    @Test
    void aQueryGivesAPartitionInTheOrderOfItsSortKey() {
        for (int at : new int[] {100, 9, 20, 3}) {
            hit("a", at, at > 10 ? "xss" : "sqli");
        }
        hit("b", 1, "xss");
        var byHost = QueryRequest.builder()
                .tableName("hits")
                .keyConditionExpression("host = :h AND #at BETWEEN :from AND :to")
                .expressionAttributeNames(Map.of("#at", "at"))
                .expressionAttributeValues(Map.of(":h", s("a"), ":from", n(5), ":to", n(100)))
                .build();
        assertThat(at(db.query(byHost).items())).containsExactly("9", "20", "100");
        assertThat(at(db.query(byHost.copy(q -> q.scanIndexForward(false))).items())).containsExactly("100", "20", "9");
        var filtered = db.query(byHost.copy(q -> q.filterExpression("#r = :r")
                .expressionAttributeNames(Map.of("#at", "at", "#r", "rule"))
                .expressionAttributeValues(Map.of(":h", s("a"), ":from", n(5), ":to", n(100), ":r", s("xss")))));
        assertThat(at(filtered.items())).containsExactly("20", "100");
        assertThat(filtered.scannedCount()).isEqualTo(3);
        var byRule = db.query(r -> r.tableName("hits")
                .indexName("byRule")
                .keyConditionExpression("#r = :r")
                .expressionAttributeNames(Map.of("#r", "rule"))
                .expressionAttributeValues(Map.of(":r", s("xss"))));
        assertThat(at(byRule.items())).containsExactly("1", "20", "100");
        assertThat(byRule.items().getFirst()).as("an index of keys only").doesNotContainKey("more");
        refused("ValidationException", "Query condition missed key schema element: host", () -> db.query(r ->
                r.tableName("hits")
                .keyConditionExpression("#r = :r")
                .expressionAttributeNames(Map.of("#r", "rule"))
                .expressionAttributeValues(Map.of(":r", s("xss")))));
    }

    @Test
    void pagesTogetherGiveEveryItemOnce() {
        for (int i = 0; i < 23; i++) {
            hit(i % 2 == 0 ? "a" : "b", i, "r" + i % 3);
        }
        List<String> scanned = new ArrayList<>();
        ScanRequest scan = ScanRequest.builder().tableName("hits").limit(5).build();
        ScanResponse page = db.scan(scan);
        while (page.hasLastEvaluatedKey()) {
            assertThat(page.count()).isLessThanOrEqualTo(5);
            scanned.addAll(at(page.items()));
            Map<String, AttributeValue> last = page.lastEvaluatedKey();
            page = db.scan(scan.copy(s -> s.exclusiveStartKey(last)));
        }
        scanned.addAll(at(page.items()));
        assertThat(scanned).hasSize(23).doesNotHaveDuplicates();
        List<String> queried = new ArrayList<>();
        QueryRequest query = QueryRequest.builder()
                .tableName("hits")
                .indexName("byRule")
                .limit(3)
                .keyConditionExpression("#r = :r")
                .expressionAttributeNames(Map.of("#r", "rule"))
                .expressionAttributeValues(Map.of(":r", s("r1")))
                .build();
        QueryResponse found = db.query(query);
        while (found.hasLastEvaluatedKey()) {
            queried.addAll(at(found.items()));
            Map<String, AttributeValue> last = found.lastEvaluatedKey();
            found = db.query(query.copy(q -> q.exclusiveStartKey(last)));
        }
        queried.addAll(at(found.items()));
        assertThat(queried).containsExactly("1", "4", "7", "10", "13", "16", "19", "22");
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int segment = i;
            segments.addAll(at(db.scan(r -> r.tableName("hits").segment(segment).totalSegments(3)).items()));
        }
        assertThat(segments).hasSize(23).doesNotHaveDuplicates();
    }

    @Test
    void aPageEndsAfterAMegabyte() {
        String large = "x".repeat(300_000);
        for (int i = 0; i < 5; i++) {
            int at = i;
            db.putItem(r -> r.tableName("hits").item(Map.of("host", s("a"), "at", n(at), "body", s(large))));
        }
        ScanResponse first = db.scan(r -> r.tableName("hits"));
        assertThat(first.count()).isEqualTo(4);
        assertThat(db.scan(r -> r.tableName("hits").exclusiveStartKey(first.lastEvaluatedKey())).count()).isEqualTo(1);
        refused("ValidationException", "Item size has exceeded", () -> db.putItem(
                r -> r.tableName("books").item(Map.of("id", s("b"), "x", s("x".repeat(410_000))))));
    }

    @Test
    void theFunctionsRoleMayDoExactlyWhatItsPolicySays() {
        policies = List.of("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"dynamodb:PutItem\",\"Resource\":"
                + "\"arn:aws:dynamodb:us-east-1:111122223333:table/books\"}}");
        as(FUNCTION, () -> db.putItem(r -> r.tableName("books").item(Map.of("id", s("b1")))));
        refused("AccessDeniedException", "not authorized to perform: dynamodb:GetItem on resource: "
                + "arn:aws:dynamodb:us-east-1:111122223333:table/books", () -> as(FUNCTION, () -> db.getItem(
                r -> r.tableName("books").key(Map.of("id", s("b1"))))));
        refused("AccessDeniedException", "table/hits", () -> as(FUNCTION, () -> db.putItem(
                r -> r.tableName("hits").item(Map.of("host", s("a"), "at", n(1))))));
        refused("AccessDeniedException", "DeleteTable", () -> as(FUNCTION, () -> db.deleteTable(r ->
                r.tableName("books"))));
        policies = List.of(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"dynamodb:*\",\"Resource\":\"*\",\"Condition\":"
                + "{\"ForAllValues:StringEquals\":{\"dynamodb:LeadingKeys\":[\"mine\"]}}}}");
        as(FUNCTION, () -> db.putItem(r -> r.tableName("books").item(Map.of("id", s("mine")))));
        refused("AccessDeniedException", "PutItem", () -> as(FUNCTION, () -> db.putItem(
                r -> r.tableName("books").item(Map.of("id", s("yours"))))));
    }

    @Test
    void keysMustFitTheSchema() {
        refused("ValidationException", "Missing the key id in the item", () -> db.putItem(
                r -> r.tableName("books").item(Map.of("x", s("y")))));
        refused("ValidationException", "Type mismatch for key id expected: S actual: N", () -> db.putItem(
                r -> r.tableName("books").item(Map.of("id", n(1)))));
        refused("ValidationException", "empty string value. Key: id", () -> db.putItem(
                r -> r.tableName("books").item(Map.of("id", s("")))));
        refused("ValidationException", "The provided key element does not match the schema", () -> db.getItem(
                r -> r.tableName("books").key(Map.of("id", s("a"), "x", s("y")))));
        refused("ValidationException", "Type mismatch for Index Key rule", () -> db.putItem(
                r -> r.tableName("hits").item(Map.of("host", s("a"), "at", n(1), "rule", n(2)))));
        refused("ValidationException", "numeric value: abc", () -> db.putItem(
                r -> r.tableName("books").item(Map.of("id", s("a"), "x", AttributeValue.fromN("abc")))));
        refused("ValidationException", "legacy parameter AttributeUpdates", () -> db.updateItem(r ->
                r.tableName("books")
                .key(Map.of("id", s("a")))
                .attributeUpdates(Map.of("x", AttributeValueUpdate.builder().value(s("y")).build()))));
    }

    @Test
    void aTableLivesAndDies() {
        assertThatExceptionOfType(ResourceInUseException.class).isThrownBy(this::tables);
        var table = db.describeTable(r -> r.tableName("books")).table();
        assertThat(table.tableArn()).isEqualTo("arn:aws:dynamodb:us-east-1:111122223333:table/books");
        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        db.putItem(r -> r.tableName(table.tableArn()).item(Map.of("id", s("a"))));
        assertThat(db.describeTable(r -> r.tableName("books")).table().itemCount()).isEqualTo(1);
        db.updateTable(r -> r.tableName("books").deletionProtectionEnabled(true));
        refused("ValidationException", "protected against deletion", () -> db.deleteTable(r -> r.tableName("books")));
        db.updateTable(r -> r.tableName("books").deletionProtectionEnabled(false));
        db.updateTimeToLive(r -> r.tableName("books").timeToLiveSpecification(t ->
                t.enabled(true).attributeName("ends")));
        db.updateContinuousBackups(r -> r.tableName("books")
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
        assertThat(db.describeTimeToLive(r -> r.tableName("books")).timeToLiveDescription().attributeName())
                .isEqualTo("ends");
        db.deleteTable(r -> r.tableName("books"));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> db.describeTable(r -> r.tableName("books")))
                .withMessageContaining("Requested resource not found: Table: books not found");
        assertThat(db.listTables().tableNames()).containsExactly("hits");
        db.createTable(CreateTableRequest.builder()
                .tableName("books")
                .billingMode("PAY_PER_REQUEST")
                .keySchema(hash("id"))
                .attributeDefinitions(attribute("id", "S"))
                .build());
        assertThat(db.scan(r -> r.tableName("books")).items()).as("a table made again is empty").isEmpty();
        refused("ValidationException", "does not exactly match", () -> db.createTable(CreateTableRequest.builder()
                .tableName("odd")
                .billingMode("PAY_PER_REQUEST")
                .keySchema(hash("id"))
                .attributeDefinitions(attribute("id", "S"), attribute("x", "S"))
                .build()));
    }

    @Test
    void manyItemsGoInOneBatch() {
        List<WriteRequest> writes = IntStream.range(0, 25)
                .mapToObj(i -> WriteRequest.builder().putRequest(p -> p.item(Map.of("id", s("b" + i)))).build())
                .toList();
        db.batchWriteItem(r -> r.requestItems(Map.of("books", writes)));
        var got = db.batchGetItem(r -> r.requestItems(Map.of(
                "books",
                KeysAndAttributes.builder()
                        .keys(List.of(Map.of("id", s("b3")), Map.of("id", s("none"))))
                        .build())));
        assertThat(got.responses().get("books")).containsExactly(Map.of("id", s("b3")));
    }
}
