package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** AWS::DynamoDB::Table. */
final class DynamoDbHandlers {
    private DynamoDbHandlers() {}

    static Map<String, ResourceHandler> of(DynamoDbClient dynamoDb) {
        return Map.of("AWS::DynamoDB::Table", new Tables(dynamoDb));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private record Tables(DynamoDbClient dynamoDb) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME
                .renaming("SSEEnabled", "Enabled")
                .except("TimeToLiveSpecification", "PointInTimeRecoverySpecification");

        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.name("TableName", 255);
            return Absence.found(name, () -> dynamoDb.describeTable(r -> r.tableName(name)));
        }

        @Override
        public String create(Wanted wanted) {
            String name = wanted.name("TableName", 255);
            ObjectNode properties = wanted.with("TableName", name).properties().deepCopy();
            if (properties.path("StreamSpecification") instanceof ObjectNode stream) {
                stream.put("StreamEnabled", true);
            }
            dynamoDb.createTable(MAPPING.request(wanted.type(), properties, CreateTableRequest.builder()));
            return name;
        }

        @Override
        public boolean settled(String id, ObjectNode properties) {
            return table(id).tableStatus() == TableStatus.ACTIVE;
        }

        private TableDescription table(String id) {
            return dynamoDb.describeTable(r -> r.tableName(id)).table();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            ObjectNode now = wanted.properties();
            if (before != null) {
                change(wanted, id, before);
            }
            JsonNode life = now.path("TimeToLiveSpecification");
            if (!life.isMissingNode() && (before == null || !life.equals(before.path("TimeToLiveSpecification")))) {
                dynamoDb.updateTimeToLive(r -> r.tableName(id)
                        .timeToLiveSpecification(t -> t.attributeName(life.path("AttributeName").asText())
                                .enabled(life.path("Enabled").asBoolean())));
            }
            JsonNode recovery = now.path("PointInTimeRecoverySpecification");
            if (!recovery.isMissingNode()
                    && (before == null || !recovery.equals(before.path("PointInTimeRecoverySpecification")))) {
                dynamoDb.updateContinuousBackups(r -> r.tableName(id)
                        .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(
                                recovery.path("PointInTimeRecoveryEnabled").asBoolean())));
            }
        }

        private void change(Wanted wanted, String id, ObjectNode before) {
            ObjectNode changed = JsonNodeFactory.instance.objectNode();
            for (String property : List.of("BillingMode", "ProvisionedThroughput", "DeletionProtectionEnabled",
                    "TableClass", "StreamSpecification", "SSESpecification", "OnDemandThroughput")) {
                JsonNode value = wanted.properties().path(property);
                if (!value.isMissingNode() && !value.equals(before.path(property))) {
                    changed.set(property, value);
                }
            }
            for (String fixed : List.of("GlobalSecondaryIndexes", "LocalSecondaryIndexes", "AttributeDefinitions")) {
                if (!wanted.properties().path(fixed).equals(before.path(fixed))) {
                    throw new ResourceException("The sandbox does not change " + fixed + " of a table.");
                }
            }
            if (!changed.isEmpty()) {
                changed.put("TableName", id);
                dynamoDb.updateTable(MAPPING.request(wanted.type(), changed, UpdateTableRequest.builder()));
            }
            String arn = table(id).tableArn();
            TagChange.between(before, wanted.properties())
                    .apply(
                            put -> dynamoDb.tagResource(
                                    r -> r.resourceArn(arn).tags(TagChange.list(put, DynamoDbHandlers::tag))),
                            gone -> dynamoDb.untagResource(r -> r.resourceArn(arn).tagKeys(gone)));
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            TableDescription table = table(id);
            ObjectNode attributes = JsonNodeFactory.instance.objectNode().put("Arn", table.tableArn());
            if (table.latestStreamArn() != null) {
                attributes.put("StreamArn", table.latestStreamArn());
            }
            return attributes;
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            try {
                if (table(id).tableStatus() != TableStatus.DELETING) {
                    dynamoDb.deleteTable(r -> r.tableName(id));
                }
                table(id);
                return false;
            } catch (ResourceNotFoundException e) {
                return true;
            }
        }
    }
}
