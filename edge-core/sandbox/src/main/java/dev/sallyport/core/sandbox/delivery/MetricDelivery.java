package dev.sallyport.core.sandbox.delivery;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/** Sums up the services' metrics by the minute and hands them to CloudWatch every second. */
public final class MetricDelivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricDelivery.class);
    private static final int PUT_LIMIT = 1000;
    private static final long PERIOD_MILLIS = 1000;

    private final CloudWatchClient cloudWatch;
    private final Clock clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread writer;
    private Map<Key, double[]> sums = new HashMap<>();

    private record Key(
            String region,
            String namespace,
            String name,
            SortedMap<String, String> dimensions,
            StandardUnit unit,
            Instant minute) {}

    /** Starts the background writer. */
    public MetricDelivery(CloudWatchClient cloudWatch, Clock clock) {
        this.cloudWatch = cloudWatch;
        this.clock = clock;
        this.writer = Thread.ofPlatform().daemon().name("metric-delivery").start(this::run);
    }

    /**
     * Adds one observation at the present minute.
     *
     * @param namespace such as {@code AWS/CloudFront}
     */
    public void add(
            String region,
            String namespace,
            String name,
            Map<String, String> dimensions,
            StandardUnit unit,
            double value) {
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        Key key = new Key(region, namespace, name, new TreeMap<>(dimensions), unit, minute);
        synchronized (this) {
            double[] sum = sums.computeIfAbsent(
                    key, k -> new double[] {0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
            sum[0]++;
            sum[1] += value;
            sum[2] = Math.min(sum[2], value);
            sum[3] = Math.max(sum[3], value);
        }
    }

    private void run() {
        try {
            while (!stopping.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands over what has been added so far. */
    public void flush() {
        Map<Key, double[]> taken;
        synchronized (this) {
            taken = sums;
            sums = new HashMap<>();
        }
        Map<List<String>, List<MetricDatum>> puts = new HashMap<>();
        taken.forEach((key, sum) -> puts.computeIfAbsent(
                        List.of(key.region(), key.namespace()), k -> new ArrayList<>())
                .add(datum(key, sum)));
        puts.forEach((where, data) -> {
            for (int from = 0; from < data.size(); from += PUT_LIMIT) {
                put(where.get(0), where.get(1), data.subList(from, Math.min(data.size(), from + PUT_LIMIT)));
            }
        });
    }

    private static MetricDatum datum(Key key, double[] sum) {
        return MetricDatum.builder()
                .metricName(key.name())
                .timestamp(key.minute())
                .unit(key.unit())
                .dimensions(key.dimensions().entrySet().stream()
                        .map(dimension -> Dimension.builder()
                                .name(dimension.getKey())
                                .value(dimension.getValue())
                                .build())
                        .toList())
                .statisticValues(StatisticSet.builder()
                        .sampleCount(sum[0])
                        .sum(sum[1])
                        .minimum(sum[2])
                        .maximum(sum[3])
                        .build())
                .build();
    }

    private void put(String region, String namespace, List<MetricDatum> data) {
        try {
            new Call(Caller.root(), region, UUID.randomUUID().toString())
                    .answer(() -> cloudWatch.putMetricData(put -> put.namespace(namespace).metricData(data)));
        } catch (RuntimeException e) {
            LOG.warn("Metrics of {} were not delivered", namespace, e);
        }
    }

    /** Hands over what is waiting, then stops. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            // An interrupt would close the state's file under a write, and the state could not be closed any more.
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
