package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One view for a window: pages, a histogram and facets, all under the same SQL condition. An empty condition is none.
 * Beside the view's fields a condition may name {@code "#at"}, the time of a record whatever its kind.
 *
 * <p>Each method throws {@code SP-LOG-SQL} where the condition cannot be answered.
 */
public final class LogBrowser {
    private static final int WIDEST = 500;

    private final LogDatabase database;
    private final LogKind kind;
    private final LogAnswers answers;

    LogBrowser(LogDatabase database, LogKind kind) {
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
        return asking(() -> database.number("SELECT count(*) FROM " + relation() + " WHERE " + condition(where)));
    }

    /**
     * A page of records.
     *
     * @param order field to sort by; null for the order of the sources
     */
    public List<LogRow> page(String where, @Nullable String order, boolean descending, long offset, int limit) {
        String direction = descending ? " DESC" : " ASC";
        String by = order == null ? "rowid" : LogTable.quoted(known(order));
        return asking(() -> {
            // The place of each row first: sorting whole rows costs a hundred times as much.
            List<Long> ids = new ArrayList<>();
            database.each(
                    "SELECT rowid AS id FROM " + relation() + " WHERE " + condition(where) + " ORDER BY " + by
                            + direction
                            + " NULLS LAST, rowid" + direction + " LIMIT " + limit + " OFFSET " + offset,
                    limit,
                    row -> ids.add(number(row.get("id"))));
            return ids.isEmpty() ? List.of() : rows(ids);
        });
    }

    private List<LogRow> rows(List<Long> ids) throws SQLException {
        Map<Long, LogRow> rows = new HashMap<>();
        database.each(
                "SELECT rowid AS \"#id\", * EXCLUDE (\"#ok\", \"#at\"" + hidden() + ") FROM " + kind.table()
                        + " WHERE rowid IN ("
                        + ids.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")",
                ids.size(),
                row -> {
                    long id = number(row.remove("#id"));
                    rows.put(id, new LogRow(id, row));
                });
        return ids.stream().map(id -> Objects.requireNonNull(rows.get(id))).toList();
    }

    /** At most {@code bars} bars of equal width over the time of the records; empty where none has a time. */
    public List<TimeBucket> histogram(String where, int bars) {
        return asking(() -> {
            String from = " FROM " + relation() + " WHERE \"#at\" IS NOT NULL AND " + condition(where);
            long first = database.number("SELECT epoch_ms(min(\"#at\"))" + from);
            long last = database.number("SELECT epoch_ms(max(\"#at\"))" + from);
            long width = Math.max(1, Math.ceilDiv(last - first + 1, Math.clamp(bars, 1, WIDEST)));
            Map<Long, Map<String, Long>> found = new TreeMap<>();
            database.each(
                    "SELECT (epoch_ms(\"#at\") - " + first + ") // " + width + " AS bar, coalesce("
                            + LogTable.quoted(kind.outcome()) + ", '-') AS outcome, count(*) AS n" + from
                            + " GROUP BY ALL ORDER BY ALL",
                    Integer.MAX_VALUE,
                    row -> found.computeIfAbsent(number(row.get("bar")), bar -> new LinkedHashMap<>())
                            .put(String.valueOf(row.get("outcome")), number(row.get("n"))));
            List<TimeBucket> buckets = new ArrayList<>();
            for (long bar = 0; !found.isEmpty() && bar <= (last - first) / width; bar++) {
                Instant start = Instant.ofEpochMilli(first + bar * width);
                buckets.add(new TimeBucket(start, Duration.ofMillis(width), found.getOrDefault(bar, Map.of())));
            }
            return buckets;
        });
    }

    /** The most frequent values of a field, most first. */
    public List<ValueCount> facet(String where, String field, int top) {
        String known = known(field);
        return asking(() -> answers.counts(relation(), condition(where), known, top));
    }

    private String relation() {
        return "(SELECT rowid, * FROM " + kind.table() + " WHERE \"#ok\")";
    }

    private String hidden() {
        return kind == LogKind.WAF ? ", \"#rules\", \"#groups\"" : "";
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

    private interface Question<T> {
        T ask() throws SQLException;
    }

    private static <T> T asking(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw UserSql.refused(e);
        }
    }
}
