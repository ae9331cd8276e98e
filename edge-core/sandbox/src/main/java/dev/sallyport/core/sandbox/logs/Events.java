package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;

/**
 * The events of all streams. Their keys order them by Region, group, stream, time and arrival, so that a batch is one
 * write and a range of time one scan.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html">Limits</a>
 */
final class Events {
    private static final int MOST_EVENTS = 10_000;
    private static final long MOST_BYTES = 1_048_576;
    private static final int EVENT_OVERHEAD = 26;
    private static final Duration LONGEST_SPAN = Duration.ofHours(24);
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final Duration NEWEST = Duration.ofHours(2);

    private final Shelf<KeptEvent> shelf;
    private final Clock clock;
    private final Arrivals arrivals;

    Events(SandboxState state, Clock clock) {
        this.shelf = state.shelf("logs/events", KeptEvent.class);
        this.arrivals = new Arrivals(state);
        this.clock = clock;
    }

    /** Numbers that never come twice, also after a kill: they are set aside by the hundred thousand. */
    private static final class Arrivals {
        private static final long BLOCK = 100_000;

        private final Shelf<Long> reserved;
        private long next;
        private long end;

        Arrivals(SandboxState state) {
            this.reserved = state.shelf("logs/arrivals", Long.class);
            this.next = reserved.get("next").orElse(1L);
            this.end = next;
        }

        synchronized long next() {
            if (next == end) {
                end += BLOCK;
                reserved.put("next", end);
            }
            return next++;
        }
    }

    private static String prefix(String group, String stream) {
        return LogsAccess.key(group) + ':' + stream + ':';
    }

    /** What became of a batch; first and last are the times of the events taken, null when none was. */
    record Taken(
            @Nullable Long first, @Nullable Long last, long bytes, @Nullable RejectedLogEventsInfo rejected) {}

    Taken put(LogGroup group, String stream, List<InputLogEvent> events) {
        long bytes = validated(events);
        long now = clock.millis();
        long oldest = now - OLDEST.toMillis();
        long expired = group.retentionInDays() == null ? 0 : now - Duration.ofDays(group.retentionInDays()).toMillis();
        long newest = now + NEWEST.toMillis();
        int tooOld = 0;
        int tooExpired = 0;
        int tooNew = events.size();
        Map<String, KeptEvent> taken = new LinkedHashMap<>();
        Long first = null;
        Long until = null;
        for (int i = 0; i < events.size(); i++) {
            long at = events.get(i).timestamp();
            if (at < oldest) {
                tooOld = i + 1;
            } else if (at < expired) {
                tooExpired = i + 1;
            } else if (at > newest) {
                tooNew = Math.min(tooNew, i);
            } else {
                String id = id(at, arrivals.next());
                taken.put(
                        prefix(group.logGroupName(), stream) + id, new KeptEvent(id, at, now, events.get(i).message()));
                first = first == null ? at : first;
                until = at;
            }
        }
        if (!taken.isEmpty()) {
            shelf.putAll(taken);
        }
        boolean rejected = tooOld > 0 || tooExpired > 0 || tooNew < events.size();
        return new Taken(
                first,
                until,
                bytes,
                !rejected
                        ? null
                        : RejectedLogEventsInfo.builder()
                                .tooOldLogEventEndIndex(tooOld > 0 ? tooOld : null)
                                .expiredLogEventEndIndex(tooExpired > 0 ? tooExpired : null)
                                .tooNewLogEventStartIndex(tooNew < events.size() ? tooNew : null)
                                .build());
    }

    private static long validated(List<InputLogEvent> events) {
        LogsFaults.some(events, "logEvents");
        if (events.size() > MOST_EVENTS) {
            throw LogsFaults.invalid(
                    "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member"
                    + " must have length less than or equal to " + MOST_EVENTS);
        }
        long bytes = 0;
        for (int i = 0; i < events.size(); i++) {
            InputLogEvent event = events.get(i);
            if (event.timestamp() == null || event.timestamp() < 0) {
                throw LogsFaults.invalid("Value at 'logEvents." + (i + 1) + ".member.timestamp' must be 0 or greater");
            }
            bytes += LogsFaults.present(event.message(), "logEvents." + (i + 1) + ".member.message")
                            .getBytes(StandardCharsets.UTF_8)
                            .length
                    + EVENT_OVERHEAD;
            if (i > 0 && event.timestamp() < events.get(i - 1).timestamp()) {
                throw LogsFaults.invalid("Log events in a single PutLogEvents request must be in chronological order.");
            }
        }
        if (bytes > MOST_BYTES) {
            throw LogsFaults.invalid("Upload too large: " + bytes + " bytes exceeds limit of " + MOST_BYTES);
        }
        if (events.getLast().timestamp() - events.getFirst().timestamp() > LONGEST_SPAN.toMillis()) {
            throw LogsFaults.invalid(
                    "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }
        return bytes;
    }

    /** 56 digits: the time, then the arrival. */
    static String id(long at, long arrival) {
        return String.format(Locale.ROOT, "%020d%036d", at, arrival);
    }

    /**
     * The events of a stream with {@code from} &lt;= id &lt; {@code to}, in order, until {@code visitor} answers
     * false.
     */
    void scan(LogGroup group, String stream, String from, String to, Predicate<KeptEvent> visitor) {
        long oldest = group.retentionInDays() == null
                ? 0
                : clock.millis() - Duration.ofDays(group.retentionInDays()).toMillis();
        String prefix = prefix(group.logGroupName(), stream);
        shelf.scan(prefix + from, prefix + to, (key, event) -> event.at() < oldest || visitor.test(event));
    }

    /** The events of a stream with {@code from} &lt;= time &lt; {@code to}. */
    List<KeptEvent> between(LogGroup group, String stream, long from, long to) {
        List<KeptEvent> events = new ArrayList<>();
        scan(group, stream, id(Math.max(0, from), 0), id(Math.max(0, to), 0), events::add);
        return events;
    }

    void delete(String group, String stream) {
        shelf.removeUnder(prefix(group, stream));
    }

    void deleteAll(String group) {
        shelf.removeUnder(LogsAccess.key(group) + ':');
    }
}
