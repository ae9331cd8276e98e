package dev.sallyport.core.log;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.DoubleConsumer;

/**
 * What Lambda@Edge functions and the runtime around them print. See AWS Lambda Developer Guide, "Log event format"
 * (text) and "Configuring JSON and plain text log formats".
 */
final class EdgeTable implements LogTable {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|\\+00:00)?";
    private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    /** In front of each line in what {@code aws logs tail} prints and an export to S3 holds. */
    private static final String PRINTED = "^(" + TIME + ") (?:(\\d{4}/\\d\\d/\\d\\d/\\S*\\[\\S+\\]\\w+) )?((?s:.*))$";

    private static final String NODE =
            "^(" + TIME + ")\\t([^\\t]*)\\t(?:(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\t)?((?s:.*))$";
    private static final String PYTHON = "^\\[([A-Z]+)\\]\\t(" + TIME + ")\\t([^\\t]*)\\t((?s:.*))$";
    private static final String PLATFORM = "^(?:START|END|REPORT|RESTORE_START|RESTORE_REPORT|INIT_START|INIT_REPORT|"
            + "EXTENSION|TELEMETRY|XRAY|RequestId:)\\b";

    /** From a relation of {@code moment, region, name, stream, line}; the patterns stand for themselves. */
    private static final String ROWS =
            """
            INSERT INTO edge_lines
            WITH printed AS (
                SELECT *, regexp_extract(line, $printed, ['moment', 'stream', 'text']) AS p FROM $relation),
            bare AS (
                SELECT coalesce(moment, TRY_CAST(nullif(p.moment, '') AS TIMESTAMP)) AS moment, region, name,
                    coalesce(stream, nullif(p.stream, '')) AS stream,
                    rtrim(CASE WHEN p.moment <> '' THEN p.text ELSE line END, E' \\t\\r\\n') AS line
                FROM printed),
            cut AS (
                SELECT *, CASE WHEN line[1] = '{' AND json_valid(line) THEN CAST(line AS JSON) END AS j,
                    regexp_extract(line, $node, ['moment', 'id', 'level', 'text']) AS n,
                    regexp_extract(line, $python, ['level', 'moment', 'id', 'text']) AS y,
                    regexp_matches(line, $platform) AS platform
                FROM bare),
            told AS (
                SELECT *, j->'$.record.metrics' AS m, coalesce(j->>'$.timestamp', j->>'$.time') AS t,
                    coalesce(j->>'$.level', j->>'$.type', j->>'$.message', j->>'$.requestId') AS l,
                    CASE WHEN platform THEN line END AS report
                FROM cut)
            SELECT
                moment IS NOT NULL OR platform OR n.moment <> '' OR y.moment <> '' OR (t IS NOT NULL AND l IS NOT NULL),
                coalesce(TRY_CAST(nullif(t, '') AS TIMESTAMP), TRY_CAST(nullif(n.moment, '') AS TIMESTAMP),
                    TRY_CAST(nullif(y.moment, '') AS TIMESTAMP), moment),
                region, coalesce(name, j->>'$.record.functionName'), stream,
                coalesce(j->>'$.requestId', j->>'$.AWSRequestId', j->>'$.record.requestId',
                    nullif(nullif(n.id, ''), 'undefined'), nullif(y.id, ''),
                    nullif(regexp_extract(line, '^(?:[A-Z]+ )?RequestId: ($uuid)', 1), ''),
                    nullif(regexp_extract(line, '^($uuid)\\s', 1), '')),
                coalesce(j->>'$.level', nullif(n.level, ''), nullif(y.level, '')),
                CASE WHEN j IS NOT NULL THEN coalesce(j->>'$.message', line)
                    WHEN n.moment <> '' THEN n.text WHEN y.moment <> '' THEN y.text ELSE line END,
                coalesce(TRY_CAST(m->>'$.durationMs' AS DOUBLE), TRY_CAST(nullif(
                    regexp_extract(report, '(?:^|\\t)Duration: ([\\d.]+) ms', 1), '') AS DOUBLE)),
                coalesce(TRY_CAST(m->>'$.billedDurationMs' AS BIGINT), TRY_CAST(nullif(
                    regexp_extract(report, '\\tBilled Duration: (\\d+) ms', 1), '') AS BIGINT)),
                coalesce(TRY_CAST(m->>'$.maxMemoryUsedMB' AS INTEGER), TRY_CAST(nullif(
                    regexp_extract(report, '\\tMax Memory Used: (\\d+) MB', 1), '') AS INTEGER)),
                coalesce(TRY_CAST(m->>'$.initDurationMs' AS DOUBLE), TRY_CAST(nullif(
                    regexp_extract(report, '(?:^INIT_REPORT |\\t)Init Duration: ([\\d.]+) ms', 1), '') AS DOUBLE))
            FROM told
            """;

    @Override
    public void create(LogDatabase database) throws SQLException {
        database.execute(
                """
                CREATE TABLE IF NOT EXISTS edge_lines (
                    "#ok" BOOLEAN, timestamp TIMESTAMP, region VARCHAR, "function" VARCHAR, stream VARCHAR,
                    requestId VARCHAR, level VARCHAR, message VARCHAR, durationMs DOUBLE, billedMs BIGINT,
                    maxMemoryMb INTEGER, initMs DOUBLE, "#at" TIMESTAMP AS (timestamp))
                """,
                done -> {});
        database.execute(
                """
                CREATE VIEW IF NOT EXISTS edge AS
                SELECT timestamp, region, "function", stream, requestId, level, message, durationMs, billedMs,
                    maxMemoryMb, initMs
                FROM edge_lines
                WHERE "#ok"
                """,
                done -> {});
    }

    @Override
    public void load(LogDatabase database, Path file, LogFormat format, Path spare, DoubleConsumer progress)
            throws SQLException {
        load(
                database,
                """
                (SELECT NULL::TIMESTAMP AS moment, NULL AS region, NULL AS name, NULL AS stream, line
                FROM %s)"""
                        .formatted(LogTable.lines(file)),
                progress);
    }

    /** Adds events of log groups, as {@link EventFile} writes them; an event of any text is a record. */
    void loadEvents(LogDatabase database, Path file, DoubleConsumer progress) throws SQLException {
        load(
                database,
                """
                (SELECT epoch_ms(moment) AS moment, nullif(region, '') AS region, nullif(name, '') AS name,
                    nullif(stream, '') AS stream, line
                FROM %s)"""
                        .formatted(LogTable.json(
                                file,
                                "moment: 'BIGINT', region: 'VARCHAR', name: 'VARCHAR', stream: 'VARCHAR', line: 'VARCHAR'")),
                progress);
    }

    private static void load(LogDatabase database, String relation, DoubleConsumer progress) throws SQLException {
        String sql = ROWS.replace("$relation", relation)
                .replace("$printed", LogTable.literal(PRINTED))
                .replace("$node", LogTable.literal(NODE))
                .replace("$python", LogTable.literal(PYTHON))
                .replace("$platform", LogTable.literal(PLATFORM))
                .replace("$uuid", UUID);
        database.execute(sql, progress);
    }
}
