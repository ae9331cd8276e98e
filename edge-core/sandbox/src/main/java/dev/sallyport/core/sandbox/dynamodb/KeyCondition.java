package dev.sallyport.core.sandbox.dynamodb;

import dev.sallyport.core.sandbox.dynamodb.Table.Keys;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A key condition expression: the partition key equals a value, and the sort key may be narrowed.
 *
 * @param range what must hold of the sort key
 */
record KeyCondition(AttributeValue hash, @Nullable Condition range) {

    static KeyCondition of(Condition condition, Keys keys) {
        if (condition instanceof Condition.And(Condition left, Condition right)) {
            AttributeValue hash = hash(left, keys);
            Condition range = hash == null ? left : right;
            AttributeValue found = hash == null ? hash(right, keys) : hash;
            return checked(found, range, keys);
        }
        return checked(hash(condition, keys), null, keys);
    }

    private static KeyCondition checked(@Nullable AttributeValue hash, @Nullable Condition range, Keys keys) {
        if (hash == null) {
            throw DynamoFaults.invalid("Query condition missed key schema element: " + keys.hash());
        }
        if (range != null && !onRange(range, keys)) {
            throw DynamoFaults.invalid("Query key condition not supported");
        }
        return new KeyCondition(hash, range);
    }

    private static @Nullable AttributeValue hash(Condition condition, Keys keys) {
        return condition instanceof Condition.Compare(String operator, Operand left, Operand right)
                        && operator.equals("=")
                        && named(left, keys.hash())
                        && right instanceof Operand.Constant(AttributeValue value)
                ? value
                : null;
    }

    private static boolean onRange(Condition condition, Keys keys) {
        String range = keys.range();
        if (range == null) {
            return false;
        }
        return switch (condition) {
            case Condition.Compare compare -> !compare.operator().equals("<>") && named(compare.left(), range);
            case Condition.Between between -> named(between.value(), range);
            case Condition.BeginsWith begins -> named(begins.value(), range);
            default -> false;
        };
    }

    private static boolean named(Operand operand, String attribute) {
        return operand instanceof DocumentPath path && path.steps().isEmpty() && path.name().equals(attribute);
    }
}
