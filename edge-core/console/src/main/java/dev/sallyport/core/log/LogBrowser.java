package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.masking.Masking;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One view for a window: pages, bars over time and facets, all under the same SQL condition. An empty condition is none.
 * What leaves it is masked; conditions, order and counts are of the values as they were logged.
 * Beside the view's fields a condition may name {@code "#at"}, the time of a record whatever its kind.
 *
 * <p>Each method throws {@code SP-LOG-SQL} where the condition cannot be answered.
 */
public final class LogBrowser {
    private static final int WIDEST = 500;
    private static final Pattern OR = Pattern.compile("\\bOR\\b", Pattern.CASE_INSENSITIVE);

    private final LogDatabase database;
    private final LogKind kind;
    private final LogAnswers answers;
    private final Masking masking;

    LogBrowser(LogDatabase database, LogKind kind, Masking masking) {
        this.masking = masking;
        this.database = database;
        this.kind = kind;
        this.answers = new LogAnswers(database, List.of(kind));
    }

    /** The fields of the view with their SQL types, in the view's order. */
    public Map<String, String> fields() {
        return answers.fields(kind);
    }

    /** How many records fulfil the condition. */
    public long count(String where) {
        return asking(() -> database.number(
                """
                SELECT count(*)
                FROM %s
                WHERE %s
                """
                        .formatted(relation(), condition(where))));
    }

    /**
     * A page of records.
     *
     * @param order field to sort by; null for the order of the sources
     */
    public List<LogRow> page(String where, @Nullable String order, boolean descending, long offset, int limit) {
        // The place of each row first: sorting whole rows costs a hundred times as much.
        return rows(ids(where, order, descending, "LIMIT %d OFFSET %d".formatted(limit, offset)));
    }

    /**
     * All records that fulfil the condition, sorted by the store.
     *
     * @param order field to sort by; null for the order of the sources
     */
    public LogSequence sequence(String where, @Nullable String order, boolean descending) {
        return new LogSequence(this, ids(where, order, descending, ""));
    }

    private long[] ids(String where, @Nullable String order, boolean descending, String part) {
        String direction = descending ? "DESC" : "ASC";
        String by = order == null ? "rowid" : LogTable.quoted(known(order));
        return asking(() -> database.numbers(
                """
                SELECT rowid
                FROM %s
                WHERE %s
                ORDER BY %s %s NULLS LAST, rowid %s
                %s
                """
                        .formatted(relation(), condition(where), by, direction, direction, part)));
    }

    /** The record with an id, as {@link LogRow#id()}; empty where there is none. */
    public Optional<LogRow> row(long id) {
        return page("rowid = " + id, null, false, 0, 1).stream().findFirst();
    }

    /** The records with these ids, in that order. */
    List<LogRow> rows(long[] ids) {
        return ids.length == 0 ? List.of() : asking(() -> read(ids));
    }

