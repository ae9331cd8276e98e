package dev.sallyport.core.sandbox.dynamodb;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.shape.Shapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Single items: read, written when a condition holds. One write at a time, so a condition and its write are one step.
 */
final class Items {
    private static final int LARGEST = 400 * 1024;

    private final TableStore store;
    private final Authorizer authorizer;

    Items(TableStore store, Authorizer authorizer) {
        this.store = store;
        this.authorizer = authorizer;
    }

    /** The item before and after a write; empty maps where there is none. */
    record Written(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {}

    /** The table, once the caller may do {@code action} to items with this partition key. */
    Table require(String action, @Nullable String tableName, Map<String, AttributeValue> keys) {
        String name = TableStore.name(tableName);
        Optional<Table> table = store.find(name);
        Map<String, List<String>> conditionKeys = new HashMap<>();
        table.ifPresent(found -> {
            AttributeValue hash = keys.get(found.keys().hash());
            if (hash != null) {
                String leading = hash.s() != null ? hash.s() : hash.n() != null ? hash.n() : Values.keyText(hash);
                conditionKeys.put("dynamodb:LeadingKeys", List.of(leading));
            }
        });
        authorizer.require("dynamodb:" + action, TableStore.arn(name), null, conditionKeys);
        return table.orElseThrow(() -> DynamoFaults.missing("Requested resource not found"));
    }

    /** @param action GetItem or BatchGetItem */
    Optional<Map<String, AttributeValue>> get(String action, GetItemRequest request) {
        refuseLegacy(request.hasAttributesToGet(), "AttributesToGet");
        Table table = require(action, request.tableName(), request.key());
        Map<String, AttributeValue> key = table.exactKey(request.key());
        Scope scope = new Scope(request.expressionAttributeNames(), Map.of());
        Projected projected = Projected.of(request.projectionExpression(), scope);
        scope.requireAllUsed();
        return store.item(table, key).map(projected::of);
    }

    /**
     * A write whose condition holds and that is still to be made.
     *
     * @param after empty where the item goes
     */
    private record Prepared(
            Table table,
            Map<String, AttributeValue> key,
            Map<String, AttributeValue> before,
            Map<String, AttributeValue> after) {}

    private Written commit(Prepared write) {
        if (write.after().isEmpty()) {
            store.remove(write.table(), write.key());
        } else {
            store.put(write.table(), write.after());
        }
        return new Written(write.before(), write.after());
    }

    /** @param action PutItem or BatchWriteItem */
    synchronized Written put(String action, PutItemRequest request) {
        return commit(prepared(action, request));
    }

    private Prepared prepared(String action, PutItemRequest request) {
        refuseLegacy(request.hasExpected(), "Expected");
        requireReturn(request.returnValuesAsString(), List.of("NONE", "ALL_OLD"));
        Map<String, AttributeValue> item = new HashMap<>();
        request.item().forEach((name, value) -> item.put(name, Values.checked(value)));
        Table table = require(action, request.tableName(), item);
        Map<String, AttributeValue> key = table.keyOf(item);
        Scope scope = new Scope(request.expressionAttributeNames(), request.expressionAttributeValues());
        Condition condition = condition(request.conditionExpression(), scope);
        scope.requireAllUsed();
        Map<String, AttributeValue> before = store.item(table, key).orElse(Map.of());
        requireCondition(condition, before, request.returnValuesOnConditionCheckFailureAsString());
        return new Prepared(table, key, before, fitting(table, item));
    }

    private static Map<String, AttributeValue> fitting(Table table, Map<String, AttributeValue> item) {
        table.requireIndexable(item);
        if (Values.size(item) > LARGEST) {
            throw DynamoFaults.invalid("Item size has exceeded the maximum allowed size");
        }
        return item;
    }

    /** @param action UpdateItem or PartiQLUpdate */
    synchronized Written update(String action, UpdateItemRequest request) {
        return commit(prepared(action, request));
    }

    private Prepared prepared(String action, UpdateItemRequest request) {
        refuseLegacy(request.hasExpected(), "Expected");
        refuseLegacy(request.hasAttributeUpdates(), "AttributeUpdates");
        requireReturn(
                request.returnValuesAsString(), List.of("NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"));
        Table table = require(action, request.tableName(), request.key());
        Map<String, AttributeValue> key = table.exactKey(request.key());
        Scope scope = new Scope(request.expressionAttributeNames(), request.expressionAttributeValues());
        Update update = update(request.updateExpression(), scope);
        Condition condition = condition(request.conditionExpression(), scope);
        scope.requireAllUsed();
        for (DocumentPath path : update.paths()) {
            if (key.containsKey(path.name())) {
                throw DynamoFaults.parameter(
                        "Cannot update attribute " + path.name() + ". This attribute is part of the key");
            }
        }
        Map<String, AttributeValue> before = store.item(table, key).orElse(Map.of());
        requireCondition(condition, before, request.returnValuesOnConditionCheckFailureAsString());
        Map<String, AttributeValue> start = before.isEmpty() ? key : before;
        Map<String, AttributeValue> after = new HashMap<>();
        update.apply(start).forEach((name, value) -> after.put(name, Values.checked(value)));
        return new Prepared(table, key, before, fitting(table, after));
    }

    private static Update update(@Nullable String expression, Scope scope) {
        return expression == null ? new Update() : new ExpressionReader("UpdateExpression", expression, scope).update();
    }

    /** The attributes that an update asks to be given back; absent for none. */
    static @Nullable Map<String, AttributeValue> returned(UpdateItemRequest request, Written written) {
        String wanted = request.returnValuesAsString() == null ? "NONE" : request.returnValuesAsString();
        Map<String, AttributeValue> of = wanted.endsWith("_OLD") ? written.before() : written.after();
        if (wanted.equals("NONE") || of.isEmpty()) {
            return null;
        }
        if (wanted.startsWith("ALL_")) {
            return of;
        }
        Scope scope = new Scope(request.expressionAttributeNames(), request.expressionAttributeValues());
        return new Projected(update(request.updateExpression(), scope).paths()).of(of);
    }

    /** @param action DeleteItem or BatchWriteItem */
    synchronized Written delete(String action, DeleteItemRequest request) {
        return commit(prepared(action, request));
    }

    private Prepared prepared(String action, DeleteItemRequest request) {
        refuseLegacy(request.hasExpected(), "Expected");
        requireReturn(request.returnValuesAsString(), List.of("NONE", "ALL_OLD"));
        Table table = require(action, request.tableName(), request.key());
        Map<String, AttributeValue> key = table.exactKey(request.key());
        Scope scope = new Scope(request.expressionAttributeNames(), request.expressionAttributeValues());
        Condition condition = condition(request.conditionExpression(), scope);
        scope.requireAllUsed();
        Map<String, AttributeValue> before = store.item(table, key).orElse(Map.of());
        requireCondition(condition, before, request.returnValuesOnConditionCheckFailureAsString());
        return new Prepared(table, key, before, Map.of());
    }

    /**
     * All writes, or none where a condition does not hold.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">
     *     TransactWriteItems</a>
     */
    synchronized void transact(List<TransactWriteItem> writes) {
        List<CancellationReason> reasons = new ArrayList<>();
        List<Prepared> prepared = new ArrayList<>();
        boolean cancelled = false;
        for (TransactWriteItem write : writes) {
            try {
                prepared.add(prepared(write));
                reasons.add(CancellationReason.builder().code("None").build());
            } catch (ConditionalCheckFailedException e) {
                cancelled = true;
                reasons.add(CancellationReason.builder()
                        .code("ConditionalCheckFailed")
                        .message("The conditional request failed")
                        .item(e.hasItem() ? e.item() : null)
                        .build());
            }
        }
        if (cancelled) {
            throw DynamoFaults.cancelled(reasons);
        }
        long different = prepared.stream().map(one -> one.table().name() + one.key()).distinct().count();
        if (different < prepared.size()) {
            throw DynamoFaults.invalid("Transaction request cannot include multiple operations on one item");
        }
        for (int i = 0; i < prepared.size(); i++) {
            if (writes.get(i).conditionCheck() == null) {
                commit(prepared.get(i));
            }
        }
    }

    private Prepared prepared(TransactWriteItem write) {
        if (write.put() != null) {
            return prepared("PutItem", as(write.put(), PutItemRequest.builder()));
        }
        if (write.update() != null) {
            return prepared("UpdateItem", as(write.update(), UpdateItemRequest.builder()));
        }
        if (write.delete() != null) {
            return prepared("DeleteItem", as(write.delete(), DeleteItemRequest.builder()));
        }
        if (write.conditionCheck() == null) {
            throw DynamoFaults.invalid("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        return prepared("ConditionCheckItem", as(write.conditionCheck(), DeleteItemRequest.builder()));
    }

    private static <T extends SdkPojo> T as(SdkPojo write, SdkBuilder<?, T> request) {
        return Shapes.fromJson(Shapes.toJson(write), request);
    }

    private static @Nullable Condition condition(@Nullable String expression, Scope scope) {
        return expression == null ? null : new ExpressionReader("ConditionExpression", expression, scope).condition();
    }

    private static void requireCondition(
            @Nullable Condition condition, Map<String, AttributeValue> item, @Nullable String onFailure) {
        if (condition != null && !condition.holds(item)) {
            throw DynamoFaults.conditionFailed("ALL_OLD".equals(onFailure) && !item.isEmpty() ? item : null);
        }
    }

    private static void requireReturn(@Nullable String wanted, List<String> known) {
        if (wanted != null && !known.contains(wanted)) {
            throw DynamoFaults.invalid("Return values set to invalid value");
        }
    }

    /** The parameters that expressions replaced in 2014 are refused rather than passed over. */
    static void refuseLegacy(boolean given, String parameter) {
        if (given) {
            throw DynamoFaults.invalid("The sandbox does not read the legacy parameter " + parameter
                    + "; use an expression in its place.");
        }
    }
}
