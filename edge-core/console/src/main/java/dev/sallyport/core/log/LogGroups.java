package dev.sallyport.core.log;

import dev.sallyport.core.Arns;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.bucket.TimeSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.Delivery;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliverySource;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/** The log groups of an account, and their events as a source of the store. */
public final class LogGroups {
    /**
     * Where Lambda@Edge functions run, and so log: the Regions with a regional edge cache. See CloudFront Developer
     * Guide, "How CloudFront works with regional edge caches".
     */
    public static final List<String> EDGE_REGIONS = List.of(
            "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2",
            "ap-southeast-1", "ap-southeast-2", "eu-central-1", "eu-west-1", "eu-west-2", "sa-east-1");

    /** Events held in memory at a time. */
    private static final int BATCH = 100_000;

    private static final Selection ALL = new Selection() {
        @Override
        public boolean wants(FilteredLogEvent event) {
            return true;
        }

        @Override
        public void stored() {}
    };

    private final AwsClients clients;

    /** No call is made before the first question. */
    public LogGroups(AwsClients clients) {
        this.clients = clients;
    }

    /**
     * Groups by Region.
     *
     * @param groups in the order of the Regions, then by name
     * @param unreadable why a Region could not be read
     */
    public record Listing(List<LogGroupInfo> groups, Map<String, SallyportException> unreadable) {}

    /** The groups whose names begin so; a Region that refuses does not hide the others. */
    public Listing list(List<String> regions, String prefix) {
        List<LogGroupInfo> groups = new ArrayList<>();
        Map<String, SallyportException> unreadable = new LinkedHashMap<>();
        for (String region : regions) {
            try {
                groups.addAll(AwsErrors.translating(() -> list(region, prefix)));
            } catch (SallyportException e) {
                unreadable.put(region, e);
            }
        }
        return new Listing(groups, unreadable);
    }

    private List<LogGroupInfo> list(String region, String prefix) {
        return clients
                .logs(region)
                .describeLogGroupsPaginator(r -> r.logGroupNamePrefix(prefix.isEmpty() ? null : prefix))
                .logGroups()
                .stream()
                .map(group -> info(region, group))
                .sorted(Comparator.comparing(info -> info.place().group()))
                .toList();
    }

    private static LogGroupInfo info(String region, LogGroup group) {
        return new LogGroupInfo(
                new LogPlace(region, group.logGroupName()),
                group.retentionInDays(),
                Objects.requireNonNullElse(group.storedBytes(), 0L),
                group.creationTime() == null ? null : Instant.ofEpochMilli(group.creationTime()));
    }

    /**
     * The log groups to which CloudFront delivers the standard logs of a distribution. See CloudFront Developer Guide,
     * "Configure standard logging (v2)": deliveries are in us-east-1.
     */
    public List<LogPlace> ofDistribution(String distributionId) {
        CloudWatchLogsClient logs = clients.logs(EdgeRegion.NAME);
        return AwsErrors.translating(() -> {
            Set<String> sources = logs.describeDeliverySourcesPaginator(r -> {}).deliverySources().stream()
                    .filter(source -> source.resourceArns().stream().anyMatch(arn -> isOf(arn, distributionId)))
                    .map(DeliverySource::name)
                    .collect(Collectors.toSet());
            Set<String> destinations = logs.describeDeliveriesPaginator(r -> {}).deliveries().stream()
                    .filter(delivery -> sources.contains(delivery.deliverySourceName()))
                    .map(Delivery::deliveryDestinationArn)
                    .collect(Collectors.toSet());
            return logs.describeDeliveryDestinationsPaginator(r -> {}).deliveryDestinations().stream()
                    .filter(destination -> destinations.contains(destination.arn()))
                    .map(destination -> destination.deliveryDestinationConfiguration().destinationResourceArn())
                    .flatMap(arn -> LogPlace.ofArn(arn).stream())
                    .distinct()
                    .toList();
        });
    }

    private static boolean isOf(String arn, String distributionId) {
        return Arns.of(arn)
                .filter(known -> known.resource().resource().equals(distributionId))
                .isPresent();
    }