    private List<LogRow> read(long[] ids) throws SQLException {
        Map<Long, LogRow> rows = new HashMap<>();
        database.each(
                """
                SELECT rowid AS "#id", * EXCLUDE ("#ok", "#at"%s)
                FROM %s
                WHERE rowid IN (%s)
                """
                        .formatted(
                                unread(kind),
                                kind.table(),
                                Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(", "))),
                ids.length,
                row -> {
                    long id = number(row.remove("#id"));
                    Object groups = row.remove("#groups");
                    rows.put(id, kind == LogKind.WAF
                            ? new LogRow(id, MaskedColumns.row(masking, row), WafMatches.ended(row, groups))
                            : new LogRow(id, MaskedColumns.row(masking, row)));
                });
        return Arrays.stream(ids).mapToObj(id -> Objects.requireNonNull(rows.get(id))).toList();
    }

    /**
     * A span of time.
     *
     * @param until exclusive
     */
    public record Span(Instant since, Instant until) {}

    /** The time of the records from the first to the last; empty where none has a time. */
    public Optional<Span> span(String where) {
        return asking(() -> {
            List<Span> found = new ArrayList<>();
            database.each(
                    """
                    SELECT epoch_ms(min("#at")) AS first, epoch_ms(max("#at")) AS last
                    FROM %s
                    WHERE %s
                    """
                            .formatted(relation(), condition(where)),
                    1,
                    row -> {
                        if (row.get("first") != null) {
                            found.add(new Span(
                                    Instant.ofEpochMilli(number(row.get("first"))),
                                    Instant.ofEpochMilli(number(row.get("last")) + 1)));
                        }
                    });
            return found.stream().findFirst();
        });
    }

    /**
     * Bars of equal width over a span of time, also where nothing came.
     *
     * @param until exclusive
     * @param n how many at most; fewer where a bar would be shorter than a millisecond
     * @param by the field that the records of a bar are counted by; "-" where a record has none
     */
    public List<TimeBucket> bars(String where, Instant since, Instant until, int n, String by) {
        String known = known(by);
        String field = LogTable.quoted(known);
        long first = since.toEpochMilli();
        long length = Math.max(1, until.toEpochMilli() - first);
        long width = Math.ceilDiv(length, Math.clamp(n, 1, WIDEST));
        return asking(() -> {
            Map<Long, Map<String, Long>> found = new HashMap<>();
            database.each(
                    """
                    SELECT (epoch_ms("#at") - %d) // %d AS bar, coalesce(CAST(%s AS VARCHAR), '-') AS value, count(*) AS n
                    FROM %s
                    WHERE %s AND %s
                    GROUP BY ALL
                    ORDER BY ALL
                    """
                            .formatted(
                                    first,
                                    width,
                                    field,
                                    relation(),
                                    between(since, Instant.ofEpochMilli(first + length)),
                                    condition(where)),
                    Integer.MAX_VALUE,
                    row -> found.computeIfAbsent(number(row.get("bar")), bar -> new LinkedHashMap<>())
                            .merge(shown(known, row.get("value")), number(row.get("n")), Long::sum));
            List<TimeBucket> bars = new ArrayList<>();
            for (long bar = 0; bar < Math.ceilDiv(length, width); bar++) {
                Instant start = Instant.ofEpochMilli(first + bar * width);
                bars.add(new TimeBucket(start, Duration.ofMillis(width), found.getOrDefault(bar, Map.of())));
            }
            return bars;
        });
    }

    private String shown(String field, @Nullable Object value) {
        return String.valueOf(MaskedColumns.any(masking, field, value));
    }

    /** A condition that a record's time is not before {@code since}. */
    public static String from(Instant since) {
        return "\"#at\" >= " + LogTable.time(since);
    }

    /** A condition that a record's time lies in a span; {@code until} is exclusive. */
    public static String between(Instant since, Instant until) {
        return from(since) + " AND \"#at\" < " + LogTable.time(until);
    }

    /** A condition that a field has a value; null for none. */
    public static String condition(String field, @Nullable Object value) {
        String name = LogTable.quoted(field);
        return switch (value) {
            case null -> "%s IS NULL".formatted(name);
            case Number number -> name + " = " + number;
            case Boolean flag -> name + " = " + flag;
            default -> name + " = " + LogTable.literal(value.toString());
        };
    }

    /**
     * A condition on a field of this kind: that it has a value, or that a list has it within.
     *
     * @param value as it is shown, masked or not; null for none, or for an empty list
     */
    public String having(String field, @Nullable Object value) {
        String known = known(field);
        boolean marked = masking.isOn() && value != null && value.toString().contains(Masking.MARK);
        if (value != null && marked && MaskedColumns.isMasked(known)) {
            return MaskedColumns.sql(known) + " = " + LogTable.literal(value.toString());
        }
        if (!fields().getOrDefault(known, "").endsWith("[]")) {
            return condition(known, value);
        }
        String name = LogTable.quoted(known);
        return value == null
                ? "coalesce(len(%s), 0) = 0".formatted(name)
                : "list_contains(%s, %s)".formatted(name, LogTable.literal(value.toString()));
    }

    /** A condition that another does not hold; where it cannot be told, it does not. */
    public static String not(String condition) {
        return "(%s) IS NOT TRUE".formatted(condition);
    }

    /**
     * A condition that both are fulfilled.
     *
     * @param before as a user may have typed it; blank for none
     */
    public static String and(String before, String condition) {
        String stripped = before.strip();
        if (stripped.isEmpty()) {
            return condition;
        }
        // OR alone binds less than AND does; everything else stays readable without.
        return (OR.matcher(stripped).find() ? "(" + stripped + ")" : stripped) + " AND " + condition;
    }

    /** A condition that a text has another within. */
    public static String contains(String field, String part) {
        return "contains(%s, %s)".formatted(LogTable.quoted(field), LogTable.literal(part));
    }

    /** The most frequent values of a field, most first. */
    public List<ValueCount> facet(String where, String field, int top) {
        String known = known(field);
        return asking(() ->
                MaskedColumns.counts(masking, known, answers.counts(relation(), condition(where), known, top)));
    }

    private String relation() {
        return """
                (SELECT rowid, * FROM %s WHERE "#ok")""".formatted(kind.table());
    }

    /** Columns of the table that the view does not show, beside those of each kind; each with a comma before it. */
    static String hidden(LogKind kind) {
        return kind == LogKind.WAF ? ", \"#rules\", \"#groups\", \"#met\"" : "";
    }

    /** As the hidden columns, but for that by which the rule that ended a request is named. */
    private static String unread(LogKind kind) {
        return kind == LogKind.WAF ? ", \"#rules\", \"#met\"" : "";
    }

    private String condition(String where) {
        return where.isBlank() ? "true" : UserSql.condition(database, where);
    }

    private String known(String field) {
        return fields().keySet().stream()
                .filter(field::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> SallyportException.badInput(
                        "SP-LOG-FIELD",
                        "There is no field " + field + ".",
                        "The fields are " + String.join(", ", fields().keySet()) + "."));
    }

    private static long number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).longValue();
    }

    /** The condition is the user's, so what is wrong with the question is too. */
    private static <T> T asking(LogDatabase.Question<T> question) {
        return LogDatabase.asking(question, UserSql::refused);
    }
}
