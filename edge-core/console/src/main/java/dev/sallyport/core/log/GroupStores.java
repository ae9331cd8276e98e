package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

/**
 * Log groups, each in a store that grows: a reading fetches only what the store lacks. For pages that look at the same
 * group again and again. The stores belong to this object and close with it.
 */
public final class GroupStores implements AutoCloseable {
    /** How long after its time an event may still arrive: AWS WAF delivers within minutes, and not in order. */
    public static final Duration LATE = Duration.ofMinutes(5);

    private final LogGroups groups;
    private final Home home;
    private final Map<LogPlace, Kept> kept = new HashMap<>();
    private boolean closed;

    /** Nothing is read before the first question. */
    public GroupStores(AwsClients clients, Home home) {
        this.groups = new LogGroups(clients);
        this.home = home;
    }

    /** A store, and the ids of what it has of the latest minutes: what a reading has not stored is read again. */
    private static final class Kept implements LogGroups.Selection {
        private final LogStore store;
        private final LogPlace place;
        private final Map<String, Instant> recent = new HashMap<>();
        private final Map<String, Instant> coming = new HashMap<>();
        private @Nullable Instant from;
        private Instant newest = Instant.EPOCH;

        Kept(LogStore store, LogPlace place) {
            this.store = store;
            this.place = place;
        }

        @Override
        public boolean wants(FilteredLogEvent event) {
            Instant at = Instant.ofEpochMilli(event.timestamp());
            return !recent.containsKey(event.eventId()) && coming.putIfAbsent(event.eventId(), at) == null;
        }

        @Override
        public void stored() {
            recent.putAll(coming);
            coming.clear();
        }

        synchronized LogStore read(LogGroups groups, Instant since) {
            // A reading that broke off may have left what it did not store.
            coming.clear();
            Instant first = from;
            if (first == null) {
                groups.load(store, place, since, null, this);
            } else {
                if (since.isBefore(first)) {
                    groups.load(store, place, since, first.minusMillis(1), this);
                }
                Instant again = newest.minus(LATE);
                groups.load(store, place, again.isBefore(first) ? first : again, null, this);
            }
            from = first == null || since.isBefore(first) ? since : first;
            newest = recent.values().stream().reduce(newest, (a, b) -> a.isAfter(b) ? a : b);
            Instant forget = newest.minus(LATE);
            recent.values().removeIf(at -> at.isBefore(forget));
            return store;
        }
    }

    /**
     * A store with everything that the group received since then, and perhaps more.
     *
     * @throws dev.sallyport.core.SallyportException when the group cannot be read, or the stores are closed meanwhile
     */
    public LogStore read(LogPlace place, Instant since) {
        return AwsErrors.translating(() -> kept(place).read(groups, since));
    }

    /** A store without records: for what writes no log. */
    public LogStore none() {
        return AwsErrors.translating(() -> kept(new LogPlace("", "")).store);
    }

    private synchronized Kept kept(LogPlace place) {
        if (closed) {
            throw AbortedException.create("the session is closed");
        }
        return kept.computeIfAbsent(place, absent -> new Kept(LogStore.open(home), place));
    }

    @Override
    public synchronized void close() {
        closed = true;
        kept.values().forEach(one -> one.store.close());
        kept.clear();
    }
}
