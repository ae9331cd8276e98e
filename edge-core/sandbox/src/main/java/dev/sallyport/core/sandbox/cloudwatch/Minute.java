package dev.sallyport.core.sandbox.cloudwatch;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/**
 * What was observed in a minute, or in several put together.
 *
 * @param values how often each value occurred; null when only a statistic set was given, or too many differ
 */
record Minute(
        double count,
        double sum,
        double minimum,
        double maximum,
        String unit,
        @Nullable SortedMap<Double, Double> values) {
    private static final int MOST_VALUES = 5000;

    static Minute of(MetricDatum datum) {
        String unit = datum.unitAsString() == null ? "None" : datum.unitAsString();
        StatisticSet set = datum.statisticValues();
        if (set != null) {
            double count = MetricFaults.present(set.sampleCount(), "StatisticValues.SampleCount");
            double minimum = MetricFaults.present(set.minimum(), "StatisticValues.Minimum");
            double maximum = MetricFaults.present(set.maximum(), "StatisticValues.Maximum");
            double sum = finite(MetricFaults.present(set.sum(), "StatisticValues.Sum"));
            // As on AWS, a percentile needs the values, unless they cannot differ.
            boolean one = minimum == maximum;
            SortedMap<Double, Double> values = one ? new TreeMap<>(Map.of(minimum, count)) : null;
            return new Minute(count, sum, finite(minimum), finite(maximum), unit, values);
        }
        SortedMap<Double, Double> values = new TreeMap<>();
        if (datum.hasValues() && !datum.values().isEmpty()) {
            if (datum.hasCounts() && datum.counts().size() != datum.values().size()) {
                throw MetricFaults.value("The parameters Values and Counts must be of the same size.");
            }
            for (int i = 0; i < datum.values().size(); i++) {
                double times = datum.hasCounts() ? datum.counts().get(i) : 1.0;
                values.merge(finite(datum.values().get(i)), times, Double::sum);
            }
        } else {
            values.put(finite(MetricFaults.present(datum.value(), "Value")), 1.0);
        }
        double count = 0;
        double sum = 0;
        for (Map.Entry<Double, Double> value : values.entrySet()) {
            count += value.getValue();
            sum += value.getKey() * value.getValue();
        }
        return new Minute(count, sum, values.firstKey(), values.lastKey(), unit, values);
    }

    private static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw MetricFaults.value("The value " + value + " for parameter Value is invalid.");
        }
        return value;
    }

    Minute plus(Minute other) {
        SortedMap<Double, Double> both = null;
        if (values != null && other.values != null) {
            both = new TreeMap<>(values);
            for (Map.Entry<Double, Double> value : other.values.entrySet()) {
                both.merge(value.getKey(), value.getValue(), Double::sum);
            }
            both = both.size() > MOST_VALUES ? null : both;
        }
        return new Minute(
                count + other.count,
                sum + other.sum,
                Math.min(minimum, other.minimum),
                Math.max(maximum, other.maximum),
                unit,
                both);
    }

    /** The value of a statistic; null for a percentile that cannot be told. */
    @Nullable Double statistic(String name) {
        return switch (name) {
            case "SampleCount" -> count;
            case "Sum" -> sum;
            case "Minimum" -> minimum;
            case "Maximum" -> maximum;
            case "Average" -> count == 0 ? 0 : sum / count;
            default -> percentile(Double.parseDouble(name.substring(1)));
        };
    }

    /** The nearest rank; AWS does not publish how it interpolates. */
    private @Nullable Double percentile(double percent) {
        if (values == null) {
            return null;
        }
        double rank = Math.ceil(percent / 100 * count);
        double seen = 0;
        for (Map.Entry<Double, Double> value : values.entrySet()) {
            seen += value.getValue();
            if (seen >= rank) {
                return value.getKey();
            }
        }
        return maximum;
    }

    /** Refuses a statistic that is none, or that the sandbox does not compute. */
    static String known(String name) {
        boolean percentile = name.matches("p(\\d{1,2}(\\.\\d{1,10})?|100)");
        if (!percentile && !java.util.Set.of("SampleCount", "Sum", "Minimum", "Maximum", "Average").contains(name)) {
            throw MetricFaults.value("The value " + name + " for parameter Stat is not supported by the sandbox: Sum,"
                    + " Average, Minimum, Maximum, SampleCount and percentiles are.");
        }
        return name;
    }
}
