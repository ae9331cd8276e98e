package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.bucket.BucketLogs;
import dev.sallyport.core.bucket.FoundObjects;
import dev.sallyport.core.bucket.LogFolder;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.bucket.TimeSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A question that Athena answers where the objects lie. For each folder of logs it keeps an external table in a
 * database of our own; a table holds no data, and stays for the next question.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/querying-aws-service-logs.html">Query AWS service logs</a>
 */
public final class AthenaQuery {
    /** As many tables are asked together; beyond that a place is too wide for one question. */
    private static final int MOST_TABLES = 20;

    /** Athena User Guide, "Service Quotas": Athena cannot read more partitions in a single scan. */
    private static final long MOST_PARTITIONS = 1_000_000;

    private final AthenaRun run;
    private final Consumer<String> say;
    private final TimeSpan span;
    private final List<AthenaTable> tables;
    private final List<String> gaps;
    private final long bytes;

    private AthenaQuery(
            AthenaRun run,
            Consumer<String> say,
            TimeSpan span,
            List<AthenaTable> tables,
            List<String> gaps,
            long bytes) {
        this.run = run;
        this.say = say;
        this.span = span;
        this.tables = tables;
        this.gaps = gaps;
        this.bytes = bytes;
    }

    /**
     * A question to what lies in these places. The bucket is listed for that time, and the beginning of one object of
     * each folder is read; nothing is written yet.
     *
     * @param workGroup of Athena, in the session's Region
     * @param results where in S3 Athena may put results; null where the user named no place
     * @param say gets a sentence about what a question leaves there, once it does
     * @throws SallyportException {@code SP-ATHENA-PLACE} where nothing, or too much of different kinds, lies there,
     *     {@code SP-ATHENA-FORMAT} where Athena cannot read it, {@code SP-ATHENA-RESULTS} where results have no place,
     *     or one among the logs
     */
    public static AthenaQuery of(
            AwsClients clients,
            List<S3Place> places,
            TimeSpan span,
            String workGroup,
            @Nullable String results,
            Consumer<String> say) {
        BucketLogs buckets = new BucketLogs(clients);
        S3Client s3 = clients.s3(clients.region());
        List<AthenaTable> tables = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        long bytes = 0;
        for (S3Place place : outermost(places)) {
            FoundObjects found = buckets.find(place, span);
            gaps.addAll(found.gaps());
            List<LogFolder> folders = found.objects().isEmpty() ? List.of() : LogFolder.of(buckets, found, span);
            if (tables.size() + folders.size() > MOST_TABLES) {
                throw SallyportException.badInput(
                        "SP-ATHENA-PLACE",
                        "Under " + place + " more than " + MOST_TABLES + " folders hold logs.",
                        "Name one of them, such as the folder of one web ACL or distribution.");
            }
            for (LogFolder folder : folders) {
                tables.add(new AthenaTable(readable(folder), AthenaSample.view(s3, folder.sample())));
                bytes += folder.bytes();
            }
        }
        check(tables, gaps, span);
        AthenaRun run =
                AwsErrors.translating(() -> AthenaRun.in(clients.athena(clients.region()), workGroup, results));
        List<S3Place> read = new ArrayList<>(places);
        tables.forEach(table -> read.add(table.folder().place()));
        run.place().ifPresent(place -> requireApart(S3Place.of(place), read));
        return new AthenaQuery(run, say, span, List.copyOf(tables), List.copyOf(gaps), bytes);
    }

    /** Results among the logs would be read as logs by the next question. */
    private static void requireApart(S3Place results, List<S3Place> read) {
        String folder = results.prefix().isEmpty() || results.prefix().endsWith("/")
                ? results.prefix()
                : results.prefix() + "/";
        for (S3Place place : read) {
            if (place.bucket().equals(results.bucket())
                    && (folder.startsWith(place.prefix()) || place.prefix().startsWith(folder))) {
                throw SallyportException.badInput(
                        "SP-ATHENA-RESULTS",
                        "The results in " + results + " and the logs in " + place + " would lie in each other.",
                        "Name another place with --results, or another workgroup with --workgroup.");
            }
        }
    }

