package dev.sallyport.core.log;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/**
 * How one kind of log becomes rows. Each non-blank line is one row, in the order of the source: {@code "#ok"} is true
 * for a record, false for a line that did not parse, null for a header line; {@code "#at"} is its time, UTC.
 */
sealed interface LogTable permits WafTable, CloudFrontTable, EdgeTable {
    DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Creates the table and its view where they are not there. */
    void create(LogDatabase database) throws SQLException;

    /** Adds the lines of {@code file}; {@code spare} is a name for a private file that it may write. */
    void load(LogDatabase database, Path file, LogFormat format, Path spare, DoubleConsumer progress)
            throws SQLException;

    static LogTable of(LogKind kind) {
        return switch (kind) {
            case WAF -> new WafTable();
            case CLOUDFRONT -> new CloudFrontTable();
            case EDGE -> new EdgeTable();
        };
    }

    /** A string literal of SQL. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** A time as SQL has it, UTC with milliseconds, as the logs do. */
    static String time(Instant time) {
        return "TIMESTAMP '" + TIME.format(time) + '\'';
    }

    /** A quoted identifier of SQL. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The file as a literal of which no character is read as a pattern. */
    static String path(Path file) {
        return literal(file.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]"));
    }

    /**
     * The lines of a text file as the relation {@code (line)}, blank ones left out. Strict, because DuckDB otherwise
     * drops what follows a separator: where it refuses, {@link CleanCopy} helps.
     */
    static String lines(Path file) {
        return """
                (SELECT line
                FROM read_csv(%s, columns = {'line': 'VARCHAR'}, header = false, auto_detect = false, delim = '\u001f',
                    quote = '', escape = '', comment = '', strict_mode = true, compression = 'none')
                WHERE trim(line, ' \t\u000B\f') <> '')"""
                .formatted(path(file));
    }

    /** JSON lines as a relation of those columns; a line that is no JSON object is a row of nulls. */
    static String json(Path file, String columns) {
        return """
                read_json(%s, columns = {%s}, format = 'newline_delimited', ignore_errors = true,
                    compression = 'none')"""
                .formatted(path(file), columns);
    }
}
