package dev.sallyport.core.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.DuckDb;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The records of a Parquet file as the JSON lines that their service would have written. Hive and what builds on it keep
 * names in small letters, and CloudFront writes underscores for what is no letter; here they get their own names again.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">File format</a>
 */
final class ParquetLines {
    private static final String MAGIC = "PAR1";
    private static final int NAMED = 8;

    /** AWS WAF Developer Guide, "Log fields for web ACL traffic". */
    private static final Map<String, String> WAF = byForm(
            ("timestamp formatVersion webaclId terminatingRuleId terminatingRuleType action terminatingRuleMatchDetails"
                    + " conditionType sensitivityLevel location matchedData matchedFieldName httpSourceName"
                    + " httpSourceId ruleGroupList ruleGroupId terminatingRule ruleId ruleMatchDetails"
                    + " nonTerminatingMatchingRules overriddenAction challengeResponse captchaResponse responseCode"
                    + " solveTimestamp failureReason excludedRules exclusionType rateBasedRuleList rateBasedRuleId"
                    + " rateBasedRuleName limitKey limitValue maxRateAllowed evaluationWindowSec customValues key name"
                    + " value requestHeadersInserted responseCodeSent httpRequest clientIp country headers uri args"
                    + " httpVersion httpMethod requestId fragment scheme host labels ja3Fingerprint ja4Fingerprint"
                    + " clientAsn forwardedAsn requestBodySize requestBodySizeInspectedByWAF oversizeFields")
                    .split(" "));

    private static final Map<String, String> CLOUDFRONT = cloudFront();

    /** As many of these columns, by their form, make a log of it. */
    private static final Set<String> WAF_MARKS = Set.of("action", "httprequest", "timestamp");

    private static final Set<String> CLOUDFRONT_MARKS = Set.of(
            "xedgelocation", "xedgerequestid", "xedgeresulttype", "csmethod", "scstatus", "csuristem");

    private ParquetLines() {}

    private static Map<String, String> byForm(String... names) {
        Map<String, String> forms = new LinkedHashMap<>();
        for (String name : names) {
            forms.put(form(name), name);
        }
        return forms;
    }

    private static Map<String, String> cloudFront() {
        List<String> names = new ArrayList<>(CloudFrontTable.STANDARD);
        names.addAll(CloudFrontTable.TIMES);
        Map<String, String> forms = byForm(names.toArray(String[]::new));
        // So it is spelled in the Parquet files of CloudFront's users.
        forms.put("csreferrer", "cs(Referer)");
        return forms;
    }

    private static String form(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Whether a file that begins so is one. */
    static boolean begins(byte[] head) {
        return head.length >= MAGIC.length()
                && new String(head, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC);
    }

    /**
     * Writes the records of a file.
     *
     * @param name of the file, as the user gave it
     * @throws SallyportException {@code SP-LOG-KIND} where it is damaged, or holds something else
     */
    static void write(String name, Path file, OutputStream out) throws IOException {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        // Rows come as they are asked for, and nothing is put aside meanwhile.
        settings.setProperty("jdbc_stream_results", "true");
        settings.setProperty("temp_directory", "");
        try (Connection connection = DuckDb.connect("", settings);
                Statement statement = connection.createStatement()) {
            String relation = "read_parquet(" + LogTable.path(file) + ", hive_partitioning = false)";
            Map<String, String> names = names(name, columns(statement, relation));
            try (ResultSet rows = statement.executeQuery("SELECT CAST(to_json(r) AS VARCHAR) FROM %s AS r"
                    .formatted(relation))) {
                while (rows.next()) {
                    JsonNode record = renamed(Json.MAPPER.readTree(rows.getString(1)), names);
                    out.write((record + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (SQLException e) {
            throw SallyportException.badInput(
                            "SP-LOG-KIND",
                            name + " is a Parquet file that cannot be read: " + LogDatabase.message(e) + ".",
                            "Get the file anew, or export it as JSON lines, one record a line.")
                    .causedBy(e);
        }
    }

    private static List<String> columns(Statement statement, String relation) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM %s".formatted(relation))) {
            while (described.next()) {
                columns.add(described.getString("column_name"));
            }
        }
        return columns;
    }

    /** The names of the log that has these columns. */
    private static Map<String, String> names(String name, List<String> columns) {
        List<String> forms = columns.stream().map(ParquetLines::form).toList();
        if (forms.containsAll(WAF_MARKS)) {
            return WAF;
        }
        if (forms.stream().anyMatch(CLOUDFRONT_MARKS::contains)) {
            return CLOUDFRONT;
        }
        throw SallyportException.badInput(
                "SP-LOG-KIND",
                name + " is a Parquet file of another kind: its columns are "
                        + String.join(", ", columns.stream().limit(NAMED).toList())
                        + (columns.size() > NAMED ? " and " + (columns.size() - NAMED) + " more" : "") + ".",
                "Give one of web ACL traffic logs or of CloudFront standard logs.");
    }

    private static JsonNode renamed(JsonNode node, Map<String, String> names) {
        if (node instanceof ObjectNode members) {
            ObjectNode renamed = Json.MAPPER.createObjectNode();
            members.properties().forEach(member -> {
                if (!member.getValue().isNull()) {
                    renamed.set(
                            names.getOrDefault(form(member.getKey()), member.getKey()),
                            renamed(member.getValue(), names));
                }
            });
            return renamed;
        }
        if (node instanceof ArrayNode items) {
            ArrayNode renamed = Json.MAPPER.createArrayNode();
            items.forEach(item -> renamed.add(renamed(item, names)));
            return renamed;
        }
        return node;
    }
}