    /** Of what is named, what lies in nothing else that is named. */
    private static List<S3Place> outermost(List<S3Place> places) {
        return places.stream()
                .distinct()
                .filter(one -> places.stream().noneMatch(other -> !other.equals(one)
                        && other.bucket().equals(one.bucket())
                        && one.prefix().startsWith(other.prefix())))
                .toList();
    }

    private static LogFolder readable(LogFolder folder) {
        String place = folder.place().toString();
        if (place.contains("${") || place.chars().anyMatch(Character::isISOControl)) {
            throw SallyportException.badInput(
                    "SP-ATHENA-PLACE",
                    "The name of " + place.replaceAll("\\p{Cntrl}", "?") + " cannot be written in Athena's SQL.",
                    "Leave out --athena.");
        }
        if (folder.parts() != null && folder.parts().count() > MOST_PARTITIONS) {
            throw SallyportException.badInput(
                    "SP-ATHENA-PLACE",
                    place + " has " + folder.parts().count() + " partitions from " + folder.parts().first() + " to "
                            + folder.parts().last() + ", and Athena reads at most 1,000,000 in one question.",
                    "Ask for less time with --since and --until.");
        }
        return folder;
    }

    private static void check(List<AthenaTable> tables, List<String> gaps, TimeSpan span) {
        if (tables.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-ATHENA-PLACE", String.join(" ", gaps), "Name another place, or other times.");
        }
        long forms = tables.stream()
                .map(table -> table.view().view().stream().map(AthenaColumn::name).toList())
                .distinct()
                .count();
        if (forms > 1) {
            throw SallyportException.badInput(
                    "SP-ATHENA-PLACE",
                    "The folders hold logs of several kinds, or with different fields.",
                    "Ask those of one kind at a time.");
        }
        if (!span.isAll() && tables.stream().anyMatch(table -> !table.hasTimes())) {
            throw SallyportException.badInput(
                    "SP-ATHENA-FORMAT",
                    "These records have no fields date and time, by which Athena is asked for a span.",
                    "Leave out --since and --until, or --athena.");
        }
    }

    /** How much a question will read: the objects of that time, or all of a folder whose parts tell no time. */
    public Asked size() {
        return Asked.of("athena", bytes);
    }

    private Map<String, AthenaColumn> columns() {
        return tables.getFirst().view().columns();
    }

    private String judged(@Nullable String where) {
        String condition = where == null ? "" : "\n      AND " + AthenaCondition.of(where, columns());
        return """
                WITH read AS (
                  %s),
                judged AS (
                  SELECT *, is_record AND in_time%s AS is_hit
                  FROM read)
                """
                .formatted(
                        tables.stream().map(table -> table.select(span))
                                .collect(Collectors.joining("\n  UNION ALL\n  ")),
                        condition);
    }

    /**
     * Counts per value of a field.
     *
     * @param by a column of the view
     * @param where a condition; null for none
     * @param limit most rows, 0 for all
     * @param scanned gets the bytes that Athena has scanned so far, now and then
     * @throws SallyportException {@code SP-LOG-FIELD}, {@code SP-ATHENA-SQL}, {@code SP-ATHENA-RESULTS}, {@code SP-
     *     ATHENA} where the query fails, or what AWS refused
     */
    public RemoteAnswer counts(String by, @Nullable String where, int limit, LongConsumer scanned) {
        AthenaColumn field = columns().get(by);
        if (field == null) {
            throw AthenaCondition.missing(by, columns());
        }
        String value = LogTable.quoted(field.name());
        boolean list = field.type() == AthenaColumn.Type.LIST;
        // The row of all values together comes first; a record counts there once, however many items it has.
        String select = """
                %s
                SELECT value, hits, all_records, all_hits, all_rejected, all_other
                FROM (
                  SELECT value, grouping(value) AS is_total, count_if(is_hit) AS hits,
                    count_if(is_record AND in_time AND is_first) AS all_records,
                    count_if(is_hit AND is_first) AS all_hits, count_if(is_other AND is_first) AS all_other,
                    count_if(NOT is_record AND NOT is_other AND is_first) AS all_rejected
                  FROM (SELECT %s AS value, %s AS is_first, is_record, is_other, in_time, is_hit FROM judged %s)
                  GROUP BY GROUPING SETS ((value), ()))
                WHERE is_total = 1 OR hits > 0
                ORDER BY is_total DESC, hits DESC, value NULLS LAST
                %s"""
                .formatted(
                        judged(where),
                        list ? "item.value" : value,
                        list ? "coalesce(item.nth, 1) = 1" : "TRUE",
                        list ? items(value) : "",
                        limit == 0 ? "" : "LIMIT " + (limit + 1L));
        AthenaRun.Rows answer = ask(select, scanned);
        List<@Nullable String> all = answer.rows().getFirst();
        requireSameFields(number(all.get(5)) > 0);
        List<Map<String, @Nullable Object>> rows = answer.rows().stream()
                .skip(1)
                .map(row -> new ValueCount(field.readItem(row.get(0)), number(row.get(1))).row())
                .toList();
        LogResult result = new LogResult(rows, number(all.get(2)), number(all.get(3)), number(all.get(4)), gaps);
        return new RemoteAnswer(result, true, Asked.of("athena", answer.bytes()));
    }

