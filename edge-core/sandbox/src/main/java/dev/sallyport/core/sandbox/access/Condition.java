package dev.sallyport.core.sandbox.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.match.Address;
import dev.sallyport.core.match.Cidr;
import dev.sallyport.core.match.Glob;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One operator over one key of a Condition element.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
record Condition(String operator, Quantifier quantifier, boolean ifExists, String key, List<String> values) {

    /** How many of the request's values must pass. */
    enum Quantifier {
        ONE,
        ANY,
        ALL
    }

    /** One value of the request against one of the policy. */
    private static final Map<String, BiPredicate<String, String>> TESTS = Map.ofEntries(
            Map.entry("StringEquals", String::equals),
            Map.entry("StringEqualsIgnoreCase", String::equalsIgnoreCase),
            Map.entry("StringLike", (has, wants) -> Glob.matches(wants, has)),
            Map.entry("ArnEquals", (has, wants) -> Wildcards.matchesArn(wants, has)),
            Map.entry("ArnLike", (has, wants) -> Wildcards.matchesArn(wants, has)),
            Map.entry("Bool", String::equalsIgnoreCase),
            Map.entry("BinaryEquals", String::equals),
            Map.entry("NumericEquals", (has, wants) -> numbers(has, wants, order -> order == 0)),
            Map.entry("NumericLessThan", (has, wants) -> numbers(has, wants, order -> order < 0)),
            Map.entry("NumericLessThanEquals", (has, wants) -> numbers(has, wants, order -> order <= 0)),
            Map.entry("NumericGreaterThan", (has, wants) -> numbers(has, wants, order -> order > 0)),
            Map.entry("NumericGreaterThanEquals", (has, wants) -> numbers(has, wants, order -> order >= 0)),
            Map.entry("DateEquals", (has, wants) -> dates(has, wants, order -> order == 0)),
            Map.entry("DateLessThan", (has, wants) -> dates(has, wants, order -> order < 0)),
            Map.entry("DateLessThanEquals", (has, wants) -> dates(has, wants, order -> order <= 0)),
            Map.entry("DateGreaterThan", (has, wants) -> dates(has, wants, order -> order > 0)),
            Map.entry("DateGreaterThanEquals", (has, wants) -> dates(has, wants, order -> order >= 0)),
            Map.entry("IpAddress", (has, wants) -> within(wants, has)));

    private static final Map<String, String> NEGATED = Map.of(
            "StringNotEquals", "StringEquals",
            "StringNotEqualsIgnoreCase", "StringEqualsIgnoreCase",
            "StringNotLike", "StringLike",
            "ArnNotEquals", "ArnEquals",
            "ArnNotLike", "ArnLike",
            "NumericNotEquals", "NumericEquals",
            "DateNotEquals", "DateEquals",
            "NotIpAddress", "IpAddress");

    private static boolean within(String block, String address) {
        Address host = Address.parse(address);
        return host != null
                && Cidr.parse(block).filter(cidr -> cidr.contains(host)).isPresent();
    }

    static List<Condition> parse(JsonNode json) {
        if (!json.isObject()) {
            throw new MalformedPolicyException("Syntax errors in policy: Condition must be an object.");
        }
        List<Condition> conditions = new ArrayList<>();
        json.properties().forEach(operator -> {
            if (!operator.getValue().isObject()) {
                throw new MalformedPolicyException("Syntax errors in policy: " + operator.getKey()
                        + " must be an object.");
            }
            operator.getValue().properties().forEach(key ->
                    conditions.add(parse(operator.getKey(), key.getKey(), values(key.getValue()))));
        });
        return conditions;
    }

    private static Condition parse(String written, String key, List<String> values) {
        Quantifier quantifier = Quantifier.ONE;
        String operator = written;
        if (operator.startsWith("ForAnyValue:")) {
            quantifier = Quantifier.ANY;
            operator = operator.substring(12);
        } else if (operator.startsWith("ForAllValues:")) {
            quantifier = Quantifier.ALL;
            operator = operator.substring(13);
        }
        boolean ifExists = operator.endsWith("IfExists");
        if (ifExists) {
            operator = operator.substring(0, operator.length() - 8);
        }
        boolean known = TESTS.containsKey(operator) || NEGATED.containsKey(operator);
        if (!known && !(operator.equals("Null") && !ifExists)) {
            throw new MalformedPolicyException("Invalid Condition type : " + written + ".");
        }
        return new Condition(operator, quantifier, ifExists, key.toLowerCase(Locale.ROOT), values);
    }

    /** Booleans and numbers may stand unquoted. */
    private static List<String> values(JsonNode json) {
        List<String> values = new ArrayList<>();
        Iterable<JsonNode> items = json.isArray() ? json : List.of(json);
        for (JsonNode item : items) {
            if (!item.isValueNode() || item.isNull()) {
                throw new MalformedPolicyException("Syntax errors in policy: a condition value must be text.");
            }
            values.add(item.asText());
        }
        return values;
    }

    boolean holds(Map<String, List<String>> keys) {
        List<String> has = keys.getOrDefault(key, List.of());
        if (operator.equals("Null")) {
            return values.stream().anyMatch(value -> Boolean.parseBoolean(value) == has.isEmpty());
        }
        String positive = NEGATED.getOrDefault(operator, operator);
        boolean negated = !positive.equals(operator);
        if (has.isEmpty()) {
            // A missing key passes a negated operator, and ForAllValues holds of nothing.
            return ifExists || quantifier == Quantifier.ALL || (negated && quantifier == Quantifier.ONE);
        }
        BiPredicate<String, String> test = TESTS.getOrDefault(positive, (value, wants) -> false);
        List<String> wanted = values.stream().map(value -> Wildcards.fill(value, keys)).toList();
        return switch (quantifier) {
            case ALL -> has.stream().allMatch(value -> wanted.stream().anyMatch(w -> test.test(value, w)) != negated);
            case ANY -> has.stream().anyMatch(value -> wanted.stream().anyMatch(w -> test.test(value, w)) != negated);
            case ONE -> has.stream().anyMatch(value -> wanted.stream().anyMatch(w -> test.test(value, w))) != negated;
        };
    }

    private interface Order {
        boolean fits(int order);
    }

    private static boolean numbers(String has, String wants, Order order) {
        try {
            return order.fits(new BigDecimal(has).compareTo(new BigDecimal(wants)));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean dates(String has, String wants, Order order) {
        Instant left = date(has);
        Instant right = date(wants);
        return left != null && right != null && order.fits(left.compareTo(right));
    }

    /** W3C's profile of ISO 8601 or seconds since 1970. */
    private static @Nullable Instant date(String text) {
        try {
            if (text.matches("\\d{1,11}")) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
