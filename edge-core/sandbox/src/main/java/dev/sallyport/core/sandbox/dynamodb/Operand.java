package dev.sallyport.core.sandbox.dynamodb;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Something in an expression that has a value, or none, in an item. */
sealed interface Operand
        permits DocumentPath, Operand.Constant, Operand.Size, Operand.Sum, Operand.IfNotExists, Operand.ListAppend {

    Optional<AttributeValue> value(Map<String, AttributeValue> item);

    /** A value from ExpressionAttributeValues. */
    record Constant(AttributeValue given) implements Operand {
        @Override
        public Optional<AttributeValue> value(Map<String, AttributeValue> item) {
            return Optional.of(given);
        }
    }

    /** {@code size(path)}: characters, bytes or elements. */
    record Size(DocumentPath path) implements Operand {
        @Override
        public Optional<AttributeValue> value(Map<String, AttributeValue> item) {
            return path.in(item).flatMap(Size::of).map(size -> AttributeValue.fromN(Integer.toString(size)));
        }

        private static Optional<Integer> of(AttributeValue value) {
            return switch (Values.type(value)) {
                case "S" -> Optional.of(value.s().codePointCount(0, value.s().length()));
                case "B" -> Optional.of(value.b().asByteArray().length);
                case "SS" -> Optional.of(value.ss().size());
                case "NS" -> Optional.of(value.ns().size());
                case "BS" -> Optional.of(value.bs().size());
                case "L" -> Optional.of(value.l().size());
                case "M" -> Optional.of(value.m().size());
                default -> Optional.empty();
            };
        }
    }

    /** {@code left + right}, or {@code left - right}. */
    record Sum(Operand left, Operand right, boolean minus) implements Operand {
        @Override
        public Optional<AttributeValue> value(Map<String, AttributeValue> item) {
            BigDecimal a = number(left, item);
            BigDecimal b = number(right, item);
            BigDecimal sum = minus ? a.subtract(b) : a.add(b);
            return Optional.of(AttributeValue.fromN(sum.round(new MathContext(38)).toPlainString()));
        }

        private static BigDecimal number(Operand operand, Map<String, AttributeValue> item) {
            AttributeValue value = required(operand, item);
            if (value.n() == null) {
                throw wrongType("+", value);
            }
            return new BigDecimal(value.n());
        }
    }

    /** {@code if_not_exists(path, otherwise)}. */
    record IfNotExists(DocumentPath path, Operand otherwise) implements Operand {
        @Override
        public Optional<AttributeValue> value(Map<String, AttributeValue> item) {
            Optional<AttributeValue> there = path.in(item);
            return there.isPresent() ? there : otherwise.value(item);
        }
    }

    /** {@code list_append(left, right)}. */
    record ListAppend(Operand left, Operand right) implements Operand {
        @Override
        public Optional<AttributeValue> value(Map<String, AttributeValue> item) {
            List<AttributeValue> all = new ArrayList<>(list(left, item));
            all.addAll(list(right, item));
            return Optional.of(AttributeValue.fromL(all));
        }

        private static List<AttributeValue> list(Operand operand, Map<String, AttributeValue> item) {
            AttributeValue value = required(operand, item);
            if (!value.hasL()) {
                throw wrongType("list_append", value);
            }
            return value.l();
        }
    }

    /** The value, which an update cannot do without. */
    static AttributeValue required(Operand operand, Map<String, AttributeValue> item) {
        return operand.value(item)
                .orElseThrow(() -> DynamoFaults.invalid(
                        "The provided expression refers to an attribute that does not exist in the item"));
    }

    private static RuntimeException wrongType(String operator, AttributeValue value) {
        return DynamoFaults.invalid("Invalid UpdateExpression: Incorrect operand type for operator or function;"
                + " operator or function: " + operator + ", operand type: " + Values.type(value));
    }
}