    /** One row for each item of a list, or one without. */
    private static String items(String list) {
        return "LEFT JOIN UNNEST(array_distinct(%s)) WITH ORDINALITY AS item(value, nth) ON TRUE".formatted(list);
    }

    /** Whether records have other fields is known once they have been read. */
    private void requireSameFields(boolean other) {
        if (other) {
            throw SallyportException.badInput(
                    "SP-ATHENA-FORMAT",
                    "Some objects have other #Fields than " + tables.getFirst().folder().sample().name()
                            + ", so that values would stand in wrong columns.",
                    "Ask for a time in which the fields did not change, or leave out --athena.");
        }
    }

    /**
     * The latest records. What else there is is not counted, which would be charged once more.
     *
     * @param where a condition; null for none
     * @param limit most rows, 0 for all
     * @param scanned gets the bytes that Athena has scanned so far, now and then
     * @throws SallyportException as {@link #counts}
     */
    public RemoteAnswer records(@Nullable String where, int limit, LongConsumer scanned) {
        List<AthenaColumn> view = tables.getFirst().view().view();
        String select = """
                %s
                SELECT is_other, %s
                FROM judged
                WHERE is_hit OR is_other
                ORDER BY is_other DESC%s
                %s"""
                .formatted(
                        judged(where),
                        view.stream().map(AthenaColumn::written).collect(Collectors.joining(", ")),
                        order(),
                        limit == 0 ? "" : "LIMIT " + limit);
        AthenaRun.Rows answer = ask(select, scanned);
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable String> values : answer.rows()) {
            requireSameFields("true".equals(values.getFirst()));
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            tables.getFirst().view().always().forEach(name -> row.put(name, null));
            for (int i = 0; i < view.size(); i++) {
                row.put(view.get(i).name(), view.get(i).read(values.get(i + 1)));
            }
            rows.add(row);
        }
        LogResult result = new LogResult(rows, rows.size(), rows.size(), 0, gaps);
        return new RemoteAnswer(result, false, Asked.of("athena", answer.bytes()));
    }

    private String order() {
        if (!tables.getFirst().hasTimes()) {
            return "";
        }
        return tables.getFirst().view().kind() == LogKind.WAF
                ? ", \"timestamp\" DESC"
                : ", \"date\" DESC, \"time\" DESC";
    }

    private static long number(@Nullable String written) {
        return Long.parseLong(Objects.requireNonNull(written));
    }

    private AthenaRun.Rows ask(String select, LongConsumer scanned) {
        return AwsErrors.translating(() -> {
            say.accept(run.place().map(place -> "Results lie in " + place).orElse("Athena keeps the results itself"));
            boolean made = false;
            for (AthenaTable table : tables) {
                Optional<String> stands = run.definition(table.name());
                if (stands.isPresent() && !stands.get().equals(table.definition())) {
                    throw SallyportException.refused(
                            "SP-ATHENA-TABLE",
                            "The table " + AthenaTable.DATABASE + "." + table.name()
                                    + " was not made for this question.",
                            "Look whose it is; rename or drop it, or leave out --athena.");
                }
                if (stands.isEmpty()) {
                    if (!made) {
                        run.define("CREATE DATABASE IF NOT EXISTS `" + AthenaTable.DATABASE + "`");
                        made = true;
                    }
                    run.define(table.ddl());
                }
                say.accept("Athena keeps the table " + AthenaTable.DATABASE + "." + table.name());
            }
            return run.ask(select, scanned);
        });
    }
}
