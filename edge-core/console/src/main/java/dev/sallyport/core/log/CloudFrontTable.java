package dev.sallyport.core.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/**
 * CloudFront standard logs, legacy and v2. See CloudFront Developer Guide, "Standard logging reference": a hyphen is no
 * value, and values that a viewer sends are URL-encoded once.
 */
final class CloudFrontTable implements LogTable {
    /** The fields of the legacy format in their order; what a file without {@code #Fields} holds. */
    static final List<String> STANDARD = List.of(
            ("date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem"
                    + " sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type"
                    + " x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol"
                    + " ssl-cipher x-edge-response-result-type cs-protocol-version fle-status"
                    + " fle-encrypted-fields c-port"
                    + " time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start"
                    + " sc-range-end")
            .split(" "));

    /**
     * How many of them older records have: new fields come at the end. See CloudFront Developer Guide, "Standard logging
     * reference"; the lengths before 33 are those of records in public parsers of their time.
     */
    private static final String LENGTHS = "(12, 15, 18, 19, 23, 24, 26, 33)";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("date", "DATE"),
            Map.entry("time", "TIME"),
            Map.entry("sc_bytes", "BIGINT"),
            Map.entry("sc_status", "INTEGER"),
            Map.entry("cs_bytes", "BIGINT"),
            Map.entry("time_taken", "DOUBLE"),
            Map.entry("fle_encrypted_fields", "INTEGER"),
            Map.entry("c_port", "INTEGER"),
            Map.entry("time_to_first_byte", "DOUBLE"),
            Map.entry("sc_content_len", "BIGINT"),
            Map.entry("sc_range_start", "BIGINT"),
            Map.entry("sc_range_end", "BIGINT"),
            Map.entry("timestamp", "BIGINT"),
            Map.entry("timestamp_ms_", "BIGINT"));
    private static final Set<String> ENCODED =
            Set.of("cs_uri_stem", "cs_referer_", "cs_user_agent_", "cs_uri_query", "cs_cookie_");
    private static final int MOST_FIELDS = 256;
    private static final int JSON_SAMPLE = 100;

    /** The fields of JSON records that may tell the time instead. */
    static final List<String> TIMES = List.of("timestamp", "timestamp(ms)");

    /** The column of a field. */
    static String column(String field) {
        return field.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    }

    /** Whether viewers' URL encoding is taken off its values. */
    static boolean isEncoded(String column) {
        return ENCODED.contains(column);
    }

    /** Whether it is a date or a time of day. */
    static boolean isTime(String column) {
        return type(column).equals("DATE") || type(column).equals("TIME");
    }

    /** How Athena compares a column; dates and times are in the order of their texts. */
    static AthenaColumn.Type athenaType(String column) {
        return switch (type(column)) {
            case "BIGINT", "INTEGER" -> AthenaColumn.Type.WHOLE;
            case "DOUBLE" -> AthenaColumn.Type.DECIMAL;
            default -> AthenaColumn.Type.TEXT;
        };
    }

    /** A given value as Athena parses it, null where it cannot; there a plus would become a space. */
    static String athena(String column, String given) {
        if (isEncoded(column)) {
            return "coalesce(try(url_decode(replace($, '+', '%2B'))), $)".replace("$", given);
        }
        String type = type(column);
        return type.equals("VARCHAR") ? given : "try_cast(" + given + " AS " + type.toLowerCase(Locale.ROOT) + ")";
    }

    private static String type(String column) {
        return TYPES.getOrDefault(column, "VARCHAR");
    }

    @Override
    public void create(LogDatabase database) throws SQLException {
        String columns = STANDARD.stream()
                .map(CloudFrontTable::column)
                .map(column -> LogTable.quoted(column) + ' ' + type(column))
                .collect(Collectors.joining(", "));
        database.execute(
                """
                CREATE TABLE IF NOT EXISTS cloudfront_lines ("#ok" BOOLEAN, "#at" TIMESTAMP, %s)
                """
                        .formatted(columns),
                done -> {});
        view(database);
    }

    private static void view(LogDatabase database) throws SQLException {
        database.execute(
                """
                CREATE OR REPLACE VIEW cloudfront AS
                SELECT * EXCLUDE ("#ok", "#at")
                FROM cloudfront_lines
                WHERE "#ok"
                """,
                done -> {});
    }

    @Override
    public void load(LogDatabase database, Path file, LogFormat format, Path spare, DoubleConsumer progress)
            throws SQLException {
        try {
            if (format == LogFormat.W3C) {
                loadW3c(database, file, spare, progress);
            } else {
                loadJson(database, file, progress);
            }
        } catch (IOException e) {
            throw new SQLException("cannot read " + file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static void loadW3c(LogDatabase database, Path file, Path spare, DoubleConsumer progress)
            throws SQLException, IOException {
        for (W3cPart part : W3cPart.of(database, file, spare)) {
            Map<String, String> values = new LinkedHashMap<>();
            boolean named = !part.fields().isEmpty();
            List<String> fields = named ? part.fields() : STANDARD;
            for (int i = 0; i < Math.min(fields.size(), MOST_FIELDS); i++) {
                values.putIfAbsent(column(fields.get(i)), "f[" + (i + 1) + "]");
            }
            String relation =
                    """
                    (SELECT line, string_split(line, chr(9)) AS f FROM %s)"""
                            .formatted(LogTable.lines(part.file()));
            insert(
                    database,
                    values,
                    """
                    CASE WHEN line[1] = '#' THEN NULL ELSE len(f) IN %s AND $typed END"""
                            .formatted(named ? "(" + fields.size() + ")" : LENGTHS),
                    relation,
                    progress);
        }
    }

    private static void loadJson(LogDatabase database, Path file, DoubleConsumer progress)
            throws SQLException, IOException {
        Set<String> names = new LinkedHashSet<>(STANDARD);
        names.addAll(TIMES);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            for (int n = 0; n < JSON_SAMPLE && line != null && names.size() < MOST_FIELDS; n++) {
                LineKinds.json(line).map(JsonNode::fieldNames).ifPresent(found -> found.forEachRemaining(names::add));
                line = lines.readLine();
            }
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<String> columns = new ArrayList<>();
        for (String name : names) {
            if (values.putIfAbsent(column(name), LogTable.quoted(name)) == null) {
                columns.add(LogTable.literal(name) + ": 'VARCHAR'");
            }
        }
        String ok = """
                coalesce("x-edge-request-id", "x-edge-location", "x-edge-result-type", "cs-method", "cs(Host)", "c-ip",
                    "sc-status", "cs-uri-stem") IS NOT NULL AND $typed""";
        insert(database, values, ok, LogTable.json(file, String.join(", ", columns)), progress);
    }

    /** Inserts by name; {@code $typed} in {@code ok} becomes the condition that every typed value could be read. */
    private static void insert(
            LogDatabase database, Map<String, String> values, String ok, String relation, DoubleConsumer progress)
            throws SQLException {
        for (String column : values.keySet()) {
            database.execute(
                    """
                    ALTER TABLE cloudfront_lines ADD COLUMN IF NOT EXISTS %s %s
                    """
                            .formatted(LogTable.quoted(column), type(column)),
                    done -> {});
        }
        view(database);
        List<String> typed = new ArrayList<>();
        List<String> read = new ArrayList<>();
        values.forEach((column, value) -> {
            String given = "nullif(nullif(" + value + ", '-'), '')";
            String parsed = parsed(column, given);
            read.add(parsed);
            if (!type(column).equals("VARCHAR")) {
                typed.add("(%s IS NULL) = (%s IS NULL)".formatted(given, parsed));
            }
        });
        String at = at(values.keySet(), values);
        database.execute(
                """
                INSERT INTO cloudfront_lines ("#ok", "#at", %s)
                SELECT %s, %s, %s
                FROM %s
                """
                        .formatted(
                                values.keySet().stream().map(LogTable::quoted).collect(Collectors.joining(", ")),
                                ok.replace("$typed", typed.isEmpty() ? "TRUE" : String.join(" AND ", typed)),
                                at,
                                String.join(", ", read),
                                relation),
                progress);
    }

    private static String parsed(String column, String given) {
        if (ENCODED.contains(column)) {
            return """
                    CASE WHEN contains($given, '%') THEN coalesce(TRY(url_decode($given)), $given) ELSE $given END"""
                    .replace("$given", given);
        }
        if (column.equals("timestamp")) {
            return "coalesce(TRY_CAST($ AS BIGINT), CAST(epoch(TRY_CAST($ AS TIMESTAMP)) AS BIGINT))".replace("$", given);
        }
        String type = type(column);
        return type.equals("VARCHAR") ? given : "TRY_CAST(%s AS %s)".formatted(given, type);
    }

    private static String at(Set<String> columns, Map<String, String> values) {
        List<String> times = new ArrayList<>();
        if (columns.contains("date") && columns.contains("time")) {
            times.add("TRY_CAST(%s AS DATE) + TRY_CAST(%s AS TIME)".formatted(values.get("date"), values.get("time")));
        }
        if (columns.contains("timestamp_ms_")) {
            times.add("TRY(epoch_ms(TRY_CAST(%s AS BIGINT)))".formatted(values.get("timestamp_ms_")));
        }
        if (columns.contains("timestamp")) {
            String value = values.get("timestamp");
            times.add("TRY(epoch_ms(CAST(1000 * TRY_CAST(%s AS DOUBLE) AS BIGINT)))".formatted(value));
            times.add("TRY_CAST(%s AS TIMESTAMP)".formatted(value));
        }
        return times.isEmpty() ? "NULL::TIMESTAMP" : "coalesce(%s)".formatted(String.join(", ", times));
    }
}
