package dev.sallyport.core.sandbox.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.dynamodb.StatementReader.Statement;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.shape.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DuplicateItemException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Carries out PartiQL statements, all but those that put items in an order of their own. */
final class Statements {
    private final TableStore store;
    private final Items items;
    private final Reads reads;

    Statements(TableStore store, Items items, Reads reads) {
        this.store = store;
        this.items = items;
        this.reads = reads;
    }

    ExecuteStatementResponse execute(ExecuteStatementRequest request) {
        Statement statement =
                new StatementReader(String.valueOf(request.statement()), request.parameters()).read();
        return switch (statement.verb()) {
            case "SELECT" -> select(statement, request.limit(), request.nextToken());
            case "INSERT" -> insert(statement);
            case "UPDATE" -> update(statement);
            default -> delete(statement);
        };
    }

    private ExecuteStatementResponse select(Statement statement, @Nullable Integer limit, @Nullable String token) {
        ScanRequest.Builder scan = ScanRequest.builder()
                .tableName(statement.table())
                .indexName(statement.index())
                .projectionExpression(statement.projection())
                .filterExpression(statement.where())
                .limit(limit);
        if (!statement.names().isEmpty()) {
            scan.expressionAttributeNames(statement.names());
        }
        if (!statement.values().isEmpty()) {
            scan.expressionAttributeValues(statement.values());
        }
        if (token != null) {
            scan.exclusiveStartKey(key(token));
        }
        Reads.Found found = reads.scan("PartiQLSelect", scan.build());
        return ExecuteStatementResponse.builder()
                .items(found.items())
                .nextToken(found.last() == null ? null : token(found.last()))
                .lastEvaluatedKey(found.last())
                .build();
    }

    private static String token(Map<String, AttributeValue> key) {
        return Page.token(Shapes.toJson(GetItemRequest.builder().key(key).build()).toString());
    }

    private static Map<String, AttributeValue> key(String token) {
        try {
            String json = Page.name(token).orElse("");
            return Shapes.fromJson(Json.MAPPER.readTree(json), GetItemRequest.builder()).key();
        } catch (JsonProcessingException e) {
            throw DynamoFaults.invalid("Given NextToken is not valid.");
        }
    }

    private ExecuteStatementResponse insert(Statement statement) {
        String hash = table(statement).keys().hash();
        try {
            items.put("PartiQLInsert", PutItemRequest.builder()
                    .tableName(statement.table())
                    .item(statement.item())
                    .conditionExpression("attribute_not_exists(#hash)")
                    .expressionAttributeNames(Map.of("#hash", hash))
                    .build());
        } catch (ConditionalCheckFailedException e) {
            throw Fault.of(
                    DuplicateItemException.builder(),
                    "DynamoDb",
                    "DuplicateItemException",
                    400,
                    "Duplicate primary key exists in table");
        }
        return ExecuteStatementResponse.builder().items(List.of()).build();
    }

    private Table table(Statement statement) {
        return store.find(TableStore.name(statement.table()))
                .orElseThrow(() -> DynamoFaults.missing("Requested resource not found"));
    }

    private Map<String, AttributeValue> keyOf(Statement statement) {
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        for (String name : table(statement).keys().names()) {
            AttributeValue value = statement.equal().get(name);
            if (value == null) {
                throw DynamoFaults.invalid("Where clause does not contain a mandatory equality on all key attributes");
            }
            key.put(name, value);
        }
        return key;
    }

    /** Its condition has the key too, so that it changes nothing that is not there. */
    private ExecuteStatementResponse update(Statement statement) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(statement.table())
                .key(keyOf(statement))
                .updateExpression(statement.change())
                .conditionExpression(statement.where())
                .expressionAttributeNames(statement.names())
                .expressionAttributeValues(statement.values())
                .returnValues(statement.returning())
                .build();
        Map<String, AttributeValue> returned = Items.returned(request, items.update("PartiQLUpdate", request));
        return ExecuteStatementResponse.builder().items(returned == null ? List.of() : List.of(returned)).build();
    }

    /** Nothing there is no error, unless more is asked of the item than its key. */
    private ExecuteStatementResponse delete(Statement statement) {
        Map<String, AttributeValue> key = keyOf(statement);
        DeleteItemRequest.Builder request = DeleteItemRequest.builder()
                .tableName(statement.table())
                .key(key)
                .returnValues(statement.returning());
        if (statement.terms() > key.size()) {
            request.conditionExpression(statement.where())
                    .expressionAttributeNames(statement.names())
                    .expressionAttributeValues(statement.values());
        }
        Map<String, AttributeValue> before = items.delete("PartiQLDelete", request.build()).before();
        boolean give = statement.returning() != null && !before.isEmpty();
        return ExecuteStatementResponse.builder().items(give ? List.of(before) : List.of()).build();
    }
}
