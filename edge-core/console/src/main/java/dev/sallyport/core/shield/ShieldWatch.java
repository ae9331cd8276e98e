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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
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
     * Everything at once, each part by itself.
     *
     * @param from attacks that began at this time or later
     * @throws dev.sallyport.core.SallyportException what the first part said, where none could be read
     */
    public ShieldReport report(Instant from) {
        return AwsErrors.translating(() -> {
            Parts parts = new Parts();
            String state = parts.read("The subscription", ShieldReport.UNKNOWN, () -> Objects.requireNonNullElse(
                    aws.shield().getSubscriptionState(request -> {}).subscriptionStateAsString(), "INACTIVE"));
            // Without a subscription Shield refuses both; where it is not known, they may answer.
            boolean advanced = !"INACTIVE".equals(state);
            List<ProtectedResource> none = List.of();
            List<ProtectedResource> protections =
                    advanced ? parts.read("Protections", none, this::protections) : none;
            boolean known = !advanced || parts.answered("Protections");
            List<Coverage> coverage = parts.read("Distributions", List.of(), () -> coverage(protections, known));
            List<Attack> attacks = advanced ? parts.read("Attacks", List.of(), () -> attacks(from)) : List.of();
            AttackStatistics statistics = parts.readOrNull("The statistics of the year", this::statistics);
            return new ShieldReport(state, protections, coverage, attacks, statistics, parts.warnings());
        });
    }

    /** What was read of several things that fail each for itself. */
    private static final class Parts {
        private final Map<String, SdkException> failed = new LinkedHashMap<>();
        private int answered;

        <T> T read(String name, T otherwise, Supplier<T> question) {
            T found = readOrNull(name, question);
            return found == null ? otherwise : found;
        }

        <T> @Nullable T readOrNull(String name, Supplier<T> question) {
            try {
                T found = question.get();
                answered++;
                return found;
            } catch (AbortedException stopped) {
                throw stopped;
            } catch (SdkException e) {
                failed.put(name, e);
                return null;
            }
        }

        boolean answered(String name) {
            return !failed.containsKey(name);
        }

        List<String> warnings() {
            if (answered == 0) {
                throw failed.values().iterator().next();
            }
            return failed.entrySet().stream()
                    .map(one -> one.getKey() + " could not be read: " + AwsErrors.translate(one.getValue()).message())
                    .toList();
        }
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

    private List<Coverage> coverage(List<ProtectedResource> protections, boolean known) {
        Map<String, ProtectedResource> byArn = new HashMap<>();
        protections.forEach(one -> byArn.put(one.resourceArn(), one));
        List<Coverage> coverage = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            var page = aws.cloudFront().listDistributions(request -> request.marker(from)).distributionList();
            for (DistributionSummary one : page.items()) {
                coverage.add(new Coverage(one.id(), one.arn(), one.domainName(), byArn.get(one.arn()), known));
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
