package dev.sallyport.core.sandbox.cloudwatch;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** Metrics by the minute, per Region. */
final class MetricStore {
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final Duration NEWEST = Duration.ofHours(2);
    private static final long MINUTE = 60_000;
    /** How stale the time of the last use may be. */
    private static final long USE_GRAIN = 600_000;

    private final Shelf<Series> series;
    private final Shelf<Minute> minutes;
    private final Clock clock;

    MetricStore(SandboxState state, Clock clock) {
        this.series = state.shelf("cloudwatch/series", Series.class);
        this.minutes = state.shelf("cloudwatch/minutes", Minute.class);
        this.clock = clock;
    }

    private static String minuteKey(String series, long minute) {
        return series + String.format(Locale.ROOT, "%012d", Math.max(0, minute));
    }

    synchronized void put(String namespace, List<MetricDatum> data) {
        String region = Call.current().region();
        long now = clock.millis();
        Map<String, Minute> changed = new HashMap<>();
        Map<String, Series> used = new HashMap<>();
        for (MetricDatum datum : data) {
            Series metric = Series.of(namespace, datum.metricName(), datum.dimensions(), now);
            Instant at = datum.timestamp() == null ? clock.instant() : datum.timestamp();
            if (at.isBefore(clock.instant().minus(OLDEST)) || at.isAfter(clock.instant().plus(NEWEST))) {
                throw MetricFaults.value(
                        "The value " + at + " for parameter MetricData.member.Timestamp must specify a time"
                        + " within the past two weeks and no more than two hours in the future.");
            }
            if (datum.storageResolution() != null && datum.storageResolution() != 60) {
                throw MetricFaults.value("The sandbox keeps metrics by the minute: StorageResolution must be 60.");
            }
            String key = metric.key(region);
            String minute = minuteKey(key, at.toEpochMilli() / MINUTE);
            Minute before = changed.containsKey(minute) ? changed.get(minute) : minutes.get(minute).orElse(null);
            Minute observed = Minute.of(datum);
            changed.put(minute, before == null ? observed : before.plus(observed));
            used.put(key, metric);
        }
        minutes.putAll(changed);
        used.keySet()
                .removeIf(key -> series.get(key).filter(old -> now - old.lastUsed() < USE_GRAIN).isPresent());
        if (!used.isEmpty()) {
            series.putAll(used);
        }
    }

    List<Series> list(@Nullable String namespace) {
        String region = Call.current().region() + '/';
        return series.valuesUnder(namespace == null ? region : region + namespace + '\u0001');
    }

    /** Periods by their start, in seconds since 1970, from {@code start} on and before {@code end}. */
    SortedMap<Long, Minute> periods(Series metric, Instant start, Instant end, int period, @Nullable String unit) {
        if (period < 60 || period % 60 != 0) {
            throw MetricFaults.value(
                    "The parameter Period must be a multiple of 60; the sandbox keeps metrics by the minute.");
        }
        if (!start.isBefore(end)) {
            throw MetricFaults.value("The parameter StartTime must be less than the parameter EndTime.");
        }
        long first = Math.floorDiv(start.getEpochSecond(), period) * period;
        String key = metric.key(Call.current().region());
        SortedMap<Long, Minute> periods = new TreeMap<>();
        String last = minuteKey(key, Math.ceilDiv(end.getEpochSecond(), 60));
        minutes.scan(minuteKey(key, first / 60), last, (at, minute) -> {
            long second = Long.parseLong(at.substring(key.length())) * 60;
            if (unit == null || unit.equals(minute.unit())) {
                periods.merge(Math.floorDiv(second, period) * (long) period, minute, Minute::plus);
            }
            return true;
        });
        return periods;
    }
}
