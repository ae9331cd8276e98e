package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The items of {@code TABLE}, all of them; or of {@code TABLE?KEY=VALUE}, those of a key, without reading the others. */
final class TableItems {
    private final DynamoDbClient dynamoDb;

    TableItems(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /** A table's or an index's own way of being asked. */
    private record Way(@Nullable String index, List<KeySchemaElement> keys) {
        boolean takes(Map<String, String> asked) {
            List<String> names = keys.stream().map(KeySchemaElement::attributeName).toList();
            return names.containsAll(asked.keySet())
                    && keys.stream()
                            .filter(key -> key.keyType() == KeyType.HASH)
                            .allMatch(key -> asked.containsKey(key.attributeName()));
        }
    }

    /**
     * The items, read as they are taken.
     *
     * @throws SallyportException {@code SP-SOURCE} where no key of the table or of an index is named so
     */
    Iterable<Map<String, AttributeValue>> read(String named) {
        int query = named.indexOf('?');
        if (query < 0) {
            return dynamoDb.scanPaginator(request -> request.tableName(named).consistentRead(true)).items();
        }
        String table = named.substring(0, query);
        Map<String, String> asked = new LinkedHashMap<>();
        Sources.parameters(named.substring(query + 1)).forEach(each -> asked.put(each.getKey(), each.getValue()));
        TableDescription described = dynamoDb.describeTable(request -> request.tableName(table)).table();
        List<Way> ways = ways(described);
        Way way = ways.stream().filter(each -> each.takes(asked)).findFirst().orElseThrow(() -> noKey(table, ways));
        Map<String, ScalarAttributeType> types = described.attributeDefinitions().stream()
                .collect(Collectors.toMap(AttributeDefinition::attributeName, AttributeDefinition::attributeType));
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> conditions = new ArrayList<>();
        asked.forEach((name, value) -> {
            int number = conditions.size();
            names.put("#k" + number, name);
            values.put(":v" + number, value(types.getOrDefault(name, ScalarAttributeType.S), value));
            conditions.add("#k" + number + " = :v" + number);
        });
        QueryRequest request = QueryRequest.builder()
                .tableName(table)
                .indexName(way.index())
                // A global index knows no such reading.
                .consistentRead(way.index() == null ? true : null)
                .keyConditionExpression(String.join(" AND ", conditions))
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
        return dynamoDb.queryPaginator(request).items();
    }

    private static List<Way> ways(TableDescription table) {
        List<Way> ways = new ArrayList<>(List.of(new Way(null, table.keySchema())));
        table.globalSecondaryIndexes().forEach(index -> ways.add(new Way(index.indexName(), index.keySchema())));
        table.localSecondaryIndexes().forEach(index -> ways.add(new Way(index.indexName(), index.keySchema())));
        return ways;
    }

    private static AttributeValue value(ScalarAttributeType type, String text) {
        return switch (type) {
            case N -> AttributeValue.fromN(text);
            case B -> AttributeValue.fromB(SdkBytes.fromUtf8String(text));
            default -> AttributeValue.fromS(text);
        };
    }

    private static SallyportException noKey(String table, List<Way> ways) {
        TreeSet<String> names = new TreeSet<>();
        ways.forEach(way -> way.keys().forEach(key -> names.add(key.attributeName())));
        String first = ways.getFirst().keys().getFirst().attributeName();
        return SallyportException.badInput(
                "SP-SOURCE",
                "The table " + table + " cannot be asked by that: its keys are " + String.join(", ", names) + ".",
                "Name its partition key, as dynamodb://" + table + "?" + first + "=VALUE.");
    }
}
