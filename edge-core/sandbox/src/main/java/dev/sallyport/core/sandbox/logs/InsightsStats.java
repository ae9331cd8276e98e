package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.sandbox.logs.Insights.Aggregate;
import dev.sallyport.core.sandbox.logs.Insights.GroupKey;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code stats} command. */
final class InsightsStats {
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS")
            .withZone(ZoneOffset.UTC);

    private InsightsStats() {}

    static List<Map<String, String>> run(Insights.Stats stats, List<Map<String, String>> rows) {
        Map<List<@Nullable String>, List<Map<String, String>>> groups = new LinkedHashMap<>();
        if (stats.keys().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (Map<String, String> row : rows) {
            List<@Nullable String> key = new ArrayList<>();
            stats.keys().forEach(one -> key.add(value(one, row)));
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
        }
        List<Map<String, String>> results = new ArrayList<>();
        groups.forEach((key, members) -> {
            Map<String, String> result = new LinkedHashMap<>();
            for (int i = 0; i < key.size(); i++) {
                String value = key.get(i);
                if (value != null) {
                    result.put(stats.keys().get(i).name(), value);
                }
            }
            for (Aggregate aggregate : stats.aggregates()) {
                String value = value(aggregate, members);
                if (value != null) {
                    result.put(aggregate.name(), value);
                }
            }
            results.add(result);
        });
        return results;
    }

    private static @Nullable String value(GroupKey key, Map<String, String> row) {
        if (key.seconds() == 0) {
            return row.get(key.field());
        }
        String at = row.get("@timestamp");
        if (at == null) {
            return null;
        }
        long second = LocalDateTime.parse(at, TIME).toEpochSecond(ZoneOffset.UTC);
        return TIME.format(Instant.ofEpochSecond(Math.floorDiv(second, key.seconds()) * key.seconds()));
    }

    private static @Nullable String value(Aggregate aggregate, List<Map<String, String>> rows) {
        if (aggregate.field().isEmpty()) {
            return String.valueOf(rows.size());
        }
        List<String> values = new ArrayList<>();
        for (Map<String, String> row : rows) {
            String value = row.get(aggregate.field());
            if (value != null) {
                values.add(value);
            }
        }
        List<BigDecimal> numbers =
                values.stream().filter(Numbers::is).map(BigDecimal::new).sorted().toList();
        BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return switch (aggregate.function()) {
            case "count" -> String.valueOf(values.size());
            case "count_distinct" -> String.valueOf(values.stream().distinct().count());
            case "min" -> values.stream().min(Insights::compare).orElse(null);
            case "max" -> values.stream().max(Insights::compare).orElse(null);
            case "sum" -> text(sum);
            case "avg" -> numbers.isEmpty() ? null
                    : text(sum.divide(BigDecimal.valueOf(numbers.size()), MathContext.DECIMAL32));
            default -> numbers.isEmpty() ? null : text(numbers.get(rank(aggregate.percentile(), numbers.size())));
        };
    }

    private static int rank(double percentile, int size) {
        return Math.clamp((int) Math.ceil(percentile / 100 * size) - 1, 0, size - 1);
    }

    private static String text(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
