package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    private static final class Kept {
        private final LogStore store;
        private final LogPlace place;
        private final Map<String, Instant> recent = new HashMap<>();
        private @Nullable Instant from;
        private Instant newest = Instant.EPOCH;

        Kept(LogStore store, LogPlace place) {
            this.store = store;
            this.place = place;
        }

        private boolean isNew(FilteredLogEvent event) {
            Instant at = Instant.ofEpochMilli(event.timestamp());
            newest = at.isAfter(newest) ? at : newest;
            return recent.putIfAbsent(event.eventId(), at) == null;
        }

        synchronized LogStore read(LogGroups groups, Instant since) {
            Instant first = from;
            if (first == null) {
                groups.load(store, place, since, null, this::isNew);
            } else {
                if (since.isBefore(first)) {
                    groups.load(store, place, since, first.minusMillis(1), this::isNew);
                }
                Instant again = newest.minus(LATE);
                groups.load(store, place, again.isBefore(first) ? first : again, null, this::isNew);
            }
            from = first == null || since.isBefore(first) ? since : first;
            Instant forget = newest.minus(LATE);
            recent.values().removeIf(at -> at.isBefore(forget));
            return store;
        }
    }

    /**
     * A store with everything that the group received since then, and perhaps more.
     *
     * @throws dev.sallyport.core.SallyportException when the group cannot be read
     */
    public LogStore read(LogPlace place, Instant since) {
        Kept one;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            one = kept.computeIfAbsent(place, absent -> new Kept(LogStore.open(home), place));
        }
        return AwsErrors.translating(() -> one.read(groups, since));
    }

    /** A store without records: for what writes no log. */
    public LogStore none() {
        LogPlace nowhere = new LogPlace("", "");
        synchronized (this) {
            return kept.computeIfAbsent(nowhere, absent -> new Kept(LogStore.open(home), nowhere)).store;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        kept.values().forEach(one -> one.store.close());
        kept.clear();
    }
}