    /**
     * Where a name was found.
     *
     * @param places none where no Region that answered has it
     * @param unreadable Regions that did not answer, with the reason
     */
    public record Found(List<LogPlace> places, Map<String, SallyportException> unreadable) {
        /**
         * The places, where the answer is whole or at least one was found.
         *
         * @throws SallyportException why a Region could not be asked, since nobody knows then that there is none
         */
        public List<LogPlace> orRefusal() {
            if (places.isEmpty() && !unreadable.isEmpty()) {
                throw unreadable.values().iterator().next();
            }
            return places;
        }

        /** A sentence for each Region that did not answer. */
        public List<String> gaps() {
            return unreadable.entrySet().stream()
                    .map(one -> one.getKey() + " was not asked: " + one.getValue().message() + " (" + one.getValue().code() + ")")
                    .toList();
        }
    }

    /** The places of that name in those Regions. */
    public Found find(List<String> regions, String name) {
        Listing listing = list(regions, name);
        return new Found(
                listing.groups().stream()
                        .map(LogGroupInfo::place)
                        .filter(place -> place.group().equals(name))
                        .toList(),
                listing.unreadable());
    }

    /**
     * Loads what a group received in a span of time.
     *
     * @param to the last moment; null for now
     * @return what has been loaded so far, this group included
     */
    public LoadReport load(LogStore store, LogPlace place, Instant from, @Nullable Instant to) {
        return load(store, place, from, to, ALL);
    }

    /** The same for a span that has a beginning. */
    public LoadReport load(LogStore store, LogPlace place, TimeSpan span) {
        // FilterLogEvents counts the end in (CloudWatch Logs API Reference); logs have milliseconds.
        Instant last = span.until() == null ? null : span.until().minusMillis(1);
        return load(store, place, Objects.requireNonNull(span.since()), last);
    }

    /** Which events of a reading are loaded. */
    interface Selection {
        /** Whether the store lacks this event. */
        boolean wants(FilteredLogEvent event);

        /** The events that were wanted so far are in the store. */
        void stored();
    }

    LoadReport load(
            LogStore store,
            LogPlace place,
            Instant from,
            @Nullable Instant to,
            Selection selection) {
        return AwsErrors.translating(() -> {
            FilterLogEventsRequest request = FilterLogEventsRequest.builder()
                    .logGroupName(place.group())
                    .startTime(from.toEpochMilli())
                    .endTime(to == null ? null : to.toEpochMilli())
                    .build();
            List<LogEvent> events = new ArrayList<>();
            LoadReport report = store.report();
            for (FilteredLogEvent event :
                    clients.logs(place.region()).filterLogEventsPaginator(request).events()) {
                if (selection.wants(event)) {
                    events.add(event(place, event));
                }
                if (events.size() == BATCH) {
                    report = store.load(name(place), events);
                    selection.stored();
                    events = new ArrayList<>();
                }
            }
            if (!events.isEmpty()) {
                report = store.load(name(place), events);
                selection.stored();
            }
            return report;
        });
    }

    static String name(LogPlace place) {
        return place.group() + " in " + place.region();
    }

    /**
     * Events of a span of time.
     *
     * @param whole whether these are all that were wanted; else the oldest of them, as far as the budget went
     */
    record Slice(List<LogEvent> events, boolean whole) {}

    Slice slice(LogPlace place, Instant from, @Nullable Instant to, Selection selection, ReadBound.Budget budget) {
        FilterLogEventsRequest request = FilterLogEventsRequest.builder()
                .logGroupName(place.group())
                .startTime(from.toEpochMilli())
                .endTime(to == null ? null : to.toEpochMilli())
                .build();
        List<LogEvent> events = new ArrayList<>();
        for (FilteredLogEvent event :
                clients.logs(place.region()).filterLogEventsPaginator(request).events()) {
            if (selection.wants(event)) {
                if (!budget.take(event.message())) {
                    return new Slice(events, false);
                }
                events.add(event(place, event));
            }
        }
        return new Slice(events, true);
    }

    static LogEvent event(LogPlace place, FilteredLogEvent event) {
        return new LogEvent(
                Instant.ofEpochMilli(event.timestamp()),
                place.region(),
                place.group(),
                Objects.requireNonNullElse(event.logStreamName(), ""),
                Objects.requireNonNullElse(event.message(), ""));
    }
}
