package dev.sallyport.core.sandbox.logs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Logs Insights query: a chain of commands, of which {@code fields}, {@code display}, {@code filter}, {@code stats},
 * {@code sort} and {@code limit} are understood. Anything else is refused by name.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html">Query syntax</a>
 */
record Insights(List<Command> commands) {
    private static final List<String> DEFAULT_FIELDS = List.of("@timestamp", "@message");

    /** A field of an event or a name given with {@code as}, and how it is called in the result. */
    record Column(String field, String name) {}

    /**
     * An aggregate.
     *
     * @param field empty for {@code count(*)}
     * @param percentile for {@code pct}
     */
    record Aggregate(String function, String field, double percentile, String name) {}

    /** A key of {@code by}; {@code seconds} is 0 but for {@code bin}. */
    record GroupKey(String field, long seconds, String name) {}

    sealed interface Command {}

    record Fields(List<Column> columns, boolean only) implements Command {}

    record Filter(InsightsCondition condition) implements Command {}

    record Stats(List<Aggregate> aggregates, List<GroupKey> keys) implements Command {}

    record Sort(List<String> fields, List<Boolean> descending) implements Command {}

    record Limit(int rows) implements Command {}

    static Insights parse(String query) {
        return new InsightsReader(query).query();
    }

    /** What a query found. */
    record Outcome(List<Map<String, String>> rows, long matched, long scanned) {}

    Outcome run(List<Map<String, String>> events, int limit) {
        List<Map<String, String>> rows = new ArrayList<>(events);
        rows.sort(Comparator.comparing((Map<String, String> row) -> row.getOrDefault("@timestamp", "")).reversed());
        long matched = events.size();
        boolean aggregated = false;
        int most = limit;
        List<String> shown = null;
        for (Command command : commands) {
            switch (command) {
                case Filter filter -> {
                    rows.removeIf(row -> !filter.condition().holds(row));
                    matched = aggregated ? matched : rows.size();
                }
                case Fields fields -> {
                    for (Column column : fields.columns()) {
                        rows.forEach(row -> copy(row, column));
                    }
                    List<String> names = fields.columns().stream().map(Column::name).toList();
                    shown = fields.only() || shown == null ? new ArrayList<>(names) : joined(shown, names);
                }
                case Stats stats -> {
                    rows = InsightsStats.run(stats, rows);
                    aggregated = true;
                    shown = new ArrayList<>();
                    shown.addAll(stats.keys().stream().map(GroupKey::name).toList());
                    shown.addAll(stats.aggregates().stream().map(Aggregate::name).toList());
                }
                case Sort sort -> rows.sort(order(sort));
                case Limit cut -> most = Math.min(most, cut.rows());
            }
        }
        List<String> columns = shown == null ? DEFAULT_FIELDS : shown;
        boolean eachIsAnEvent = !aggregated;
        List<Map<String, String>> results =
                rows.stream().limit(most).map(row -> picked(row, columns, eachIsAnEvent)).toList();
        return new Outcome(results, matched, events.size());
    }

    private static void copy(Map<String, String> row, Column column) {
        String value = row.get(column.field());
        if (value != null && !column.name().equals(column.field())) {
            row.put(column.name(), value);
        }
    }

    private static List<String> joined(List<String> before, List<String> more) {
        List<String> all = new ArrayList<>(before);
        more.stream().filter(name -> !all.contains(name)).forEach(all::add);
        return all;
    }

    private static Map<String, String> picked(Map<String, String> row, List<String> columns, boolean event) {
        Map<String, String> picked = new LinkedHashMap<>();
        for (String column : columns) {
            String value = row.get(column);
            if (value != null) {
                picked.put(column, value);
            }
        }
        if (event) {
            picked.put("@ptr", row.getOrDefault("@ptr", ""));
        }
        return picked;
    }

    private static Comparator<Map<String, String>> order(Sort sort) {
        return (a, b) -> {
            for (int i = 0; i < sort.fields().size(); i++) {
                String field = sort.fields().get(i);
                int order = compare(a.get(field), b.get(field));
                if (order != 0) {
                    return sort.descending().get(i) ? -order : order;
                }
            }
            return 0;
        };
    }

    /** Numbers by value, texts by character, nothing first. */
    static int compare(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return Boolean.compare(a != null, b != null);
        }
        return Numbers.is(a) && Numbers.is(b)
                ? new java.math.BigDecimal(a).compareTo(new java.math.BigDecimal(b))
                : a.compareTo(b);
    }
}
