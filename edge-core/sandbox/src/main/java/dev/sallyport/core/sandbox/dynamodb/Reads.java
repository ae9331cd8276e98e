package dev.sallyport.core.sandbox.dynamodb;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.dynamodb.Table.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Query and Scan, in pages of at most 1 MB or as many items as asked for. */
final class Reads {
    private static final int PAGE_BYTES = 1024 * 1024;

    private final TableStore store;
    private final Authorizer authorizer;

    Reads(TableStore store, Authorizer authorizer) {
        this.store = store;
        this.authorizer = authorizer;
    }

    /**
     * One page.
     *
     * @param scanned how many items were looked at before the filter
     * @param last the key to go on from, absent on the last page
     */
    record Found(List<Map<String, AttributeValue>> items, int scanned, @Nullable Map<String, AttributeValue> last) {}

    Found query(QueryRequest request) {
        Items.refuseLegacy(request.hasKeyConditions(), "KeyConditions");
        Items.refuseLegacy(request.hasQueryFilter(), "QueryFilter");
        Items.refuseLegacy(request.hasAttributesToGet(), "AttributesToGet");
        Table table = require("Query", request.tableName(), request.indexName());
        Source source = table.source(request.indexName());
        if (request.keyConditionExpression() == null) {
            throw DynamoFaults.invalid(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        Scope scope = new Scope(request.expressionAttributeNames(), request.expressionAttributeValues());
        Condition written =
                new ExpressionReader("KeyConditionExpression", request.keyConditionExpression(), scope).condition();
        KeyCondition keys = KeyCondition.of(written, source.keys());
        Filter filter = filter(request.filterExpression(), request.projectionExpression(), scope);
        Condition range = keys.range();
        Comparator<Map<String, AttributeValue>> order = order(table, source);
        if (Boolean.FALSE.equals(request.scanIndexForward())) {
            order = order.reversed();
        }
        List<Map<String, AttributeValue>> all = request.indexName() == null
                ? store.partition(table, keys.hash())
                : store.items(table);
        List<Map<String, AttributeValue>> wanted = all.stream()
                .filter(item -> item.keySet().containsAll(source.keys().names()))
                .filter(item -> Values.equal(item.getOrDefault(source.keys().hash(), keys.hash()), keys.hash()))
                .filter(item -> range == null || range.holds(item))
                .sorted(order)
                .toList();
        Map<String, AttributeValue> start =
                start(request.hasExclusiveStartKey(), request.exclusiveStartKey(), table, source);
        return page(table, source, after(wanted, order, start), request.limit(), filter);
    }

    Found scan(ScanRequest request) {
        return scan("Scan", request);
    }

    /** @param action Scan or PartiQLSelect */
    Found scan(String action, ScanRequest request) {
        Items.refuseLegacy(request.hasScanFilter(), "ScanFilter");
        Items.refuseLegacy(request.hasAttributesToGet(), "AttributesToGet");
        Table table = require(action, request.tableName(), request.indexName());
        Source source = table.source(request.indexName());
        Scope scope = new Scope(request.expressionAttributeNames(), request.expressionAttributeValues());
        Filter filter = filter(request.filterExpression(), request.projectionExpression(), scope);
        int segments = request.totalSegments() == null ? 1 : request.totalSegments();
        int segment = request.segment() == null ? 0 : request.segment();
        if (segment < 0 || segment >= segments) {
            throw DynamoFaults.invalid(
                    "The Segment parameter is zero-based and must be less than parameter TotalSegments");
        }
        Comparator<Map<String, AttributeValue>> order = order(table, source);
        List<Map<String, AttributeValue>> wanted = store.items(table).stream()
                .filter(item -> item.keySet().containsAll(source.keys().names()))
                .filter(item -> Math.floorMod(Values.keyText(hash(table, item)).hashCode(), segments) == segment)
                .sorted(order)
                .toList();
        Map<String, AttributeValue> start =
                start(request.hasExclusiveStartKey(), request.exclusiveStartKey(), table, source);
        return page(table, source, after(wanted, order, start), request.limit(), filter);
    }

    private static AttributeValue hash(Table table, Map<String, AttributeValue> item) {
        AttributeValue hash = item.get(table.keys().hash());
        if (hash == null) {
            throw new IllegalStateException("an item without its key in " + table.name());
        }
        return hash;
    }

    private Table require(String action, @Nullable String tableName, @Nullable String indexName) {
        String name = TableStore.name(tableName);
        String arn = TableStore.arn(name) + (indexName == null ? "" : "/index/" + indexName);
        authorizer.require("dynamodb:" + action, arn, null, Map.of());
        return store.find(name).orElseThrow(() -> DynamoFaults.missing("Requested resource not found"));
    }

    /** What of the items found is given. */
    private record Filter(@Nullable Condition condition, Projected projected) {
        boolean lets(Map<String, AttributeValue> item) {
            return condition == null || condition.holds(item);
        }
    }

    private static Filter filter(@Nullable String filter, @Nullable String projection, Scope scope) {
        Condition condition = filter == null ? null
                : new ExpressionReader("FilterExpression", filter, scope).condition();
        Projected projected = Projected.of(projection, scope);
        scope.requireAllUsed();
        return new Filter(condition, projected);
    }

    /** By the source's keys, then by the table's own, so that every item has its place. */
    private static Comparator<Map<String, AttributeValue>> order(Table table, Source source) {
        List<String> names = new ArrayList<>(source.keys().names());
        names.addAll(table.keys().names());
        return (left, right) -> {
            for (String name : names) {
                AttributeValue a = left.get(name);
                AttributeValue b = right.get(name);
                int order = a == null || b == null ? 0 : Values.order(a, b).orElse(0);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    private static @Nullable Map<String, AttributeValue> start(
            boolean given, Map<String, AttributeValue> key, Table table, Source source) {
        if (!given || key.isEmpty()) {
            return null;
        }
        if (!key.keySet().containsAll(table.keys().names()) || !key.keySet().containsAll(source.keys().names())) {
            throw DynamoFaults.invalid("The provided starting key is invalid");
        }
        return key;
    }

    private static List<Map<String, AttributeValue>> after(
            List<Map<String, AttributeValue>> sorted,
            Comparator<Map<String, AttributeValue>> order,
            @Nullable Map<String, AttributeValue> start) {
        return start == null
                ? sorted
                : sorted.stream().filter(item -> order.compare(item, start) > 0).toList();
    }

    private static Found page(
            Table table,
            Source source,
            List<Map<String, AttributeValue>> items,
            @Nullable Integer limit,
            Filter filter) {
        if (limit != null && limit < 1) {
            throw DynamoFaults.invalid("1 validation error detected: Value '" + limit
                    + "' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1");
        }
        List<Map<String, AttributeValue>> given = new ArrayList<>();
        int scanned = 0;
        int bytes = 0;
        Map<String, AttributeValue> last = null;
        for (Map<String, AttributeValue> item : items) {
            if ((limit != null && scanned >= limit) || bytes >= PAGE_BYTES) {
                return new Found(given, scanned, key(table, source, last == null ? item : last));
            }
            scanned++;
            bytes += Values.size(item);
            last = item;
            Map<String, AttributeValue> seen = seen(table, source, item);
            if (filter.lets(seen)) {
                given.add(filter.projected().of(seen));
            }
        }
        boolean full = limit != null && scanned == limit && last != null;
        return new Found(given, scanned, full ? key(table, source, last == null ? Map.of() : last) : null);
    }

    private static Map<String, AttributeValue> key(Table table, Source source, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new HashMap<>(item);
        key.keySet().removeIf(name -> !table.keys().names().contains(name) && !source.keys().names().contains(name));
        return key;
    }

    /** The attributes that an index has of an item. */
    private static Map<String, AttributeValue> seen(Table table, Source source, Map<String, AttributeValue> item) {
        Projection projection = source.projection();
        if (projection == null || projection.projectionType() == ProjectionType.ALL) {
            return item;
        }
        Map<String, AttributeValue> seen = key(table, source, item);
        for (String name : projection.nonKeyAttributes()) {
            AttributeValue value = item.get(name);
            if (value != null) {
                seen.put(name, value);
            }
        }
        return seen;
    }
}
