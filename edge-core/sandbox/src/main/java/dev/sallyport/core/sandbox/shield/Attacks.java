package dev.sallyport.core.sandbox.shield;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.shield.model.AttackDetail;
import software.amazon.awssdk.services.shield.model.AttackLayer;
import software.amazon.awssdk.services.shield.model.AttackProperty;
import software.amazon.awssdk.services.shield.model.AttackStatisticsDataItem;
import software.amazon.awssdk.services.shield.model.AttackSummary;
import software.amazon.awssdk.services.shield.model.AttackVectorDescription;
import software.amazon.awssdk.services.shield.model.Contributor;
import software.amazon.awssdk.services.shield.model.DescribeAttackStatisticsResponse;
import software.amazon.awssdk.services.shield.model.ListAttacksRequest;
import software.amazon.awssdk.services.shield.model.SubResourceSummary;
import software.amazon.awssdk.services.shield.model.SubResourceType;
import software.amazon.awssdk.services.shield.model.SummarizedAttackVector;
import software.amazon.awssdk.services.shield.model.SummarizedCounter;
import software.amazon.awssdk.services.shield.model.TimeRange;
import software.amazon.awssdk.services.shield.model.Unit;

/** The detected floods in the shapes of Shield's API. */
final class Attacks {
    private static final String VECTOR = "REQUEST_FLOOD";
    private static final int TOP = 5;

    private final FloodWatch watch;
    private final Protections protections;
    private final Subscriptions subscriptions;
    private final Clock clock;

    Attacks(FloodWatch watch, Protections protections, Subscriptions subscriptions, Clock clock) {
        this.watch = watch;
        this.protections = protections;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    List<AttackSummary> list(ListAttacksRequest r) {
        if (subscriptions.find().isEmpty()) {
            throw ShieldFaults.notNow("Enable the subscription to list attacks.");
        }
        return watch.floods().stream()
                .filter(flood -> protections.find(flood.resourceArn()).isPresent())
                .filter(flood -> r.resourceArns().isEmpty() || r.resourceArns().contains(flood.resourceArn()))
                .filter(flood -> within(flood.start(), r.startTime()) && within(flood.end(), r.endTime()))
                .map(flood -> AttackSummary.builder()
                        .attackId(flood.id())
                        .resourceArn(flood.resourceArn())
                        .startTime(flood.start())
                        .endTime(flood.end())
                        .attackVectors(AttackVectorDescription.builder().vectorType(VECTOR).build())
                        .build())
                .toList();
    }

    private static boolean within(@Nullable Instant time, @Nullable TimeRange range) {
        if (range == null) {
            return true;
        }
        return time != null
                && (range.fromInclusive() == null || !time.isBefore(range.fromInclusive()))
                && (range.toExclusive() == null || time.isBefore(range.toExclusive()));
    }

    AttackDetail describe(@Nullable String id) {
        subscriptions.require();
        Flood flood = watch.floods().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ShieldFaults.missing("The attack does not exist."));
        SummarizedCounter counter = SummarizedCounter.builder()
                .name("REQUEST_FLOOD_RPS")
                .max(flood.maxPerSecond())
                .average(flood.averagePerSecond())
                .sum((double) flood.total())
                .n(flood.counts().size())
                .unit("REQUESTS")
                .build();
        Map<String, Long> urls = flood.contributors().getOrDefault("DESTINATION_URL", Map.of());
        return AttackDetail.builder()
                .attackId(flood.id())
                .resourceArn(flood.resourceArn())
                .startTime(flood.start())
                .endTime(flood.end())
                .subResources(urls.keySet().stream()
                        .limit(TOP)
                        .map(url -> SubResourceSummary.builder()
                                .type(SubResourceType.URL)
                                .id(url)
                                .attackVectors(SummarizedAttackVector.builder().vectorType(VECTOR).build())
                                .counters(List.of())
                                .build())
                        .toList())
                .attackCounters(counter)
                .attackProperties(flood.contributors().entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> property(entry.getKey(), entry.getValue(), flood.total()))
                        .toList())
                .mitigations(List.of())
                .build();
    }

    private static AttackProperty property(String identifier, Map<String, Long> counts, long total) {
        return AttackProperty.builder()
                .attackLayer(AttackLayer.APPLICATION)
                .attackPropertyIdentifier(identifier)
                .topContributors(counts.entrySet().stream()
                        .limit(TOP)
                        .map(entry -> Contributor.builder().name(entry.getKey()).value(entry.getValue()).build())
                        .toList())
                .unit(Unit.REQUESTS)
                .total(total)
                .build();
    }

    /** The year up to last midnight UTC, for every resource of the account, with or without a subscription. */
    DescribeAttackStatisticsResponse statistics() {
        Instant midnight = clock.instant().truncatedTo(ChronoUnit.DAYS);
        Instant start = midnight.atOffset(ZoneOffset.UTC).minusYears(1).toInstant();
        List<Flood> floods = watch.floods().stream()
                .filter(flood -> !flood.start().isBefore(start) && flood.start().isBefore(midnight))
                .toList();
        AttackStatisticsDataItem.Builder item = AttackStatisticsDataItem.builder().attackCount((long) floods.size());
        if (!floods.isEmpty()) {
            double most = floods.stream().mapToDouble(Flood::maxPerSecond).max().orElse(0);
            item.attackVolume(volume -> volume.requestsPerSecond(requests -> requests.max(most)));
        }
        return DescribeAttackStatisticsResponse.builder()
                .timeRange(range -> range.fromInclusive(start).toExclusive(midnight))
                .dataItems(item.build())
                .build();
    }
}
