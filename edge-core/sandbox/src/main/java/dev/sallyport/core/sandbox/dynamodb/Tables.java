package dev.sallyport.core.sandbox.dynamodb;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Authorizer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** Tables made, changed and deleted. In the sandbox each change is done when its call returns. */
final class Tables {
    private final TableStore store;
    private final Authorizer authorizer;
    private final Clock clock;

    Tables(TableStore store, Authorizer authorizer, Clock clock) {
        this.store = store;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    /** The table, once the caller may do {@code action} to it. */
    Table require(String action, @Nullable String tableName) {
        String name = TableStore.name(tableName);
        authorizer.require("dynamodb:" + action, TableStore.arn(name), null, Map.of());
        return store.find(name)
                .orElseThrow(() -> DynamoFaults.missing("Requested resource not found: Table: " + name + " not found"));
    }

    Table create(CreateTableRequest request) {
        String name = TableStore.name(request.tableName());
        authorizer.require("dynamodb:CreateTable", TableStore.arn(name), null, Map.of());
        if (store.find(name).isPresent()) {
            throw DynamoFaults.inUse("Table already exists: " + name);
        }
        requireSchemas(request);
        boolean onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
        requireThroughput(onDemand, request.provisionedThroughput());
        TableDescription.Builder description = TableDescription.builder()
                .tableName(name)
                .tableArn(TableStore.arn(name))
                .tableId(UUID.randomUUID().toString())
                .tableStatus(TableStatus.ACTIVE)
                .creationDateTime(clock.instant())
                .attributeDefinitions(request.attributeDefinitions())
                .keySchema(request.keySchema())
                .provisionedThroughput(throughput(request.provisionedThroughput()))
                .deletionProtectionEnabled(Boolean.TRUE.equals(request.deletionProtectionEnabled()))
                .sseDescription(encryption(request.sseSpecification()))
                .streamSpecification(request.streamSpecification());
        if (onDemand) {
            description.billingModeSummary(summary(BillingMode.PAY_PER_REQUEST));
        }
        if (request.hasGlobalSecondaryIndexes()) {
            description.globalSecondaryIndexes(request.globalSecondaryIndexes().stream()
                    .map(index -> GlobalSecondaryIndexDescription.builder()
                            .indexName(TableStore.name(index.indexName()))
                            .indexArn(TableStore.arn(name) + "/index/" + index.indexName())
                            .indexStatus(IndexStatus.ACTIVE)
                            .keySchema(index.keySchema())
                            .projection(index.projection())
                            .provisionedThroughput(throughput(index.provisionedThroughput()))
                            .build())
                    .toList());
        }
        if (request.hasLocalSecondaryIndexes()) {
            description.localSecondaryIndexes(request.localSecondaryIndexes().stream()
                    .map(index -> LocalSecondaryIndexDescription.builder()
                            .indexName(TableStore.name(index.indexName()))
                            .indexArn(TableStore.arn(name) + "/index/" + index.indexName())
                            .keySchema(index.keySchema())
                            .projection(index.projection())
                            .build())
                    .toList());
        }
        Table table = new Table(description.build(), null, false, List.copyOf(request.tags()));
        store.put(table);
        return table;
    }

    private static void requireSchemas(CreateTableRequest request) {
        Set<String> keys = new HashSet<>();
        List<List<KeySchemaElement>> schemas = new ArrayList<>();
        schemas.add(request.keySchema());
        request.globalSecondaryIndexes().forEach(index -> schemas.add(index.keySchema()));
        request.localSecondaryIndexes().forEach(index -> schemas.add(index.keySchema()));
        for (List<KeySchemaElement> schema : schemas) {
            requireSchema(schema);
            schema.forEach(element -> keys.add(element.attributeName()));
        }
        Set<String> defined = new HashSet<>();
        for (AttributeDefinition definition : request.attributeDefinitions()) {
            if (!List.of("S", "N", "B").contains(String.valueOf(definition.attributeTypeAsString()))) {
                throw DynamoFaults.parameter("Member must satisfy enum value set: [B, N, S]");
            }
            defined.add(definition.attributeName());
        }
        if (!defined.containsAll(keys)) {
            throw DynamoFaults.parameter("Some index key attributes are not defined in AttributeDefinitions. Keys: "
                    + keys
                    + ", AttributeDefinitions: " + defined);
        }
        if (!keys.equals(defined)) {
            throw DynamoFaults.parameter("Number of attributes in KeySchema does not exactly match number of attributes"
                    + " defined in AttributeDefinitions");
        }
    }

    private static void requireSchema(List<KeySchemaElement> schema) {
        boolean one = schema.size() == 1 && schema.getFirst().keyType() == KeyType.HASH;
        boolean two = schema.size() == 2
                && schema.getFirst().keyType() == KeyType.HASH
                && schema.getLast().keyType() == KeyType.RANGE;
        if (!one && !two) {
            throw DynamoFaults.invalid(
                    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type, or the second"
                    + " is not a RANGE key type");
        }
    }

    private static void requireThroughput(boolean onDemand, @Nullable ProvisionedThroughput throughput) {
        if (onDemand && throughput != null) {
            throw DynamoFaults.parameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                    + " BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && throughput == null) {
            throw DynamoFaults.parameter(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode"
                    + " is PROVISIONED");
        }
    }

    private static ProvisionedThroughputDescription throughput(@Nullable ProvisionedThroughput given) {
        return ProvisionedThroughputDescription.builder()
                .readCapacityUnits(given == null ? 0L : given.readCapacityUnits())
                .writeCapacityUnits(given == null ? 0L : given.writeCapacityUnits())
                .numberOfDecreasesToday(0L)
                .build();
    }

    private BillingModeSummary summary(BillingMode mode) {
        return BillingModeSummary.builder()
                .billingMode(mode)
                .lastUpdateToPayPerRequestDateTime(clock.instant())
                .build();
    }

    private static @Nullable SSEDescription encryption(@Nullable SSESpecification given) {
        return given == null || !Boolean.TRUE.equals(given.enabled())
                ? null
                : SSEDescription.builder()
                        .status("ENABLED")
                        .sseType("KMS")
                        .kmsMasterKeyArn(given.kmsMasterKeyId())
                        .build();
    }

    /** With the count and the bytes of its items, which AWS brings up to date every six hours. */
    TableDescription described(Table table) {
        List<Map<String, AttributeValue>> items = store.items(table);
        return table.description().copy(d -> d.itemCount((long) items.size())
                .tableSizeBytes(items.stream().mapToLong(Values::size).sum()));
    }

    Table update(UpdateTableRequest request) {
        Table table = require("UpdateTable", request.tableName());
        TableDescription.Builder changed = table.description().toBuilder();
        if (request.hasAttributeDefinitions()) {
            changed.attributeDefinitions(request.attributeDefinitions());
        }
        if (request.billingMode() != null) {
            changed.billingModeSummary(summary(request.billingMode()));
        }
        if (request.provisionedThroughput() != null) {
            changed.provisionedThroughput(throughput(request.provisionedThroughput()));
        }
        if (request.deletionProtectionEnabled() != null) {
            changed.deletionProtectionEnabled(request.deletionProtectionEnabled());
        }
        if (request.streamSpecification() != null) {
            changed.streamSpecification(request.streamSpecification());
        }
        if (request.sseSpecification() != null) {
            changed.sseDescription(encryption(request.sseSpecification()));
        }
        List<GlobalSecondaryIndexDescription> indexes =
                new ArrayList<>(table.description().globalSecondaryIndexes());
        request.globalSecondaryIndexUpdates().forEach(update -> change(table, indexes, update));
        Table updated = table.with(changed.globalSecondaryIndexes(indexes.isEmpty() ? null : indexes).build());
        store.put(updated);
        return updated;
    }

    private static void change(
            Table table, List<GlobalSecondaryIndexDescription> indexes, GlobalSecondaryIndexUpdate update) {
        CreateGlobalSecondaryIndexAction create = update.create();
        if (create != null) {
            if (indexes.stream().anyMatch(index -> index.indexName().equals(create.indexName()))) {
                throw DynamoFaults.invalid("Attempting to create an index which already exists");
            }
            requireSchema(create.keySchema());
            indexes.add(GlobalSecondaryIndexDescription.builder()
                    .indexName(TableStore.name(create.indexName()))
                    .indexArn(table.arn() + "/index/" + create.indexName())
                    .indexStatus(IndexStatus.ACTIVE)
                    .keySchema(create.keySchema())
                    .projection(create.projection())
                    .provisionedThroughput(throughput(create.provisionedThroughput()))
                    .build());
        }
        if (update.delete() != null
                && !indexes.removeIf(index -> index.indexName().equals(update.delete().indexName()))) {
            throw DynamoFaults.missing("Requested resource not found");
        }
    }

    Table delete(@Nullable String tableName) {
        Table table = require("DeleteTable", tableName);
        if (Boolean.TRUE.equals(table.description().deletionProtectionEnabled())) {
            throw DynamoFaults.invalid(
                    "Resource cannot be deleted as it is currently protected against deletion. Disable"
                    + " deletion protection first.");
        }
        store.remove(table);
        return table;
    }

    List<Table> list() {
        authorizer.require("dynamodb:ListTables", "*", null, Map.of());
        return store.tables();
    }

    Table byArn(String action, @Nullable String arn) {
        if (arn == null || !arn.equals(TableStore.arn(Arns.name(arn)))) {
            throw DynamoFaults.invalid("Invalid TableArn: Invalid ResourceArn provided as input " + arn);
        }
        return require(action, arn);
    }

    void tag(Table table, List<Tag> tags) {
        List<Tag> changed = new ArrayList<>(table.tags());
        for (Tag tag : tags) {
            changed.removeIf(had -> had.key().equals(tag.key()));
            changed.add(tag);
        }
        keep(new Table(table.description(), table.ttl(), table.pointInTimeRecovery(), changed));
    }

    void untag(Table table, List<String> names) {
        List<Tag> left = table.tags().stream().filter(tag -> !names.contains(tag.key())).toList();
        keep(new Table(table.description(), table.ttl(), table.pointInTimeRecovery(), left));
    }

    void timeToLive(Table table, boolean on, @Nullable String attribute) {
        boolean is = table.ttl() != null;
        if (on == is) {
            throw DynamoFaults.invalid("TimeToLive is already " + (on ? "enabled" : "disabled"));
        }
        keep(new Table(
                table.description(), on ? Optional.ofNullable(attribute).orElse("") : null, table.pointInTimeRecovery(),
                table.tags()));
    }

    Table pointInTimeRecovery(Table table, boolean on) {
        Table changed = new Table(table.description(), table.ttl(), on, table.tags());
        keep(changed);
        return changed;
    }

    private void keep(Table table) {
        store.put(table);
    }
}
