package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.DuckDb;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition over a view, put into Athena's SQL. DuckDB reads it, as it reads conditions for a store; what is then
 * written anew is what both engines understand alike, and the rest is refused by name.
 *
 * @see <a href="https://trino.io/docs/current/functions/comparison.html">Comparison functions and operators</a>
 */
final class AthenaCondition {
    private static final Map<String, String> COMPARISONS = Map.of(
            "COMPARE_EQUAL", "=",
            "COMPARE_NOTEQUAL", "<>",
            "COMPARE_LESSTHAN", "<",
            "COMPARE_GREATERTHAN", ">",
            "COMPARE_LESSTHANOREQUALTO", "<=",
            "COMPARE_GREATERTHANOREQUALTO", ">=");

    /** Of texts, with the same name and meaning in both engines. */
    private static final Set<String> FUNCTIONS = Set.of("lower", "upper", "length", "starts_with");

    private final Map<String, AthenaColumn> columns;

    private AthenaCondition(Map<String, AthenaColumn> columns) {
        this.columns = columns;
    }

    /**
     * The condition in Athena's SQL.
     *
     * @param columns of the view by name, whatever the case of the letters
     * @throws SallyportException {@code SP-LOG-SQL} where it is none, {@code SP-LOG-FIELD} for a column that is not
     *     there, {@code SP-ATHENA-SQL} where it cannot be said there
     */
    static String of(String where, Map<String, AthenaColumn> columns) {
        JsonNode tree = selected(where);
        if (tree.path("error").asBoolean() || !around(tree).equals(around(selected("TRUE")))) {
            throw SallyportException.badInput(
                    "SP-LOG-SQL",
                    "The condition cannot be read: " + tree.path("error_message").asText("it must be one condition")
                            + ".",
                    "Compare columns with values, such as action = 'BLOCK'.");
        }
        JsonNode node = tree.path("statements").path(0).path("node");
        return new AthenaCondition(columns).text(node.path("where_clause"), null);
    }

    private static JsonNode selected(String where) {
        return tree("""
                SELECT 1 WHERE (%s
                )"""
                .formatted(where));
    }

    /** All of a statement but its condition: what closes the parenthesis could go on with something else. */
    private static JsonNode around(JsonNode tree) {
        JsonNode rest = tree.deepCopy();
        if (rest.path("statements").path(0).path("node") instanceof ObjectNode node) {
            node.remove("where_clause");
        }
        return rest;
    }

