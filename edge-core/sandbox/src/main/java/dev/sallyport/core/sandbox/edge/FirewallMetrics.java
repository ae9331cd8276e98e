package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.Verdict.GroupResult;
import dev.sallyport.core.webacl.Verdict.RuleMatch;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.core.webacl.WafArn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.VisibilityConfig;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * What AWS WAF counts of a request that a web ACL judged, in us-east-1: by rule, by label, by rule of a managed group and
 * by country. Of scope CLOUDFRONT there is no dimension {@code Region}.
 *
 * <p>AWS says that the dimension {@code WebACL} is the web ACL's metric name. Accounts have its name there, and its metric
 * name as the {@code Rule} of the default action; so it is here.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html">AWS WAF metrics and dimensions</a>
 */
final class FirewallMetrics {
    private static final String REGION = "us-east-1";
    private static final String WEB_ACL = "WebACL";
    private static final String RULE = "Rule";
    private static final int MOST_LABELS = 100;
    private static final long KNOWN_NANOS = 2_000_000_000L;

    private final MetricDelivery metrics;
    private final Wafv2Client waf;
    private final Map<String, Names> names = new ConcurrentHashMap<>();

    FirewallMetrics(MetricDelivery metrics, Wafv2Client waf) {
        this.metrics = metrics;
        this.waf = waf;
    }

    /** A web ACL's name, and the metric names of its rules; no name where metrics are switched off. */
    private record Names(long until, String acl, boolean whole, Map<String, Optional<String>> rules) {}

    void count(String webAclArn, String country, Verdict verdict) {
        Names named = names(webAclArn);
        for (RuleMatch match : verdict.nonTerminating()) {
            rule(named, metric(match.action()), match.rule());
            if (match.action() == WafAction.CAPTCHA) {
                rule(named, "RequestsWithValidCaptchaToken", match.rule());
            } else if (match.action() == WafAction.CHALLENGE) {
                rule(named, "RequestsWithValidChallengeToken", match.rule());
            }
        }
        String ended = metric(verdict.action());
        rule(named, ended, verdict.terminatingRule());
        groups(named, verdict);
        if (named.whole()) {
            verdict.labels().stream().limit(MOST_LABELS).forEach(label -> label(named, ended, label));
            add(ended, Map.of(WEB_ACL, named.acl(), "Country", country));
        }
    }

    private void groups(Names named, Verdict verdict) {
        for (GroupResult group : verdict.groups()) {
            String[] id = group.groupId().split("#", -1);
            // A group of one's own is counted under its own metric name, whatever web ACL it stands in.
            if (id.length < 2 || !named.whole()) {
                continue;
            }
            RuleMatch end = group.terminating();
            if (end != null) {
                inGroup(named, metric(end.action()), id[1], end.rule());
            }
            group.nonTerminating().forEach(match -> inGroup(named, metric(match.action()), id[1], match.rule()));
            group.excluded().forEach(rule -> inGroup(named, metric(WafAction.COUNT), id[1], rule));
        }
    }

    private static String metric(WafAction action) {
        return switch (action) {
            case BLOCK -> "BlockedRequests";
            case COUNT -> "CountedRequests";
            case CAPTCHA -> "CaptchaRequests";
            case CHALLENGE -> "ChallengeRequests";
            case ALLOW, UNKNOWN -> "AllowedRequests";
        };
    }

    private void rule(Names named, String metric, String rule) {
        named.rules()
                .getOrDefault(rule, Optional.of(rule))
                .ifPresent(name -> add(metric, Map.of(WEB_ACL, named.acl(), RULE, name)));
        if (named.whole()) {
            add(metric, Map.of(WEB_ACL, named.acl(), RULE, "ALL"));
        }
    }

    private void label(Names named, String metric, String label) {
        int end = label.lastIndexOf(':');
        if (end > 0) {
            add(metric, Map.of(
                    WEB_ACL, named.acl(), "LabelNamespace", label.substring(0, end), "LabelName", label.substring(end + 1)));
        }
    }

    private void inGroup(Names named, String metric, String group, String rule) {
        add(metric, Map.of(WEB_ACL, named.acl(), "ManagedRuleGroup", group, "ManagedRuleGroupRule", rule));
    }

    private void add(String metric, Map<String, String> dimensions) {
        metrics.add(REGION, "AWS/WAFV2", metric, dimensions, StandardUnit.COUNT, 1);
    }

    private Names names(String arn) {
        Names known = names.get(arn);
        if (known != null && System.nanoTime() - known.until() < 0) {
            return known;
        }
        WafArn own = WafArn.of(arn).orElseThrow();
        Names found = new Call(Caller.root(), REGION, UUID.randomUUID().toString()).answer(() -> {
            WebACL acl = waf.getWebACL(get -> get.name(own.name()).id(own.id()).scope("CLOUDFRONT")).webACL();
            Map<String, Optional<String>> rules = new HashMap<>();
            acl.rules().forEach(rule -> rules.put(rule.name(), shown(rule.visibilityConfig())));
            rules.put(Verdict.DEFAULT_ACTION, shown(acl.visibilityConfig()));
            boolean whole = shown(acl.visibilityConfig()).isPresent();
            return new Names(System.nanoTime() + KNOWN_NANOS, acl.name(), whole, rules);
        });
        names.put(arn, found);
        return found;
    }

    private static Optional<String> shown(VisibilityConfig config) {
        return Boolean.TRUE.equals(config.cloudWatchMetricsEnabled()) ? Optional.of(config.metricName()) : Optional.empty();
    }
}
