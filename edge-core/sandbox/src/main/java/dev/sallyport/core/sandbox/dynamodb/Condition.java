package dev.sallyport.core.sandbox.dynamodb;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A condition or filter expression.
 *
 * <p>Source: "Comparison operator and function reference" (Expressions.OperatorsAndFunctions) of the DynamoDB guide.
 */
sealed interface Condition {

    boolean holds(Map<String, AttributeValue> item);

    /** {@code = <> < <= > >=}; a missing attribute equals nothing and differs from everything. */
    record Compare(String operator, Operand left, Operand right) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            Optional<AttributeValue> a = left.value(item);
            Optional<AttributeValue> b = right.value(item);
            if (a.isEmpty() || b.isEmpty()) {
                return operator.equals("<>");
            }
            boolean equal = Values.equal(a.get(), b.get());
            OptionalInt order = Values.order(a.get(), b.get());
            return switch (operator) {
                case "=" -> equal;
                case "<>" -> !equal;
                case "<" -> order.isPresent() && order.getAsInt() < 0;
                case "<=" -> order.isPresent() && order.getAsInt() <= 0;
                case ">" -> order.isPresent() && order.getAsInt() > 0;
                default -> order.isPresent() && order.getAsInt() >= 0;
            };
        }
    }

    record Between(Operand value, Operand low, Operand high) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return new Compare(">=", value, low).holds(item) && new Compare("<=", value, high).holds(item);
        }
    }

    record In(Operand value, List<Operand> choices) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return choices.stream().anyMatch(choice -> new Compare("=", value, choice).holds(item));
        }
    }

    record Exists(DocumentPath path, boolean wanted) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return path.in(item).isPresent() == wanted;
        }
    }

    record TypeIs(DocumentPath path, Operand type) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            Optional<AttributeValue> wanted = type.value(item);
            return path.in(item)
                    .filter(value -> Values.type(value).equals(wanted.map(AttributeValue::s).orElse("")))
                    .isPresent();
        }
    }

    record BeginsWith(Operand value, Operand prefix) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            Optional<AttributeValue> a = value.value(item);
            Optional<AttributeValue> b = prefix.value(item);
            if (a.isEmpty() || b.isEmpty()) {
                return false;
            }
            if (a.get().s() != null && b.get().s() != null) {
                return a.get().s().startsWith(b.get().s());
            }
            return a.get().b() != null
                    && b.get().b() != null
                    && startsWith(a.get().b().asByteArray(), b.get().b().asByteArray());
        }

        private static boolean startsWith(byte[] whole, byte[] start) {
            return whole.length >= start.length
                    && Arrays.equals(whole, 0, start.length, start, 0, start.length);
        }
    }

    record Contains(Operand value, Operand part) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            Optional<AttributeValue> a = value.value(item);
            Optional<AttributeValue> b = part.value(item);
            return a.isPresent() && b.isPresent() && contains(a.get(), b.get());
        }

        private static boolean contains(AttributeValue whole, AttributeValue part) {
            return switch (Values.type(whole)) {
                case "S" -> part.s() != null && whole.s().contains(part.s());
                case "SS" -> part.s() != null && whole.ss().contains(part.s());
                case "NS" -> part.n() != null
                        && whole.ns().stream().anyMatch(n -> Values.equal(AttributeValue.fromN(n), part));
                case "BS" -> part.b() != null && whole.bs().contains(part.b());
                case "L" -> whole.l().stream().anyMatch(element -> Values.equal(element, part));
                default -> false;
            };
        }
    }

    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return left.holds(item) && right.holds(item);
        }
    }

    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return left.holds(item) || right.holds(item);
        }
    }

    record Not(Condition inner) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return !inner.holds(item);
        }
    }
}
