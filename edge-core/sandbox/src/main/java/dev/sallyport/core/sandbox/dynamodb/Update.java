package dev.sallyport.core.sandbox.dynamodb;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An update expression. Every operand is read from the item as it was before.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html">
 *     Update expressions</a>
 */
final class Update {
    private final Map<DocumentPath, Operand> sets = new LinkedHashMap<>();
    private final List<DocumentPath> removes = new ArrayList<>();
    private final Map<DocumentPath, AttributeValue> adds = new LinkedHashMap<>();
    private final Map<DocumentPath, AttributeValue> deletes = new LinkedHashMap<>();
    private final List<DocumentPath> paths = new ArrayList<>();

    void set(DocumentPath path, Operand value) {
        sets.put(touched(path), value);
    }

    void remove(DocumentPath path) {
        removes.add(touched(path));
    }

    void add(DocumentPath path, Operand.Constant value) {
        adds.put(touched(path), value.given());
    }

    void delete(DocumentPath path, Operand.Constant value) {
        deletes.put(touched(path), value.given());
    }

    private DocumentPath touched(DocumentPath path) {
        for (DocumentPath other : paths) {
            if (path.overlaps(other)) {
                throw DynamoFaults.invalid("Invalid UpdateExpression: Two document paths overlap with each other;"
                        + " must remove or rewrite one of these paths; path one: [" + other.name() + "], path two: ["
                        + path.name() + "]");
            }
        }
        paths.add(path);
        return path;
    }

    /** Every place that the expression changes. */
    List<DocumentPath> paths() {
        return paths;
    }

    Map<String, AttributeValue> apply(Map<String, AttributeValue> before) {
        Map<String, AttributeValue> item = new HashMap<>(before);
        sets.forEach((path, operand) -> path.set(item, Operand.required(operand, before)));
        adds.forEach((path, value) -> path.set(item, added(path, before, value)));
        deletes.forEach((path, value) -> path.in(before).ifPresent(had -> path.set(item, without(had, value))));
        // From the end of a list to its start, so that one removal does not move the next.
        removes.stream()
                .sorted(Comparator.comparingInt(Update::lastIndex).reversed())
                .forEach(path -> path.set(item, null));
        return item;
    }

    private static int lastIndex(DocumentPath path) {
        return !path.steps().isEmpty() && path.steps().getLast() instanceof Integer index ? index : -1;
    }

    private static AttributeValue added(DocumentPath path, Map<String, AttributeValue> item, AttributeValue value) {
        String type = Values.type(value);
        if (!List.of("N", "SS", "NS", "BS").contains(type)) {
            throw wrongType("ADD", type);
        }
        AttributeValue had = path.in(item).orElse(null);
        if (had == null) {
            return value;
        }
        if (!Values.type(had).equals(type)) {
            throw mismatch();
        }
        return switch (type) {
            case "N" -> AttributeValue.fromN(new BigDecimal(had.n()).add(new BigDecimal(value.n())).toPlainString());
            case "SS" -> AttributeValue.fromSs(union(had.ss(), value.ss()));
            case "NS" -> AttributeValue.fromNs(union(had.ns(), value.ns()));
            default -> AttributeValue.fromBs(union(had.bs(), value.bs()));
        };
    }

    private static <T> List<T> union(List<T> left, List<T> right) {
        Set<T> all = new LinkedHashSet<>(left);
        all.addAll(right);
        return List.copyOf(all);
    }

    /** Null when nothing of the set is left: DynamoDB keeps no empty set. */
    private static @Nullable AttributeValue without(AttributeValue had, AttributeValue value) {
        String type = Values.type(value);
        if (!List.of("SS", "NS", "BS").contains(type)) {
            throw wrongType("DELETE", type);
        }
        if (!Values.type(had).equals(type)) {
            throw mismatch();
        }
        return switch (type) {
            case "SS" -> {
                List<String> left = rest(had.ss(), value.ss());
                yield left.isEmpty() ? null : AttributeValue.fromSs(left);
            }
            case "NS" -> {
                List<String> left = rest(had.ns(), value.ns());
                yield left.isEmpty() ? null : AttributeValue.fromNs(left);
            }
            default -> {
                List<SdkBytes> left = rest(had.bs(), value.bs());
                yield left.isEmpty() ? null : AttributeValue.fromBs(left);
            }
        };
    }

    private static <T> List<T> rest(List<T> all, List<T> gone) {
        return all.stream().filter(item -> !gone.contains(item)).toList();
    }

    private static RuntimeException wrongType(String operator, String type) {
        return DynamoFaults.invalid(
                "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: "
                + operator + ", operand type: " + type);
    }

    private static RuntimeException mismatch() {
        return DynamoFaults.invalid("An operand in the update expression has an incorrect data type");
    }
}
