package dev.sallyport.core.sandbox.athena;

import dev.sallyport.core.DuckDb;
import dev.sallyport.core.Home;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Runs a SELECT: the objects of the tables that it names are read as their SerDe reads them, and DuckDB answers, with
 * those of Trino's functions that it calls otherwise. What DuckDB does not understand then, fails with its reason.
 */
final class SelectRun {
    /** Trino's functions by DuckDB's. */
    private static final List<String> MACROS = List.of(
            "CREATE MACRO element_at(list, nth) AS list[nth]",
            "CREATE MACRO json_format(json) AS CAST(json AS VARCHAR)");

    private static final Pattern LITERAL_OR_WORD =
            Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\btransform\\(|\\bARRAY\\[|\\barray\\((\\w+)\\)",
                    Pattern.CASE_INSENSITIVE);

    private final S3Client s3;
    private final Clock clock;

    SelectRun(S3Client s3, Clock clock) {
        this.s3 = s3;
        this.clock = clock;
    }

    /**
     * What a SELECT gave.
     *
     * @param columns names
     * @param types of them, as Athena calls them
     * @param rows values as texts
     * @param scanned bytes of the objects, as stored
     */
    record Outcome(List<String> columns, List<String> types, List<List<@Nullable String>> rows, long scanned) {}

    Outcome run(String sql, List<StoredTable> tables, String database) {
        try (Connection connection = DuckDb.connect("", new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'");
            for (String macro : MACROS) {
                statement.execute(macro);
            }
            long scanned = 0;
            for (StoredTable table : tables) {
                List<String> asked = asked(sql, table, database);
                if (!asked.isEmpty()) {
                    scanned += load(statement, table, asked);
                }
            }
            // The query itself sees these tables and nothing of the machine.
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
            return outcome(statement, duck(sql), scanned);
        } catch (SQLException e) {
            throw new FailedQueryException("SYNTAX_ERROR: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parts of a query that speak of a table: from its name to the next one. */
    private static List<String> asked(String sql, StoredTable table, String database) {
        String prefix = "\"?" + Pattern.quote(table.database()) + "\"?\\.";
        Matcher named = Pattern.compile(
                        "\\b(?:FROM|JOIN)\\s+(?:" + prefix + ")" + (table.database().equals(database) ? "?" : "")
                                + "\"?"
                                + Pattern.quote(table.name()) + "\"?(?!\\w)",
                        Pattern.CASE_INSENSITIVE)
                .matcher(sql);
        List<String> parts = new ArrayList<>();
        while (named.find()) {
            String rest = sql.substring(named.end());
            parts.add(rest.split("(?i)\\b(?:FROM|JOIN|UNION)\\b", 2)[0]);
        }
        return parts;
    }

    private long load(Statement statement, StoredTable table, List<String> asked) throws SQLException, IOException {
        List<TableObjects.Found> objects = new ArrayList<>();
        TableObjects finder = new TableObjects(s3, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        asked.forEach(part -> objects.addAll(finder.of(table, part)));
        Path file = Files.createTempFile(Home.temporaryFolder(), "athena", ".json");
        long scanned = 0;
        try {
            TableRows rows = new TableRows(table);
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                for (TableObjects.Found object : objects.stream().distinct().toList()) {
                    byte[] bytes = s3.getObject(
                                    GetObjectRequest.builder().bucket(object.bucket()).key(object.key()).build(),
                                    ResponseTransformer.toBytes())
                            .asByteArray();
                    scanned += bytes.length;
                    rows.write(object, bytes, out);
                }
            }
            List<String> columns = new ArrayList<>();
            table.columns().forEach((name, type) -> columns.add(column(name, type)));
            table.partitions().forEach((name, type) -> columns.add(column(name, type)));
            columns.add(column(TableRows.PATH, "string"));
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + HiveType.quoted(table.database()));
            statement.execute("CREATE TABLE " + HiveType.quoted(table.database()) + "." + HiveType.quoted(table.name())
                    + " AS SELECT * FROM read_json(" + HiveType.literal(file.toString()) + ", columns = {"
                    + String.join(", ", columns) + "}, format = 'newline_delimited', ignore_errors = true,"
                    + " maximum_object_size = 67108864)");
            return scanned;
        } finally {
            Files.delete(file);
        }
    }

    private static String column(String name, String type) {
        return HiveType.quoted(name) + ": " + HiveType.literal(HiveType.duck(type));
    }

    private static String duck(String sql) {
        return LITERAL_OR_WORD.matcher(sql).replaceAll(found -> Matcher.quoteReplacement(
                switch (found.group().toLowerCase(Locale.ROOT)) {
                    case "transform(" -> "list_transform(";
                    case "array[" -> "[";
                    default -> found.group(1) == null ? found.group() : found.group(1) + "[]";
                }));
    }

    private static Outcome outcome(Statement statement, String sql, long scanned) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData about = result.getMetaData();
            List<String> columns = new ArrayList<>();
            List<String> types = new ArrayList<>();
            for (int i = 1; i <= about.getColumnCount(); i++) {
                columns.add(about.getColumnLabel(i));
                types.add(type(about.getColumnTypeName(i)));
            }
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return new Outcome(columns, types, rows, scanned);
        }
    }

    private static String type(String duck) {
        return Map.of("HUGEINT", "bigint", "INTEGER", "integer", "BIGINT", "bigint", "DOUBLE", "double", "BOOLEAN",
                "boolean")
                .getOrDefault(duck, duck.endsWith("[]") ? "array" : "varchar");
    }
}
