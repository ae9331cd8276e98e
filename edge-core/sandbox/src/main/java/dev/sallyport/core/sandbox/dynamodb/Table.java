package dev.sallyport.core.sandbox.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/**
 * A table.
 *
 * @param ttl the attribute that tells when an item ends; it is kept as a setting, items stay
 * @param pointInTimeRecovery kept as a setting
 */
record Table(TableDescription description, @Nullable String ttl, boolean pointInTimeRecovery, List<Tag> tags) {

    String name() {
        return description.tableName();
    }

    String arn() {
        return description.tableArn();
    }

    Keys keys() {
        return Keys.of(description.keySchema());
    }

    Table with(TableDescription changed) {
        return new Table(changed, ttl, pointInTimeRecovery, tags);
    }

    /**
     * The key attributes of a table or an index.
     *
     * @param range absent in a schema of one attribute
     */
    record Keys(String hash, @Nullable String range) {
        static Keys of(List<KeySchemaElement> schema) {
            return new Keys(
                    schema.getFirst().attributeName(), schema.size() > 1 ? schema.get(1).attributeName() : null);
        }

        List<String> names() {
            return range == null ? List.of(hash) : List.of(hash, range);
        }
    }

    /**
     * Where a Query or Scan reads: the table itself or one of its indexes.
     *
     * @param projection of an index; the table has all attributes
     */
    record Source(Keys keys, @Nullable Projection projection) {}

    Source source(@Nullable String indexName) {
        if (indexName == null) {
            return new Source(keys(), null);
        }
        for (GlobalSecondaryIndexDescription index : description.globalSecondaryIndexes()) {
            if (index.indexName().equals(indexName)) {
                return new Source(Keys.of(index.keySchema()), index.projection());
            }
        }
        for (LocalSecondaryIndexDescription index : description.localSecondaryIndexes()) {
            if (index.indexName().equals(indexName)) {
                return new Source(Keys.of(index.keySchema()), index.projection());
            }
        }
        throw DynamoFaults.invalid("The table does not have the specified index: " + indexName);
    }

    private String type(String attribute) {
        return description.attributeDefinitions().stream()
                .filter(definition -> definition.attributeName().equals(attribute))
                .map(AttributeDefinition::attributeTypeAsString)
                .findFirst()
                .orElse("S");
    }

    /** The key of an item, checked. */
    Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        for (String name : keys().names()) {
            AttributeValue value = item.get(name);
            if (value == null) {
                throw DynamoFaults.parameter("Missing the key " + name + " in the item");
            }
            requireType(name, value, "Type mismatch for key " + name);
            if (Values.emptyKey(value)) {
                throw DynamoFaults.parameter("The AttributeValue for a key attribute cannot contain an empty "
                        + (value.s() == null ? "binary" : "string") + " value. Key: " + name);
            }
            key.put(name, value);
        }
        return key;
    }

    private void requireType(String name, AttributeValue value, String word) {
        if (!Values.type(value).equals(type(name))) {
            throw DynamoFaults.parameter(word + " expected: " + type(name) + " actual: " + Values.type(value));
        }
    }

    /** The key that a request names: exactly the key attributes. */
    Map<String, AttributeValue> exactKey(Map<String, AttributeValue> given) {
        boolean fits = given.keySet().equals(Set.copyOf(keys().names()))
                && given.entrySet().stream()
                        .allMatch(entry -> Values.type(entry.getValue()).equals(type(entry.getKey())));
        if (!fits) {
            throw DynamoFaults.invalid("The provided key element does not match the schema");
        }
        Map<String, AttributeValue> checked = new LinkedHashMap<>();
        given.forEach((name, value) -> checked.put(name, Values.checked(value)));
        return keyOf(checked);
    }

    /** An attribute that is the key of an index must have the index's type. */
    void requireIndexable(Map<String, AttributeValue> item) {
        List<List<KeySchemaElement>> schemas = new ArrayList<>();
        description.globalSecondaryIndexes().forEach(index -> schemas.add(index.keySchema()));
        description.localSecondaryIndexes().forEach(index -> schemas.add(index.keySchema()));
        for (List<KeySchemaElement> schema : schemas) {
            for (KeySchemaElement element : schema) {
                AttributeValue value = item.get(element.attributeName());
                if (value != null) {
                    requireType(
                            element.attributeName(), value, "Type mismatch for Index Key " + element.attributeName());
                }
            }
        }
    }
}
