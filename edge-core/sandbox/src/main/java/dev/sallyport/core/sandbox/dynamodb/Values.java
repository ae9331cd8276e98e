package dev.sallyport.core.sandbox.dynamodb;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Attribute values: their order, size and checked form.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">Quotas</a>
 */
final class Values {
    private static final int DEEPEST = 32;
    private static final BigDecimal LARGEST = new BigDecimal("9.9999999999999999999999999999999999999E+125");
    private static final BigDecimal SMALLEST = new BigDecimal("1E-130");

    private Values() {}

    /** The type as DynamoDB names it: {@code S}, {@code N}, {@code NULL}, … */
    static String type(AttributeValue value) {
        return switch (value.type()) {
            case NUL -> "NULL";
            case UNKNOWN_TO_SDK_VERSION -> throw DynamoFaults.invalid(
                    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
            default -> value.type().name();
        };
    }

    /** The value with its numbers in DynamoDB's form; refuses what DynamoDB does not store. */
    static AttributeValue checked(AttributeValue value) {
        return checked(value, 1);
    }

    private static AttributeValue checked(AttributeValue value, int depth) {
        if (depth > DEEPEST) {
            throw DynamoFaults.invalid("Nesting Levels have exceeded supported limits");
        }
        return switch (type(value)) {
            case "N" -> AttributeValue.fromN(number(value.n()));
            case "NS" ->
                    set(AttributeValue.fromNs(value.ns().stream().map(Values::number).toList()), value.ns().size());
            case "SS" -> set(value, value.ss().size());
            case "BS" -> set(value, value.bs().size());
            case "L" -> {
                List<AttributeValue> list = new ArrayList<>();
                value.l().forEach(item -> list.add(checked(item, depth + 1)));
                yield AttributeValue.fromL(list);
            }
            case "M" -> {
                Map<String, AttributeValue> map = new LinkedHashMap<>();
                value.m().forEach((name, item) -> map.put(name, checked(item, depth + 1)));
                yield AttributeValue.fromM(map);
            }
            default -> value;
        };
    }

    private static AttributeValue set(AttributeValue value, int size) {
        int distinct = new HashSet<Object>(value.hasSs() ? value.ss() : value.hasNs() ? value.ns() : value.bs()).size();
        if (size == 0) {
            throw DynamoFaults.parameter("An " + name(value) + " set may not be empty");
        }
        if (distinct != size) {
            throw DynamoFaults.parameter("Input collection contains duplicates.");
        }
        return value;
    }

    private static String name(AttributeValue value) {
        return value.hasSs() ? "string" : value.hasNs() ? "number" : "binary";
    }

    private static String number(String text) {
        BigDecimal number;
        try {
            number = new BigDecimal(text).stripTrailingZeros();
        } catch (NumberFormatException e) {
            throw DynamoFaults.invalid("The parameter cannot be converted to a numeric value: " + text);
        }
        if (number.precision() > 38) {
            throw DynamoFaults.invalid("Attempting to store more than 38 significant digits in a Number");
        }
        if (number.abs().compareTo(LARGEST) > 0) {
            throw DynamoFaults.invalid(
                    "Number overflow. Attempting to store a number with magnitude larger than supported range");
        }
        if (number.signum() != 0 && number.abs().compareTo(SMALLEST) < 0) {
            throw DynamoFaults.invalid(
                    "Number underflow. Attempting to store a number with magnitude smaller than supported range");
        }
        return number.toPlainString();
    }

    /** The order of two values of one scalar type; empty when they have none. */
    static OptionalInt order(AttributeValue left, AttributeValue right) {
        String type = type(left);
        if (!type.equals(type(right))) {
            return OptionalInt.empty();
        }
        return switch (type) {
            case "N" -> OptionalInt.of(new BigDecimal(left.n()).compareTo(new BigDecimal(right.n())));
            case "S" -> OptionalInt.of(Arrays.compareUnsigned(utf8(left.s()), utf8(right.s())));
            case "B" -> OptionalInt.of(Arrays.compareUnsigned(left.b().asByteArray(), right.b().asByteArray()));
            default -> OptionalInt.empty();
        };
    }

    /** Equality as {@code =} means it: sets have no order, numbers no form. */
    static boolean equal(AttributeValue left, AttributeValue right) {
        if (!type(left).equals(type(right))) {
            return false;
        }
        return switch (type(left)) {
            case "N", "S", "B" -> order(left, right).orElse(1) == 0;
            case "SS" -> new HashSet<>(left.ss()).equals(new HashSet<>(right.ss()));
            case "NS" -> new HashSet<>(checked(left).ns()).equals(new HashSet<>(checked(right).ns()));
            case "BS" -> new HashSet<>(left.bs()).equals(new HashSet<>(right.bs()));
            default -> checked(left).equals(checked(right));
        };
    }

    /** Bytes of an item: its names in UTF-8 and its values, as the item size of the developer guide. */
    static int size(Map<String, AttributeValue> item) {
        int size = 0;
        for (Map.Entry<String, AttributeValue> entry : item.entrySet()) {
            size += utf8(entry.getKey()).length + size(entry.getValue());
        }
        return size;
    }

    private static int size(AttributeValue value) {
        return switch (type(value)) {
            case "S" -> utf8(value.s()).length;
            case "N" -> numberSize(value.n());
            case "B" -> value.b().asByteArray().length;
            case "SS" -> value.ss().stream().mapToInt(text -> utf8(text).length).sum();
            case "NS" -> value.ns().stream().mapToInt(Values::numberSize).sum();
            case "BS" -> value.bs().stream().mapToInt(bytes -> bytes.asByteArray().length).sum();
            case "L" -> 3 + value.l().stream().mapToInt(item -> 1 + size(item)).sum();
            case "M" -> 3 + value.m().size() + size(value.m());
            default -> 1;
        };
    }

    private static int numberSize(String text) {
        return 1 + (new BigDecimal(text).precision() + 1) / 2;
    }

    /** A text that tells two keys apart and has no separators. */
    static String keyText(AttributeValue value) {
        byte[] bytes = switch (type(value)) {
            case "S" -> utf8(value.s());
            case "N" -> utf8(number(value.n()));
            default -> value.b().asByteArray();
        };
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static boolean emptyKey(AttributeValue value) {
        return "".equals(value.s()) || (value.b() != null && value.b().equals(SdkBytes.fromByteArray(new byte[0])));
    }
}
