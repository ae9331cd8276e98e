package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * Follows log groups over Regions and merges their events in time. Each group is asked with FilterLogEvents, every half
 * second while it is busy, every five seconds while it is not, less often when CloudWatch Logs throttles. Once a minute it is
 * asked from {@link #LATE} before its newest event on, and what was taken in since is new, however old it is. One thread
 * uses a tail at a time.
 */
public final class LogTail implements AutoCloseable {
    /** How late an event may arrive after its time: a web ACL's may be minutes late, one of Lambda@Edge more. */
    public static final Duration LATE = Duration.ofMinutes(15);

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    /** What was taken in at about the same time may be answered in another order. */
    private static final Duration DISORDER = Duration.ofMinutes(1);

    /** Groups differ in how fast they deliver; for so long an event waits for an older one of another group. */
    private static final Duration WAIT_FOR_OTHERS = Duration.ofSeconds(1);

    private static final Duration BUSY = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration THROTTLED = Duration.ofSeconds(30);

    private final AwsClients clients;
    private final String pattern;
    private final Clock clock;
    private final List<Source> sources = new ArrayList<>();
    private final List<LogEvent> waiting = new ArrayList<>();
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A tail that has not begun.
     *
     * @param pattern a CloudWatch Logs filter pattern; empty for every event
     * @param from the first time of interest
     */
    public LogTail(AwsClients clients, List<LogPlace> places, String pattern, Instant from, Clock clock) {
        this.clients = clients;
        this.pattern = pattern;
        this.clock = clock;
        places.forEach(place -> sources.add(new Source(place, from)));
    }

    private static final class Source {
        private final LogPlace place;
        private final Instant from;
        /** Ids of events that may come again as new, with the times at which they were taken in. */
        private final Map<String, Instant> seen = new HashMap<>();

        private Instant newest;
        private Instant takenIn = Instant.MIN;
        private Instant swept = Instant.EPOCH;
        private Instant due = Instant.EPOCH;
        private Duration pause = BUSY;

        Source(LogPlace place, Instant from) {
            this.place = place;
            this.from = from;
            this.newest = from;
        }
    }

    /**
     * Hands over events as they come, until the thread is interrupted.
     *
     * @throws SallyportException when a group cannot be read, or none of the groups is there
     */
    public void follow(Consumer<LogEvent> each) throws InterruptedException {
        while (true) {
            poll().forEach(each);
            Thread.sleep(pause());
        }
    }

    /** How long nothing can come. */
    public Duration pause() {
        Instant now = clock.instant();
        Instant next = sources.stream().map(source -> source.due).min(Comparator.naturalOrder()).orElse(now.plus(IDLE));
        for (LogEvent event : waiting) {
            Instant ripe = event.timestamp().plus(WAIT_FOR_OTHERS);
            next = ripe.isBefore(next) ? ripe : next;
        }
        Duration pause = Duration.between(now, next);
        return pause.isNegative() ? Duration.ZERO : pause;
    }

    /**
     * Asks the groups that are due; returns what is new, in the order of time.
     *
     * @throws SallyportException when a group cannot be read, or none of the groups is there
     */
    public List<LogEvent> poll() throws InterruptedException {
        Instant now = clock.instant();
        List<Source> due = sources.stream().filter(source -> !source.due.isAfter(now)).toList();
        List<Callable<List<LogEvent>>> questions = new ArrayList<>();
        due.forEach(source -> questions.add(() -> ask(source)));
        int missing = 0;
        List<Future<List<LogEvent>>> answers = calls.invokeAll(questions);
        for (int i = 0; i < due.size(); i++) {
            Source source = due.get(i);
            try {
                List<LogEvent> events = answers.get(i).get();
                source.pause = events.isEmpty() ? longer(source.pause, IDLE) : BUSY;
                waiting.addAll(events);
            } catch (ExecutionException e) {
                missing += failed(source, e.getCause()) ? 1 : 0;
            }
            source.due = now.plus(source.pause);
        }
        if (missing > 0 && missing == sources.size()) {
            List<String> regions = sources.stream().map(source -> source.place.region()).distinct().toList();
            throw SallyportException.refused(
                    "SP-NOT-FOUND",
                    "There is no log group " + sources.getFirst().place.group() + " in "
                            + String.join(", ", regions) + ".",
                    "Check its name and Region; logs of Lambda@Edge lie in the Region that ran it (--regions all).");
        }
        return ripe(now);
    }

    /** Whether the group is missing, which may change; anything else but throttling ends the tail. */
    private static boolean failed(Source source, @Nullable Throwable cause) {
        if (cause instanceof ResourceNotFoundException) {
            source.pause = THROTTLED;
            return true;
        }
        if (!(cause instanceof SdkException sdk)) {
            throw new IllegalStateException("cannot follow " + source.place, cause);
        }
        SallyportException translated = AwsErrors.translate(sdk);
        if (!translated.code().equals("SP-THROTTLED")) {
            throw translated;
        }
        source.pause = longer(source.pause, THROTTLED);
        return false;
    }

    private static Duration longer(Duration pause, Duration most) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(most) > 0 ? most : twice;
    }

    private List<LogEvent> ask(Source source) {
        CloudWatchLogsClient logs = clients.logs(source.place.region());
        Instant now = clock.instant();
        boolean sweeping = !source.swept.plus(SWEEP).isAfter(now);
        Instant again = source.newest.minus(sweeping ? LATE : SOON);
        Instant start = again.isBefore(source.from) ? source.from : again;
        FilterLogEventsRequest request = FilterLogEventsRequest.builder()
                .logGroupName(source.place.group())
                .startTime(start.toEpochMilli())
                .filterPattern(pattern.isEmpty() ? null : pattern)
                .build();
        List<LogEvent> events = new ArrayList<>();
        Instant since = source.takenIn.equals(Instant.MIN) ? Instant.MIN : source.takenIn.minus(DISORDER);
        for (FilteredLogEvent found : logs.filterLogEventsPaginator(request).events()) {
            Instant at = Instant.ofEpochMilli(found.timestamp());
            Instant takenIn = found.ingestionTime() == null ? now : Instant.ofEpochMilli(found.ingestionTime());
            if (!takenIn.isBefore(since) && source.seen.putIfAbsent(found.eventId(), takenIn) == null) {
                events.add(LogGroups.event(source.place, found));
                source.newest = at.isAfter(source.newest) ? at : source.newest;
                source.takenIn = takenIn.isAfter(source.takenIn) ? takenIn : source.takenIn;
            }
        }
        if (sweeping) {
            source.swept = now;
        }
        source.seen.values().removeIf(takenIn -> takenIn.isBefore(source.takenIn.minus(DISORDER)));
        return events;
    }

    private List<LogEvent> ripe(Instant now) {
        Instant until = sources.size() == 1 ? Instant.MAX : now.minus(WAIT_FOR_OTHERS);
        List<LogEvent> ripe = new ArrayList<>();
        waiting.removeIf(event -> !event.timestamp().isAfter(until) && ripe.add(event));
        ripe.sort(Comparator.comparing(LogEvent::timestamp));
        return ripe;
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }
}
