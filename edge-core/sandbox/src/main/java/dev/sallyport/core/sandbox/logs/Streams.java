package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OrderBy;

/** Log streams, kept under their group. */
final class Streams {
    private final Shelf<LogStream> shelf;
    private final Clock clock;

    Streams(SandboxState state, Clock clock) {
        this.shelf = state.shelf("logs/streams", LogStream.class);
        this.clock = clock;
    }

    /** A colon is in no name of a group or a stream. */
    private static String key(String group, String stream) {
        return LogsAccess.key(group) + ':' + stream;
    }

    LogStream get(String group, String stream) {
        return shelf.get(key(group, stream))
                .orElseThrow(() -> LogsFaults.missing("The specified log stream does not exist."));
    }

    List<LogStream> of(String group) {
        return shelf.valuesUnder(key(group, ""));
    }

    // AWS has given up a stream's stored bytes, yet still sends them, always as zero.
    @SuppressWarnings("deprecation")
    void create(String group, String given) {
        String name = LogsFaults.matching(given, "logStreamName", "[^:*]*", 512);
        if (shelf.has(key(group, name))) {
            throw LogsFaults.exists("The specified log stream already exists");
        }
        shelf.put(
                key(group, name),
                LogStream.builder()
                        .logStreamName(name)
                        .creationTime(clock.millis())
                        .arn(LogsAccess.groupArn(group) + ":log-stream:" + name)
                        .storedBytes(0L)
                        .build());
    }

    void delete(String group, String name) {
        get(group, name);
        shelf.remove(key(group, name));
    }

    void deleteAll(String group) {
        shelf.removeUnder(key(group, ""));
    }

    /** Notes that events of the times {@code first} to {@code last} have come in. */
    void received(String group, String name, long first, long last) {
        shelf.update(key(group, name), stream -> {
            Long oldest = stream.firstEventTimestamp();
            Long newest = stream.lastEventTimestamp();
            return stream.toBuilder()
                    .firstEventTimestamp(oldest == null ? first : Math.min(oldest, first))
                    .lastEventTimestamp(newest == null ? last : Math.max(newest, last))
                    .lastIngestionTime(clock.millis())
                    .build();
        });
    }

    DescribeLogStreamsResponse describe(String group, DescribeLogStreamsRequest r) {
        boolean byTime = r.orderBy() == OrderBy.LAST_EVENT_TIME;
        if (byTime && r.logStreamNamePrefix() != null) {
            throw LogsFaults.invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        String prefix = r.logStreamNamePrefix() == null ? "" : r.logStreamNamePrefix();
        Comparator<LogStream> order = byTime
                ? Comparator.comparing(Streams::time).thenComparing(LogStream::logStreamName)
                : Comparator.comparing(LogStream::logStreamName);
        List<LogStream> streams = shelf.valuesUnder(key(group, prefix)).stream()
                .sorted(Boolean.TRUE.equals(r.descending()) ? order.reversed() : order)
                .toList();
        int limit = LogsFaults.within(r.limit(), "limit", 50, 50);
        int start = r.nextToken() == null ? 0 : after(streams, r.nextToken());
        List<LogStream> items = streams.subList(start, Math.min(streams.size(), start + limit));
        return DescribeLogStreamsResponse.builder()
                .logStreams(items)
                .nextToken(start + limit < streams.size() ? Page.token(items.getLast().logStreamName()) : null)
                .build();
    }

    private static String time(LogStream stream) {
        return String.format(
                Locale.ROOT, "%020d", stream.lastEventTimestamp() == null ? 0 : stream.lastEventTimestamp());
    }

    private static int after(List<LogStream> streams, String token) {
        String name = Page.name(token).orElseThrow(() -> LogsFaults.invalid("The specified nextToken is invalid."));
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).logStreamName().equals(name)) {
                return i + 1;
            }
        }
        throw LogsFaults.invalid("The specified nextToken is invalid.");
    }
}
