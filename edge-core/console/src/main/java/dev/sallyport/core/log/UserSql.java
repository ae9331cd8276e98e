package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** SQL that a user wrote: one SELECT, or a condition. That it can only read the logs is the database's doing. */
final class UserSql {
    private static final String NEXT =
            "The views are waf, cloudfront and edge; SELECT * FROM waf LIMIT 1 shows the columns.";

    /** Functions that make rows of their arguments. */
    private static final Set<String> ROWS =
            Set.of("unnest", "range", "generate_series", "generate_subscripts", "repeat", "json_each", "json_tree");

    private UserSql() {}

    /** The statement without a closing semicolon. */
    static String oneSelect(LogDatabase database, String sql) {
        String bare = sql.strip().replaceAll("[;\\s]+$", "");
        check(database, bare);
        return bare;
    }

    /** The condition in parentheses, safe against a trailing comment. */
    static String condition(LogDatabase database, String where) {
        String condition = "(" + where + "\n)";
        check(database, "SELECT 1 WHERE %s".formatted(condition));
        return condition;
    }

    /**
     * Goes on only with SQL that reads nothing but the views, of which the masked ones stand in front.
     *
     * @throws SallyportException {@code SP-LOG-SQL} for another table, a table by its full name, or a function
     *     that reads one
     */
    static void requireViews(LogDatabase database, String sql) {
        JsonNode tree = check(database, sql);
        for (String from : List.of("schema_name", "catalog_name")) {
            if (tree.findValuesAsText(from).stream().anyMatch(name -> !name.isEmpty())) {
                throw masked("it names a schema");
            }
        }
        for (String table : tree.findValuesAsText("table_name")) {
            if (Stream.of(LogKind.values()).anyMatch(kind -> kind.table().equalsIgnoreCase(table))) {
                throw masked("it reads " + table + " itself");
            }
        }
        for (JsonNode part : tree.findParents("function")) {
            String name = part.path("function").path("function_name").asText();
            if (part.path("type").asText().equals("TABLE_FUNCTION") && !ROWS.contains(name.toLowerCase(Locale.ROOT))) {
                throw masked("it reads by the function " + name);
            }
        }
    }

    private static SallyportException masked(String why) {
        return SallyportException.badInput(
                "SP-LOG-SQL",
                "The SQL cannot be answered masked: " + why + ".",
                "Read the views waf, cloudfront and edge, or see values as they were logged with --unmask --reason.");
    }

    private static JsonNode check(LogDatabase database, String sql) {
        JsonNode tree;
        try {
            Object answer = database.rows("SELECT json_serialize_sql(%s) AS tree".formatted(LogTable.literal(sql)))
                    .getFirst()
                    .get("tree");
            tree = Json.MAPPER.readTree(String.valueOf(answer));
        } catch (SQLException e) {
            throw refused(e);
        } catch (JsonProcessingException e) {
            throw refused("it cannot be parsed");
        }
        if (tree.path("error").asBoolean()) {
            String message = tree.path("error_message").asText();
            throw refused(message.startsWith("Only SELECT") ? "only one SELECT can be asked, nothing else" : message);
        }
        if (tree.path("statements").size() != 1) {
            throw refused("it must be one statement");
        }
        return tree;
    }

    static SallyportException refused(SQLException e) {
        return refused(LogDatabase.message(e)).causedBy(e);
    }

    private static SallyportException refused(String why) {
        return SallyportException.badInput("SP-LOG-SQL", "The SQL cannot be answered: " + why + ".", NEXT);
    }
}
