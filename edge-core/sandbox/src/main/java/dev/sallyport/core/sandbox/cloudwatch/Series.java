package dev.sallyport.core.sandbox.cloudwatch;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

/**
 * A metric: what its name and its dimensions make different from any other.
 *
 * @param lastUsed milliseconds since 1970
 */
record Series(String namespace, String name, SortedMap<String, String> dimensions, long lastUsed) {
    static Series of(String namespace, String name, List<Dimension> dimensions, long now) {
        if (dimensions.size() > 30) {
            throw MetricFaults.value("The collection Dimensions must not have a size greater than 30.");
        }
        SortedMap<String, String> sorted = new TreeMap<>();
        for (Dimension dimension : dimensions) {
            sorted.put(
                    MetricFaults.present(dimension.name(), "Dimensions.member.Name"),
                    MetricFaults.present(dimension.value(), "Dimensions.member.Value"));
        }
        return new Series(
                MetricFaults.present(namespace, "Namespace"), MetricFaults.present(name, "MetricName"), sorted, now);
    }

    /** Orders by namespace, then name; no character of these is a control character. */
    String key(String region) {
        StringBuilder key = new StringBuilder(region).append('/').append(namespace).append('\u0001').append(name);
        dimensions.forEach((dimension, value) -> key.append('\u0002').append(dimension).append('\u0003').append(value));
        return key.append('\u0004').toString();
    }

    Metric shape() {
        return Metric.builder()
                .namespace(namespace)
                .metricName(name)
                .dimensions(dimensions.entrySet().stream()
                        .map(one -> Dimension.builder().name(one.getKey()).value(one.getValue()).build())
                        .toList())
                .build();
    }
}
