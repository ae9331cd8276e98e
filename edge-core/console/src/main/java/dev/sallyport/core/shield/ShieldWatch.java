package dev.sallyport.core.shield;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.shield.AttackDetail.Contributor;
import dev.sallyport.core.shield.AttackDetail.Counter;
import dev.sallyport.core.shield.AttackDetail.Property;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.shield.model.AttackStatisticsDataItem;
import software.amazon.awssdk.services.shield.model.AttackVectorDescription;
import software.amazon.awssdk.services.shield.model.AttackVolumeStatistics;
import software.amazon.awssdk.services.shield.model.Mitigation;
import software.amazon.awssdk.services.shield.model.Protection;
import software.amazon.awssdk.services.shield.model.SummarizedAttackVector;

/** Reads what AWS Shield knows of the account, with a subscription to Shield Advanced or without. */
public final class ShieldWatch {
    private final AwsClients aws;

    /** Reads through the clients of one session; Shield is served in us-east-1. */
    public ShieldWatch(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * Everything at once.
     *
     * @param from attacks that began at this time or later
     * @throws dev.sallyport.core.SallyportException when Shield or CloudFront refuses or does not answer
     */
    public ShieldReport report(Instant from) {
        return AwsErrors.translating(() -> {
            String state = aws.shield().getSubscriptionState(request -> {}).subscriptionStateAsString();
            boolean active = "ACTIVE".equals(state);
            List<ProtectedResource> protections = active ? protections() : List.of();
            return new ShieldReport(
                    Objects.requireNonNullElse(state, "INACTIVE"),
                    protections,
                    coverage(protections),
                    active ? attacks(from) : List.of(),
                    statistics());
        });
    }

    private List<ProtectedResource> protections() {
        return aws.shield().listProtectionsPaginator(request -> {}).protections().stream()
                .map(ShieldWatch::resource)
                .sorted(Comparator.comparing(ProtectedResource::name).thenComparing(ProtectedResource::id))
                .toList();
    }

    private static ProtectedResource resource(Protection protection) {
        var response = protection.applicationLayerAutomaticResponseConfiguration();
        boolean enabled = response != null && "ENABLED".equals(response.statusAsString());
        String action = !enabled || response.action() == null ? "DISABLED" : response.action().count() != null ? "COUNT" : "BLOCK";
        return new ProtectedResource(
                protection.id(),
                Objects.requireNonNullElse(protection.name(), ""),
                protection.resourceArn(),
                action,
                protection.healthCheckIds());
    }

    private List<Coverage> coverage(List<ProtectedResource> protections) {
        Map<String, ProtectedResource> byArn = new HashMap<>();
        protections.forEach(one -> byArn.put(one.resourceArn(), one));
        List<Coverage> coverage = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            var page = aws.cloudFront().listDistributions(request -> request.marker(from)).distributionList();
            for (DistributionSummary one : page.items()) {
                coverage.add(new Coverage(one.id(), one.arn(), one.domainName(), byArn.get(one.arn())));
            }
            marker = Boolean.TRUE.equals(page.isTruncated()) ? page.nextMarker() : null;
        } while (marker != null);
        coverage.sort(Comparator.comparing(Coverage::distributionId));
        return coverage;
    }

    private List<Attack> attacks(Instant from) {
        List<Attack> attacks = new ArrayList<>();
        aws.shield()
                .listAttacksPaginator(request -> request.startTime(range -> range.fromInclusive(from)))
                .forEach(page -> page.attackSummaries()
                        .forEach(one -> attacks.add(new Attack(
                                one.attackId(),
                                one.resourceArn(),
                                one.startTime(),
                                one.endTime(),
                                one.attackVectors().stream().map(AttackVectorDescription::vectorType).toList()))));
        attacks.sort(Comparator.comparing(Attack::start).reversed().thenComparing(Attack::id));
        return attacks;
    }

    private AttackStatistics statistics() {
        var found = aws.shield().describeAttackStatistics(request -> {});
        return new AttackStatistics(
                found.timeRange().fromInclusive(),
                found.timeRange().toExclusive(),
                found.dataItems().stream().map(ShieldWatch::item).toList());
    }

    private static AttackStatistics.Item item(AttackStatisticsDataItem item) {
        var volume = item.attackVolume();
        return new AttackStatistics.Item(
                Objects.requireNonNullElse(item.attackCount(), 0L),
                volume == null ? null : max(volume.bitsPerSecond()),
                volume == null ? null : max(volume.packetsPerSecond()),
                volume == null ? null : max(volume.requestsPerSecond()));
    }

    private static @Nullable Double max(@Nullable AttackVolumeStatistics statistics) {
        return statistics == null ? null : statistics.max();
    }

    /**
     * One attack in detail.
     *
     * @throws dev.sallyport.core.SallyportException {@code SP-NOT-FOUND} when there is none of that id
     */
    public AttackDetail attack(String id) {
        return AwsErrors.translating(() -> {
            var found = aws.shield().describeAttack(request -> request.attackId(id)).attack();
            return new AttackDetail(
                    new Attack(
                            found.attackId(),
                            found.resourceArn(),
                            found.startTime(),
                            found.endTime(),
                            found.subResources().stream()
                                    .flatMap(sub -> sub.attackVectors().stream())
                                    .map(SummarizedAttackVector::vectorType)
                                    .distinct()
                                    .sorted()
                                    .toList()),
                    found.attackCounters().stream()
                            .map(one -> new Counter(
                                    Objects.requireNonNullElse(one.name(), ""),
                                    number(one.max()),
                                    number(one.average()),
                                    number(one.sum()),
                                    Objects.requireNonNullElse(one.n(), 0),
                                    Objects.requireNonNullElse(one.unit(), "")))
                            .toList(),
                    found.attackProperties().stream()
                            .map(one -> new Property(
                                    Objects.requireNonNullElse(one.attackLayerAsString(), ""),
                                    Objects.requireNonNullElse(one.attackPropertyIdentifierAsString(), ""),
                                    Objects.requireNonNullElse(one.total(), 0L),
                                    Objects.requireNonNullElse(one.unitAsString(), ""),
                                    one.topContributors().stream()
                                            .map(top -> new Contributor(
                                                    Objects.requireNonNullElse(top.name(), ""),
                                                    Objects.requireNonNullElse(top.value(), 0L)))
                                            .toList()))
                            .toList(),
                    found.mitigations().stream().map(Mitigation::mitigationName).toList());
        });
    }

    private static double number(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
