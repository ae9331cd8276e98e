package dev.sallyport.core.sandbox.athena;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Partitions of the type date, which the properties of a table project.
 *
 * @param form of their values
 * @param first of them, in UTC
 * @param last no partition is later, in UTC
 * @param every how many units lie between one and the next
 * @param unit of the interval
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html">Supported
 *     types for partition projection</a>
 */
record Projection(String form, LocalDateTime first, LocalDateTime last, long every, ChronoUnit unit) {
    /** Athena User Guide, "Service Quotas": no more are read in a single scan. */
    private static final int MOST = 1_000_000;

    private static final Pattern NOW =
            Pattern.compile("NOW(?:\\s*([+-])\\s*(\\d+)\\s*([A-Z]+?)S?)?", Pattern.CASE_INSENSITIVE);

    /**
     * A condition that a query puts to the value of a partition.
     *
     * @param sign such as {@code >=}
     * @param value that it is compared with, as a text
     */
    record Comparison(String sign, String value) {
        private boolean holds(String partition) {
            int order = partition.compareTo(value);
            return switch (sign) {
                case ">=" -> order >= 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case "<" -> order < 0;
                case "=" -> order == 0;
                default -> order != 0;
            };
        }
    }

    /**
     * What the properties of a table say of a column.
     *
     * @param now in UTC
     */
    static Projection of(Map<String, String> properties, String column, LocalDateTime now) {
        String prefix = "projection." + column + ".";
        String form = properties.getOrDefault(prefix + "format", "");
        String[] range = properties.getOrDefault(prefix + "range", "").split(",", -1);
        String unit = properties.getOrDefault(prefix + "interval.unit", form.endsWith("dd") ? "DAYS" : "");
        try {
            long every = Long.parseLong(properties.getOrDefault(prefix + "interval", "1"));
            if (range.length != 2 || every < 1) {
                throw new DateTimeException("a range has two ends, and an interval is above zero");
            }
            return new Projection(
                    form, end(range[0].strip(), form, now), end(range[1].strip(), form, now), every, unit(unit));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new FailedQueryException("INVALID_TABLE_PROPERTY: projection of " + column + ": " + e.getMessage());
        }
    }

    /** Which is asked for where the form is finer than a day. */
    private static ChronoUnit unit(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("interval.unit is missing");
        }
        String upper = name.toUpperCase(Locale.ROOT);
        return ChronoUnit.valueOf(upper.endsWith("S") ? upper : upper + "S");
    }

    private static LocalDateTime end(String text, String form, LocalDateTime now) {
        Matcher relative = NOW.matcher(text);
        if (!relative.matches()) {
            return LocalDateTime.parse(text, formatter(form));
        }
        if (relative.group(1) == null) {
            return now;
        }
        long much = Long.parseLong(relative.group(1) + relative.group(2));
        return now.plus(much, unit(relative.group(3)));
    }

    private static DateTimeFormatter formatter(String form) {
        return new DateTimeFormatterBuilder()
                .appendPattern(form)
                .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
                .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                .toFormatter(Locale.ROOT);
    }

    /**
     * The values of the partitions that meet all conditions.
     *
     * @throws FailedQueryException where they are more than Athena reads
     */
    Set<String> values(List<Comparison> conditions) {
        long from = 0;
        long to = first.isAfter(last) ? -1 : unit.between(first, last) / every;
        for (Comparison condition : conditions) {
            Optional<Long> step = step(condition.value());
            if (step.isPresent() && (condition.sign().startsWith(">") || condition.sign().equals("="))) {
                from = Math.max(from, step.get() - 1);
            }
            if (step.isPresent() && condition.sign().matches("<=?|=")) {
                to = Math.min(to, step.get() + 1);
            }
        }
        DateTimeFormatter formatter = formatter(form);
        Set<String> values = new HashSet<>();
        for (long step = from; step <= to; step++) {
            String value = formatter.format(first.plus(step * every, unit));
            if (conditions.stream().allMatch(condition -> condition.holds(value)) && values.add(value)
                    && values.size() > MOST) {
                throw new FailedQueryException("FAILED: the query reads more than " + MOST
                        + " partitions in a single scan; compare the partition column with closer bounds.");
            }
        }
        return values;
    }

    /** Which one a value is, where the order of texts is that of time. */
    private Optional<Long> step(String value) {
        if (!form.startsWith("yyyy")) {
            return Optional.empty();
        }
        try {
            return Optional.of(unit.between(first, LocalDateTime.parse(value, formatter(form))) / every);
        } catch (DateTimeException other) {
            return Optional.empty();
        }
    }
}
