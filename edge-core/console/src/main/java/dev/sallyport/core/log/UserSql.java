package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.sql.SQLException;

/** SQL that a user wrote: one SELECT, or a condition. That it can only read the logs is the database's doing. */
final class UserSql {
    private static final String NEXT =
            "The views are waf, cloudfront and edge; SELECT * FROM waf LIMIT 1 shows the columns.";

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

    private static void check(LogDatabase database, String sql) {
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
    }

    static SallyportException refused(SQLException e) {
        return refused(LogDatabase.message(e)).causedBy(e);
    }

    private static SallyportException refused(String why) {
        return SallyportException.badInput("SP-LOG-SQL", "The SQL cannot be answered: " + why + ".", NEXT);
    }
}
