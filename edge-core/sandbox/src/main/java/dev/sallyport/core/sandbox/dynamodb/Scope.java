package dev.sallyport.core.sandbox.dynamodb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The placeholders of a request's expressions, and which of them were used. */
final class Scope {
    /** AWS's list: "Reserved words in DynamoDB". */
    private static final Set<String> RESERVED = reserved();

    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Set<String> used = new HashSet<>();

    Scope(Map<String, String> names, Map<String, AttributeValue> values) {
        this.names = names;
        this.values = values;
        values.values().forEach(Values::checked);
    }

    String name(String kind, String token) {
        if (!token.startsWith("#")) {
            if (RESERVED.contains(token.toUpperCase(Locale.ROOT))) {
                throw DynamoFaults.invalid("Invalid " + kind
                        + ": Attribute name is a reserved keyword; reserved keyword: "
                        + token);
            }
            return token;
        }
        String name = names.get(token);
        if (name == null) {
            throw DynamoFaults.invalid("Invalid " + kind
                    + ": An expression attribute name used in the document path is not defined; attribute name: "
                    + token);
        }
        used.add(token);
        return name;
    }

    AttributeValue value(String kind, String token) {
        AttributeValue value = values.get(token);
        if (value == null) {
            throw DynamoFaults.invalid("Invalid " + kind
                    + ": An expression attribute value used in expression is not defined; attribute value: " + token);
        }
        used.add(token);
        return Values.checked(value);
    }

    /** Called when all expressions of the request are read. */
    void requireAllUsed() {
        Set<String> idle = new TreeSet<>(names.keySet());
        idle.removeAll(used);
        if (!idle.isEmpty()) {
            throw DynamoFaults.invalid("Value provided in ExpressionAttributeNames unused in expressions: keys: "
                    + "{" + String.join(", ", idle) + "}");
        }
        idle.addAll(values.keySet());
        idle.removeAll(used);
        if (!idle.isEmpty()) {
            throw DynamoFaults.invalid("Value provided in ExpressionAttributeValues unused in expressions: keys: "
                    + "{" + String.join(", ", idle) + "}");
        }
    }

    private static Set<String> reserved() {
        try (InputStream in = Scope.class.getResourceAsStream("reserved-words.txt")) {
            if (in == null) {
                throw new IllegalStateException("reserved-words.txt is missing from the class path");
            }
            return Set.copyOf(List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
