package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.sandbox.state.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** GetLogEvents and FilterLogEvents. A token names the event it stands behind, so it stays good while events come. */
final class Reading {
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_BYTES = 1_048_576;
    /** AWS's last representable time is far before. */
    private static final long FOREVER = 99_999_999_999_999L;

    private static final Pattern TOKEN = Pattern.compile("([fb])/(\\d{56})/s");

    private final Events events;
    private final Streams streams;

    Reading(Events events, Streams streams) {
        this.events = events;
        this.streams = streams;
    }

    GetLogEventsResponse get(LogGroup group, GetLogEventsRequest r) {
        LogStream stream = streams.get(group.logGroupName(), LogsFaults.present(r.logStreamName(), "logStreamName"));
        int limit = LogsFaults.within(r.limit(), "limit", MOST_EVENTS, MOST_EVENTS);
        String from = Events.id(r.startTime() == null ? 0 : Math.max(0, r.startTime()), 0);
        String to = Events.id(r.endTime() == null ? FOREVER : Math.max(0, r.endTime()), 0);
        boolean forward = Boolean.TRUE.equals(r.startFromHead());
        if (r.nextToken() != null) {
            Matcher token = TOKEN.matcher(r.nextToken());
            if (!token.matches()) {
                throw LogsFaults.invalid("The specified nextToken is invalid.");
            }
            forward = token.group(1).equals("f");
            String place = token.group(2);
            // Behind the named event, or before it.
            from = forward && (place + "0").compareTo(from) > 0 ? place + "0" : from;
            to = !forward && place.compareTo(to) < 0 ? place : to;
        }
        List<KeptEvent> found = new ArrayList<>();
        Room room = new Room();
        boolean head = forward;
        events.scan(group, stream.logStreamName(), from, to, event -> {
            if (head) {
                return found.size() < limit && room.has(event) && found.add(event);
            }
            found.add(event);
            return true;
        });
        List<KeptEvent> page = head ? found : tail(found, limit);
        String none = r.nextToken() == null ? Events.id(0, 0) : r.nextToken().substring(2, r.nextToken().length() - 2);
        return GetLogEventsResponse.builder()
                .events(page.stream()
                        .map(event -> OutputLogEvent.builder()
                                .timestamp(event.at())
                                .message(event.text())
                                .ingestionTime(event.in())
                                .build())
                        .toList())
                .nextForwardToken("f/" + (page.isEmpty() ? none : page.getLast().id()) + "/s")
                .nextBackwardToken("b/" + (page.isEmpty() ? none : page.getFirst().id()) + "/s")
                .build();
    }

    private static List<KeptEvent> tail(List<KeptEvent> all, int limit) {
        Room room = new Room();
        int start = all.size();
        while (start > 0 && all.size() - start < limit && room.has(all.get(start - 1))) {
            start--;
        }
        return all.subList(start, all.size());
    }

    FilterLogEventsResponse filter(LogGroup group, FilterLogEventsRequest r) {
        if (r.hasLogStreamNames() && !r.logStreamNames().isEmpty() && r.logStreamNamePrefix() != null) {
            throw LogsFaults.invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
        }
        FilterPattern pattern = FilterPattern.parse(r.filterPattern() == null ? "" : r.filterPattern());
        int limit = LogsFaults.within(r.limit(), "limit", MOST_EVENTS, MOST_EVENTS);
        String after = r.nextToken() == null
                ? ""
                : Page.name(r.nextToken()).orElseThrow(() -> LogsFaults.invalid("The specified nextToken is invalid."));
        String from = Events.id(r.startTime() == null ? 0 : Math.max(0, r.startTime()), 0);
        String to = Events.id(r.endTime() == null ? FOREVER : Math.max(0, r.endTime()) + 1, 0);
        List<Found> found = new ArrayList<>();
        for (String stream : searched(group, r)) {
            int before = found.size();
            Room room = new Room();
            String start = after.isEmpty() || (after + "0").compareTo(from) < 0 ? from : after + "0";
            events.scan(group, stream, start, to, event -> {
                if (!pattern.matches(event.text())) {
                    return true;
                }
                found.add(new Found(stream, event));
                // One more than a page tells that there is another.
                return found.size() - before <= limit && room.has(event);
            });
        }
        found.sort(Comparator.comparing(one -> one.event().id()));
        Room room = new Room();
        int size = 0;
        while (size < found.size() && size < limit && room.has(found.get(size).event())) {
            size++;
        }
        List<FilteredLogEvent> page = found.subList(0, size).stream().map(Found::shape).toList();
        return FilterLogEventsResponse.builder()
                .events(page)
                .searchedLogStreams(List.of())
                .nextToken(size < found.size() ? Page.token(found.get(size - 1).event().id()) : null)
                .build();
    }

    private List<String> searched(LogGroup group, FilterLogEventsRequest r) {
        if (r.hasLogStreamNames() && !r.logStreamNames().isEmpty()) {
            r.logStreamNames().forEach(name -> streams.get(group.logGroupName(), name));
            return r.logStreamNames().stream().distinct().toList();
        }
        String prefix = r.logStreamNamePrefix() == null ? "" : r.logStreamNamePrefix();
        return streams.of(group.logGroupName()).stream()
                .map(LogStream::logStreamName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    private record Found(String stream, KeptEvent event) {
        FilteredLogEvent shape() {
            return FilteredLogEvent.builder()
                    .logStreamName(stream)
                    .timestamp(event.at())
                    .message(event.text())
                    .ingestionTime(event.in())
                    .eventId(event.id())
                    .build();
        }
    }

    /** A page holds 1 MB; one event always fits. */
    private static final class Room {
        private long left = MOST_BYTES;

        boolean has(KeptEvent event) {
            boolean first = left == MOST_BYTES;
            left -= event.text().length();
            return first || left >= 0;
        }
    }
}
