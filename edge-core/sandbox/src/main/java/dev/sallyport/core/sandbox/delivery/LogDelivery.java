package dev.sallyport.core.sandbox.delivery;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * Writes log events to CloudWatch Logs in the background, in the order given per stream. What cannot be delivered (no
 * permission, no such group) is dropped, as AWS drops it.
 */
public final class LogDelivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogDelivery.class);
    private static final int QUEUE = 20_000;

    /** PutLogEvents takes 10,000 events and 1,048,576 bytes, each event counted with 26 bytes more. */
    private static final int BATCH_EVENTS = 10_000;

    private static final int BATCH_BYTES = 1_000_000;
    private static final int EVENT_BYTES = 256_000;

    private final CloudWatchLogsClient logs;
    private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Thread writer;

    /**
     * Where events go.
     *
     * @param caller whose permissions count
     * @param createGroup whether the group is created when it is not there
     */
    public record Destination(Caller caller, String region, String group, String stream, boolean createGroup) {}

    private sealed interface Item {}

    private record Entry(Destination to, Instant at, String message) implements Item {}

    private record Mark(CountDownLatch reached, boolean last) implements Item {}

    /** Starts the background writer. */
    public LogDelivery(CloudWatchLogsClient logs) {
        this.logs = logs;
        this.writer = Thread.ofPlatform().daemon().name("log-delivery").start(this::run);
    }

    /** Hands over one event; waits only when 20,000 are waiting already. */
    public void write(Destination to, Instant at, String message) {
        put(new Entry(to, at, message));
    }

    /** Returns when everything handed over before has been written. */
    public void flush() {
        mark(false);
    }

    private void mark(boolean last) {
        CountDownLatch reached = new CountDownLatch(1);
        put(new Mark(reached, last));
        try {
            if (!reached.await(30, TimeUnit.SECONDS)) {
                LOG.warn("Log delivery did not finish in 30 s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(Item item) {
        try {
            queue.put(item);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Item> items = new ArrayList<>();
        try {
            while (true) {
                items.add(queue.take());
                queue.drainTo(items);
                Map<Destination, List<Entry>> batches = new LinkedHashMap<>();
                for (Item item : items) {
                    switch (item) {
                        case Entry entry -> batches.computeIfAbsent(entry.to(), key -> new ArrayList<>()).add(entry);
                        case Mark mark -> {
                            deliver(batches);
                            mark.reached().countDown();
                            if (mark.last()) {
                                return;
                            }
                        }
                    }
                }
                deliver(batches);
                items.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Map<Destination, List<Entry>> batches) {
        batches.forEach((to, entries) -> {
            try {
                new Call(to.caller(), to.region(), UUID.randomUUID().toString()).answer(() -> {
                    deliver(to, entries);
                    return null;
                });
            } catch (SdkException e) {
                LOG.debug("Not delivered to {}: {}", to.group(), e.getMessage());
            } catch (RuntimeException e) {
                LOG.warn("Log delivery to {} failed", to.group(), e);
            }
        });
        batches.clear();
    }

    private void deliver(Destination to, List<Entry> entries) {
        List<InputLogEvent> events = new ArrayList<>();
        int bytes = 0;
        entries.sort(Comparator.comparingLong(entry -> entry.at().toEpochMilli()));
        for (Entry entry : entries) {
            String message = entry.message().isEmpty() ? " " : entry.message();
            message = message.length() > EVENT_BYTES / 3 ? message.substring(0, EVENT_BYTES / 3) : message;
            bytes += message.length() * 3 + 26;
            if (events.size() == BATCH_EVENTS || (bytes > BATCH_BYTES && !events.isEmpty())) {
                send(to, events);
                events = new ArrayList<>();
                bytes = message.length() * 3 + 26;
            }
            events.add(InputLogEvent.builder()
                    .timestamp(entry.at().toEpochMilli())
                    .message(message)
                    .build());
        }
        send(to, events);
    }

    private void send(Destination to, List<InputLogEvent> events) {
        try {
            put(to, events);
        } catch (ResourceNotFoundException e) {
            if (to.createGroup()) {
                once(() -> logs.createLogGroup(group -> group.logGroupName(to.group())));
            }
            once(() -> logs.createLogStream(stream -> stream.logGroupName(to.group()).logStreamName(to.stream())));
            put(to, events);
        }
    }

    private void put(Destination to, List<InputLogEvent> events) {
        logs.putLogEvents(put ->
                put.logGroupName(to.group()).logStreamName(to.stream()).logEvents(events));
    }

    private static void once(Runnable creation) {
        try {
            creation.run();
        } catch (ResourceAlreadyExistsException e) {
            // Another stream of the same group was first.
        }
    }

    /** Writes what is waiting, then stops. */
    @Override
    public void close() {
        mark(true);
        writer.interrupt();
    }
}
