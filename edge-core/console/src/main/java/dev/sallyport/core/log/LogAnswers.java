package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.masking.Masking;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Questions of the command line: SQL, conditions, counts per value. */
final class LogAnswers {
    private final LogDatabase database;
    private final List<LogKind> loaded;

    LogAnswers(LogDatabase database, List<LogKind> loaded) {
        this.database = database;
        this.loaded = loaded;
    }

    /** Hands the rows over, masked; returns how many matched before the limit. */
    long answer(LogQuery query, Masking masking, Consumer<Map<String, @Nullable Object>> each) {
        int limit = query.limit() <= 0 ? Integer.MAX_VALUE : query.limit();
        if (query.sql() != null) {
            if (query.where() != null || query.by() != null) {
                throw SallyportException.badInput(
                        "SP-LOG-QUERY", "SQL stands alone.", "Leave out --where and --by, or write them into --sql.");
            }
            String select = UserSql.oneSelect(database, query.sql());
            if (masking.isOn()) {
                UserSql.requireViews(database, select);
            }
            try {
                return database.each(masking.isOn() ? maskedViews() : List.of(), select, limit, each);
            } catch (SQLException e) {
                throw UserSql.refused(e);
            }
        }
        String condition = query.where() == null ? "true" : UserSql.condition(database, query.where());
        List<LogKind> views = views(query, condition);
        return query.by() == null
                ? records(views, condition, limit, row -> each.accept(MaskedColumns.row(masking, row)))
                : counts(views, condition, query.by(), limit, masking, each);
    }

    /**
     * The views of a user's SQL, in front of those of the store: whatever it makes of their values, they are masked.
     */
    private List<String> maskedViews() {
        List<String> views = new ArrayList<>();
        for (LogKind kind : LogKind.values()) {
            views.add(
                    """
                    CREATE OR REPLACE TEMP VIEW %s AS
                    SELECT %s
                    FROM %s
                    WHERE "#ok"
                    """
                            .formatted(kind.view(), MaskedColumns.selected(fields(kind).keySet()), kind.table()));
        }
        return views;
    }

    /** The views that can answer; where none can, the first one's objection. */
    private List<LogKind> views(LogQuery query, String condition) {
        List<LogKind> present = loaded.isEmpty() ? List.of(LogKind.WAF) : loaded;
        List<LogKind> asked = query.kind() == null ? present : List.of(query.kind());
        List<LogKind> able = new ArrayList<>();
        SQLException objection = null;
        for (LogKind kind : asked) {
            if (query.by() != null && field(kind, query.by()) == null) {
                continue;
            }
            try {
                database.rows(
                        """
                        EXPLAIN SELECT 1
                        FROM %s
                        WHERE %s
                        """
                                .formatted(kind.view(), condition));
                able.add(kind);
            } catch (SQLException e) {
                objection = objection == null ? e : objection;
            }
        }
        if (!able.isEmpty()) {
            return able;
        }
        if (objection != null) {
            throw UserSql.refused(objection);
        }
        List<String> fields = asked.stream().flatMap(kind -> fields(kind).keySet().stream()).distinct().toList();
        throw SallyportException.badInput(
                "SP-LOG-FIELD",
                "There is no field " + query.by() + ".",
                "The fields are " + String.join(", ", fields) + ".");
    }

    private long records(
            List<LogKind> views, String condition, int limit, Consumer<Map<String, @Nullable Object>> each) {
        long matched = 0;
        int left = limit;
        try {
            for (LogKind kind : views) {
                long here = count(kind, condition);
                matched += here;
                if (left > 0) {
                    database.each(
                            """
                            SELECT *
                            FROM %s
                            WHERE %s
                            LIMIT %d
                            """
                                    .formatted(kind.view(), condition, left),
                            left,
                            each);
                    left -= (int) Math.min(here, left);
                }
            }
        } catch (SQLException e) {
            throw UserSql.refused(e);
        }
        return matched;
    }

    private long count(LogKind kind, String condition) throws SQLException {
        return database.number(
                """
                SELECT count(*)
                FROM %s
                WHERE %s
                """
                        .formatted(kind.view(), condition));
    }

    private long counts(
            List<LogKind> views,
            String condition,
            String by,
            int limit,
            Masking masking,
            Consumer<Map<String, @Nullable Object>> each) {
        List<ValueCount> counts = new ArrayList<>();
        long matched = 0;
        try {
            for (LogKind kind : views) {
                String field = Objects.requireNonNull(field(kind, by));
                matched += count(kind, condition);
                counts.addAll(counts(kind.view(), condition, field, Integer.MAX_VALUE));
            }
        } catch (SQLException e) {
            throw UserSql.refused(e);
        }
        List<ValueCount> rows = merged(counts).stream().limit(limit).toList();
        MaskedColumns.counts(masking, by, rows).stream().map(ValueCount::row).forEach(each);
        return matched;
    }

    /** Values with their counts, most first, then by value; a list counts a record once under each of its items. */
    List<ValueCount> counts(String relation, String condition, String field, int limit) throws SQLException {
        String value = LogTable.quoted(field);
        String item = isList(relation, field)
                ? """
                unnest(CASE WHEN len(list_distinct(%s)) > 0 THEN list_distinct(%s) ELSE [NULL] END)"""
                        .formatted(value, value)
                : value;
        List<ValueCount> counts = new ArrayList<>();
        database.each(
                """
                SELECT value, count(*) AS count
                FROM (SELECT %s AS value FROM %s WHERE %s)
                GROUP BY value
                ORDER BY count DESC, value NULLS LAST
                LIMIT %d
                """
                        .formatted(item, relation, condition, limit),
                limit,
                row -> counts.add(new ValueCount(
                        row.get("value"), ((Number) Objects.requireNonNull(row.get("count"))).longValue())));
        return counts;
    }

    private static List<ValueCount> merged(List<ValueCount> counts) {
        Map<@Nullable Object, Long> sums = new LinkedHashMap<>();
        counts.forEach(count -> sums.merge(count.value(), count.count(), Long::sum));
        if (sums.size() == counts.size() && sorted(counts)) {
            return counts;
        }
        List<ValueCount> merged = new ArrayList<>();
        sums.forEach((value, count) -> merged.add(new ValueCount(value, count)));
        merged.sort(Comparator.comparingLong(ValueCount::count)
                .reversed()
                .thenComparing(count -> String.valueOf(count.value())));
        return merged;
    }

    private static boolean sorted(List<ValueCount> counts) {
        for (int i = 1; i < counts.size(); i++) {
            if (counts.get(i).count() > counts.get(i - 1).count()) {
                return false;
            }
        }
        return true;
    }

    /** The fields of a view with their types, in its order. */
    Map<String, String> fields(LogKind kind) {
        return fields(kind.view());
    }

    private Map<String, String> fields(String relation) {
        try {
            Map<String, String> fields = new LinkedHashMap<>();
            for (Map<String, @Nullable Object> row : database.rows("DESCRIBE SELECT * FROM %s".formatted(relation))) {
                fields.put(String.valueOf(row.get("column_name")), String.valueOf(row.get("column_type")));
            }
            return fields;
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        }
    }

    private boolean isList(String relation, String field) {
        return fields(relation).getOrDefault(field, "").endsWith("[]");
    }

    private @Nullable String field(LogKind kind, String name) {
        return fields(kind).keySet().stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
    }
}
