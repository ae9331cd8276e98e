package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

    /** The first step back from now; each further one is longer, as the bound allows. */
    private static final Duration STEP = Duration.ofSeconds(10);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** A store, and the ids of what it has of the latest minutes: what a reading has not stored is read again. */
    private static final class Kept implements LogGroups.Selection {
        private final LogStore store;
        private final LogPlace place;
        private final Map<String, Instant> recent = new HashMap<>();
        private final Map<String, Instant> coming = new HashMap<>();
        private @Nullable Instant from;
        private Instant newest = Instant.EPOCH;
        private Duration step = STEP;
        private boolean cut;

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
            cut = false;
            forget();
            return store;
        }

        private void forget() {
            newest = recent.values().stream().reduce(newest, (a, b) -> a.isAfter(b) ? a : b);
            Instant forget = newest.minus(LATE);
            recent.values().removeIf(at -> at.isBefore(forget));
        }

        /** Reads from now backwards, so that what a bound leaves out is the oldest. */
        synchronized LogStore read(LogGroups groups, Instant since, ReadBound bound, boolean further) {
            coming.clear();
            Instant first = from;
            if (first == null) {
                back(groups, since, null, bound.budget());
            } else {
                Instant again = newest.minus(LATE);
                ReadBound.Budget budget = bound.budget();
                LogGroups.Slice came = groups.slice(place, again.isBefore(first) ? first : again, null, this, budget);
                if (came.whole()) {
                    keep(came);
                    if (since.isBefore(first) && (further || !cut)) {
                        back(groups, since, first, budget);
                    }
                } else {
                    // More came meanwhile than is read at once: what was read before lies behind a gap.
                    coming.clear();
                    recent.clear();
                    store.remove(LogGroups.name(place));
                    newest = Instant.EPOCH;
                    from = null;
                    back(groups, since, null, bound.budget());
                }
            }
            forget();
            return store;
        }

        private void back(LogGroups groups, Instant since, @Nullable Instant end, ReadBound.Budget budget) {
            Instant edge = end == null ? Instant.now() : end;
            Instant last = end == null ? null : end.minusMillis(1);
            cut = false;
            while (since.isBefore(edge)) {
                Instant start = edge.minus(step).isBefore(since) ? since : edge.minus(step);
                long events = budget.events();
                long characters = budget.characters();
                LogGroups.Slice slice = groups.slice(place, start, last, this, budget);
                boolean shortest = step.compareTo(SHORTEST) <= 0;
                if (!slice.whole() && !shortest) {
                    coming.clear();
                    budget.giveBack(events, characters);
                    step = step.dividedBy(8).compareTo(SHORTEST) < 0 ? SHORTEST : step.dividedBy(8);
                    if (events == 0 || budget.isLate()) {
                        cut = true;
                        from = from == null ? edge : from;
                        return;
                    }
                    continue;
                }
                keep(slice);
                from = start;
                edge = start;
                last = start.minusMillis(1);
                if (!slice.whole() || budget.isLate()) {
                    cut = since.isBefore(edge) || !slice.whole();
                    return;
                }
                long used = events - budget.events();
                step = used * 8 > budget.events() ? step : step.multipliedBy(8);
            }
        }

        private void keep(LogGroups.Slice slice) {
            if (!slice.events().isEmpty()) {
                store.load(LogGroups.name(place), slice.events());
            }
            stored();
        }

        synchronized Optional<Instant> reach() {
            return cut ? Optional.ofNullable(from) : Optional.empty();
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

    /**
     * The same, of the latest events and no more than a bound allows; the first reading takes what is latest, the next ones
     * what came since.
     *
     * @param further whether to read on where the bound ended a reading before
     */
    public LogStore read(LogPlace place, Instant since, ReadBound bound, boolean further) {
        return AwsErrors.translating(() -> kept(place).read(groups, since, bound, further));
    }

    /** From when on the store is whole, where a bound ended the last reading; else empty. */
    public Optional<Instant> reach(LogPlace place) {
        return kept(place).reach();
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