    private static JsonNode tree(String sql) {
        try (Connection parser = DuckDb.connect("", new Properties());
                PreparedStatement asked = parser.prepareStatement("SELECT json_serialize_sql(CAST(? AS VARCHAR))")) {
            asked.setString(1, sql);
            try (ResultSet answer = asked.executeQuery()) {
                answer.next();
                return Json.MAPPER.readTree(answer.getString(1));
            }
        } catch (SQLException e) {
            throw UserSql.refused(e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that is no JSON", e);
        }
    }

    /** @param beside the column that it is compared with */
    private String text(JsonNode node, @Nullable AthenaColumn beside) {
        return switch (node.path("class").asText()) {
            case "CONJUNCTION" -> joined(
                    node.path("children"), node.path("type").asText().equals("CONJUNCTION_OR") ? " OR " : " AND ");
            case "COMPARISON" -> comparison(node);
            case "BETWEEN" -> between(node);
            case "OPERATOR" -> operator(node);
            case "FUNCTION" -> function(node);
            case "COLUMN_REF" -> LogTable.quoted(column(node).name());
            case "CONSTANT" -> constant(node.path("literal"), beside);
            case "CAST" -> cast(node, beside);
            default -> throw refused(node);
        };
    }

    private String joined(JsonNode children, String by) {
        List<String> parts = new ArrayList<>();
        children.forEach(child -> parts.add(text(child, null)));
        return "(" + String.join(by, parts) + ")";
    }

    private String comparison(JsonNode node) {
        String sign = COMPARISONS.get(node.path("type").asText());
        if (sign == null) {
            throw refused(node);
        }
        JsonNode left = node.path("left");
        JsonNode right = node.path("right");
        return "(" + text(left, compared(right)) + " " + sign + " " + text(right, compared(left)) + ")";
    }

    private @Nullable AthenaColumn compared(JsonNode node) {
        return node.path("class").asText().equals("COLUMN_REF") ? column(node) : null;
    }

    private String between(JsonNode node) {
        if (!node.path("type").asText().equals("COMPARE_BETWEEN")) {
            throw refused(node);
        }
        AthenaColumn input = compared(node.path("input"));
        return "(" + text(node.path("input"), null) + " BETWEEN " + text(node.path("lower"), input) + " AND "
                + text(node.path("upper"), input) + ")";
    }

    private String operator(JsonNode node) {
        JsonNode children = node.path("children");
        String first = text(children.path(0), null);
        return switch (node.path("type").asText()) {
            case "OPERATOR_NOT" -> "(NOT " + first + ")";
            case "OPERATOR_IS_NULL" -> "(%s IS NULL)".formatted(first);
            case "OPERATOR_IS_NOT_NULL" -> "(%s IS NOT NULL)".formatted(first);
            case "COMPARE_IN" -> "(%s IN %s)".formatted(first, items(children));
            case "COMPARE_NOT_IN" -> "(%s NOT IN %s)".formatted(first, items(children));
            default -> throw refused(node);
        };
    }

    private String items(JsonNode children) {
        AthenaColumn of = compared(children.path(0));
        List<String> items = new ArrayList<>();
        for (int i = 1; i < children.size(); i++) {
            items.add(text(children.path(i), of));
        }
        return "(" + String.join(", ", items) + ")";
    }

    private String function(JsonNode node) {
        String name = node.path("function_name").asText().toLowerCase(Locale.ROOT);
        JsonNode arguments = node.path("arguments");
        List<String> values = new ArrayList<>();
        arguments.forEach(argument -> values.add(text(argument.path("expression"), null)));
        if (FUNCTIONS.contains(name)) {
            return name + "(" + String.join(", ", values) + ")";
        }
        return switch (name) {
            case "~~" -> "(" + values.getFirst() + " LIKE " + values.getLast() + ")";
            case "!~~" -> "(" + values.getFirst() + " NOT LIKE " + values.getLast() + ")";
            case "~~*" -> "(lower(" + values.getFirst() + ") LIKE lower(" + values.getLast() + "))";
            case "!~~*" -> "(lower(" + values.getFirst() + ") NOT LIKE lower(" + values.getLast() + "))";
            case "list_contains", "array_contains", "list_has" -> contains(values);
            case "contains" -> {
                AthenaColumn in = compared(arguments.path(0).path("expression"));
                yield in != null && in.type() == AthenaColumn.Type.LIST
                        ? contains(values)
                        : "(strpos(" + values.getFirst() + ", " + values.getLast() + ") > 0)";
            }
            default -> throw refused("the function " + name);
        };
    }

    private static String contains(List<String> values) {
        return "contains(%s, %s)".formatted(values.getFirst(), values.getLast());
    }

    private String cast(JsonNode node, @Nullable AthenaColumn beside) {
        boolean moment = beside != null && beside.type() == AthenaColumn.Type.MOMENT;
        String to = node.path("type_expr").path("type_name").asText();
        boolean time = to.startsWith("TIMESTAMP") || to.equals("DATE") || to.equals("TIME");
        // DATE '2026-11-30' and the like: the text decides, by the column that it stands beside.
        if (time && beside != null && (moment || beside.type() == AthenaColumn.Type.TEXT)) {
            return text(node.path("child"), beside);
        }
        throw refused("a cast to " + to);
    }

    private static String constant(JsonNode literal, @Nullable AthenaColumn beside) {
        String text = literal.path("text").asText();
        return switch (literal.path("kind").asText()) {
            case "STRING" -> of(text, beside);
            case "INTEGER", "NUMERIC" -> number(text, beside);
            case "BOOLEAN" -> text.equals("true") ? "TRUE" : "FALSE";
            case "NULL_LITERAL" -> "NULL";
            default -> throw refused("the value " + text);
        };
    }

    private static String number(String text, @Nullable AthenaColumn beside) {
        if (beside != null
                && (beside.type() == AthenaColumn.Type.TEXT || beside.type() == AthenaColumn.Type.MOMENT)) {
            throw refused("the comparison of " + beside.name() + " with a number");
        }
        // A literal with a point is a decimal there, and an exponent makes it a double.
        return text.contains(".") ? "CAST('%s' AS double)".formatted(text) : text;
    }

    private static String of(String text, @Nullable AthenaColumn beside) {
        if (beside == null) {
            return LogTable.literal(text);
        }
        try {
            return beside.constant(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refused("the comparison of " + beside.name() + " with '" + text + "'");
        }
    }

    private AthenaColumn column(JsonNode node) {
        JsonNode names = node.path("column_names");
        String name = names.path(names.size() - 1).asText();
        AthenaColumn column = names.size() == 1 ? columns.get(name) : null;
        if (column == null) {
            throw missing(name, columns);
        }
        return column;
    }

    static SallyportException missing(String field, Map<String, AthenaColumn> columns) {
        return SallyportException.badInput(
                "SP-LOG-FIELD",
                "There is no field " + field + ".",
                "The fields are "
                        + String.join(", ", columns.values().stream().map(AthenaColumn::name).toList()) + ".");
    }

    private static SallyportException refused(JsonNode node) {
        String type = node.path("type").asText(node.path("class").asText());
        return refused("an expression of the kind " + type.toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private static SallyportException refused(String what) {
        return SallyportException.badInput(
                "SP-ATHENA-SQL",
                "The condition has " + what + ", which is not put to Athena.",
                "Leave out --athena, or use comparisons, LIKE, IN, BETWEEN, IS NULL, AND, OR, NOT, lower, upper,"
                        + " length, starts_with, contains and list_contains.");
    }
}
