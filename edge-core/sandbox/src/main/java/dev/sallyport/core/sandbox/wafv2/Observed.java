package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.wafv2.Entities.Held;
import dev.sallyport.core.webacl.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.GetRateBasedStatementManagedKeysRequest;
import software.amazon.awssdk.services.wafv2.model.GetRateBasedStatementManagedKeysResponse;
import software.amazon.awssdk.services.wafv2.model.GetSampledRequestsRequest;
import software.amazon.awssdk.services.wafv2.model.GetSampledRequestsResponse;
import software.amazon.awssdk.services.wafv2.model.IPAddressVersion;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatement;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatementManagedKeysIPSet;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.SampledHTTPRequest;
import software.amazon.awssdk.services.wafv2.model.TimeWindow;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Answers about the live traffic: sampled requests and the addresses that rate-based rules hold. */
final class Observed {
    private final Catalog catalog;
    private final LiveFirewall live;
    private final Authorizer authorizer;
    private final Clock clock;

    Observed(Catalog catalog, LiveFirewall live, Authorizer authorizer, Clock clock) {
        this.catalog = catalog;
        this.live = live;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    GetSampledRequestsResponse samples(GetSampledRequestsRequest r) {
        String arn = String.valueOf(r.webAclArn());
        authorizer.require("wafv2:GetSampledRequests", arn, null, Map.of());
        WebACL acl = catalog.acls().find(arn).orElseThrow(WafFaults::missing).value();
        if (r.maxItems() == null || r.maxItems() < 1 || r.maxItems() > 500) {
            throw WafFaults.invalid("MaxItems must be between 1 and 500.", "ENTITY_LIMIT", String.valueOf(r.maxItems()));
        }
        TimeWindow window = r.timeWindow();
        if (window == null || window.startTime() == null || window.endTime() == null || window.startTime().isAfter(window.endTime())) {
            throw WafFaults.invalid("The time window is not valid.", "EXPIRE_TIMESTAMP", "TimeWindow");
        }
        Instant oldest = clock.instant().minus(Samples.KEPT);
        Instant start = window.startTime().isBefore(oldest) ? oldest : window.startTime();
        Instant end = window.endTime().isBefore(start) ? start : window.endTime();
        List<SampledHTTPRequest> found =
                Samples.of(rule(acl, String.valueOf(r.ruleMetricName())), live.samples().between(arn, start, end));
        return GetSampledRequestsResponse.builder()
                .sampledRequests(found.subList(0, (int) Math.min(r.maxItems(), found.size())))
                .populationSize((long) found.size())
                .timeWindow(times -> times.startTime(start).endTime(end))
                .build();
    }

    /** The rule with that metric; the web ACL's own metric stands for its default action. */
    private static String rule(WebACL acl, String metric) {
        if (metric.equals(acl.visibilityConfig().metricName()) || metric.equals(Verdict.DEFAULT_ACTION)) {
            return Verdict.DEFAULT_ACTION;
        }
        if (metric.equals(Samples.ALL)) {
            return metric;
        }
        return acl.rules().stream()
                .filter(rule -> rule.visibilityConfig() != null && metric.equals(rule.visibilityConfig().metricName()))
                .findFirst()
                .map(Rule::name)
                .orElseThrow(WafFaults::missing);
    }

    GetRateBasedStatementManagedKeysResponse managedKeys(GetRateBasedStatementManagedKeysRequest r) {
        Held<WebACL> acl = catalog.acls().get(r.webACLName(), r.scopeAsString(), r.webACLId());
        String path = r.ruleGroupRuleName() == null ? r.ruleName() : r.ruleGroupRuleName() + "/" + r.ruleName();
        RateBasedStatement rate = rules(acl.value(), r.ruleGroupRuleName()).stream()
                .filter(rule -> rule.name().equals(r.ruleName()))
                .findFirst()
                .map(rule -> rule.statement() == null ? null : rule.statement().rateBasedStatement())
                .orElseThrow(WafFaults::missing);
        String key = rate.aggregateKeyTypeAsString();
        if (!"IP".equals(key) && !"FORWARDED_IP".equals(key)) {
            throw WafFaults.aggregateKey();
        }
        List<String> limited = live.counters(acl.arn()).limited(
                path, clock.instant(), Objects.requireNonNullElse(rate.evaluationWindowSec(), 300L), rate.limit());
        return GetRateBasedStatementManagedKeysResponse.builder()
                .managedKeysIPV4(keys(IPAddressVersion.IPV4, limited, "/32", false))
                .managedKeysIPV6(keys(IPAddressVersion.IPV6, limited, "/128", true))
                .build();
    }

    private List<Rule> rules(WebACL acl, @Nullable String groupRule) {
        if (groupRule == null) {
            return acl.rules();
        }
        return acl.rules().stream()
                .filter(rule -> rule.name().equals(groupRule))
                .findFirst()
                .flatMap(rule -> rule.statement() == null || rule.statement().ruleGroupReferenceStatement() == null
                        ? Optional.empty()
                        : catalog.ruleGroups().find(rule.statement().ruleGroupReferenceStatement().arn()))
                .map(Held::value)
                .map(RuleGroup::rules)
                .orElseThrow(WafFaults::missing);
    }

    private static RateBasedStatementManagedKeysIPSet keys(
            IPAddressVersion version, List<String> addresses, String suffix, boolean v6) {
        return RateBasedStatementManagedKeysIPSet.builder()
                .ipAddressVersion(version)
                .addresses(addresses.stream().filter(one -> one.contains(":") == v6).map(one -> one + suffix).toList())
                .build();
    }
}
