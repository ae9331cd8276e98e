package dev.sallyport.core.sandbox.dynamodb;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The tables of every Region and their items. Nobody's permission is checked here. */
final class TableStore {
    private final Shelf<Table> tables;
    private final Shelf<Kept> items;

    /** An item as it is kept. */
    record Kept(Map<String, AttributeValue> item) {}

    TableStore(SandboxState state) {
        this.tables = state.shelf("dynamodb/tables", Table.class);
        this.items = state.shelf("dynamodb/items", Kept.class);
    }

    private static String here(String name) {
        return Call.current().region() + "/" + name;
    }

    static String arn(String tableName) {
        Call call = Call.current();
        return "arn:aws:dynamodb:" + call.region() + ":" + call.account() + ":table/" + tableName;
    }

    /** The name of a table that a request names by name or ARN. */
    static String name(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            throw DynamoFaults.invalid(
                    "1 validation error detected: Value null at 'tableName' failed to satisfy constraint:"
                    + " Member must not be null");
        }
        String last = Arns.name(given);
        String name = given.equals(arn(last)) ? last : given;
        if (!name.matches("[a-zA-Z0-9_.-]{3,255}")) {
            throw DynamoFaults.invalid(
                    "Invalid table/index name.  Table/index names must be between 3 and 255 characters"
                    + " long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
        }
        return name;
    }

    Optional<Table> find(String name) {
        return tables.get(here(name));
    }

    List<Table> tables() {
        return tables.valuesUnder(here(""));
    }

    void put(Table table) {
        tables.put(here(table.name()), table);
    }

    void remove(Table table) {
        tables.remove(here(table.name()));
        items.keysUnder(table.description().tableId() + "/").forEach(items::remove);
    }

    /** Items are kept under the table's id, so that a table made again under the same name starts empty. */
    private static String place(Table table, Map<String, AttributeValue> key) {
        StringBuilder place = new StringBuilder(table.description().tableId());
        key.values().forEach(value -> place.append('/').append(Values.keyText(value)));
        return place.toString();
    }

    Optional<Map<String, AttributeValue>> item(Table table, Map<String, AttributeValue> key) {
        return items.get(place(table, key)).map(Kept::item);
    }

    void put(Table table, Map<String, AttributeValue> item) {
        items.put(place(table, table.keyOf(item)), new Kept(item));
    }

    void remove(Table table, Map<String, AttributeValue> key) {
        items.remove(place(table, key));
    }

    /** All items, in an order that stays. */
    List<Map<String, AttributeValue>> items(Table table) {
        return items.valuesUnder(table.description().tableId() + "/").stream().map(Kept::item).toList();
    }

    /** The items of one partition of the table itself, in no order that means anything. */
    List<Map<String, AttributeValue>> partition(Table table, AttributeValue hash) {
        String place = table.description().tableId() + "/" + Values.keyText(hash);
        return items.keysUnder(place).stream()
                .filter(key -> key.length() == place.length() || key.charAt(place.length()) == '/')
                .flatMap(key -> items.get(key).stream())
                .map(Kept::item)
                .toList();
    }

    int count(Table table) {
        return items.keysUnder(table.description().tableId() + "/").size();
    }
}
