package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.WafAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** What CloudFront and AWS WAF count of a request, in us-east-1. */
final class EdgeMetrics {
    private static final String REGION = "us-east-1";
    private static final String CLOUDFRONT = "AWS/CloudFront";
    private static final Set<Integer> SINGLE = Set.of(401, 403, 404, 502, 503, 504);

    private final MetricDelivery metrics;
    private final SandboxCloudFront cloudFront;
    private final Wafv2Client waf;
    private final Map<String, Names> names = new ConcurrentHashMap<>();

    /** A web ACL's metric names, and those of its rules. */
    private record Names(long until, String acl, Map<String, String> rules) {}

    EdgeMetrics(MetricDelivery metrics, SandboxCloudFront cloudFront, Wafv2Client waf) {
        this.metrics = metrics;
        this.cloudFront = cloudFront;
        this.waf = waf;
    }

    void count(Exchange exchange, Response response) {
        Map<String, String> dimensions = Map.of("DistributionId", exchange.view().id(), "Region", "Global");
        int status = response.status();
        boolean client = status >= 400 && status < 500;
        boolean server = status >= 500;
        none(dimensions, "Requests", 1);
        none(dimensions, "BytesDownloaded", response.bytes().length);
        none(dimensions, "BytesUploaded", exchange.viewer().bytes().length);
        percent(dimensions, "4xxErrorRate", client);
        percent(dimensions, "5xxErrorRate", server);
        percent(dimensions, "TotalErrorRate", client || server);
        if (cloudFront.isMonitored(exchange.view().id())) {
            percent(dimensions, "CacheHitRate", exchange.result().equals("Hit"));
            SINGLE.forEach(each -> percent(dimensions, each + "ErrorRate", status == each));
            exchange.originMillis().ifPresent(millis -> metrics.add(
                    REGION, CLOUDFRONT, "OriginLatency", dimensions, StandardUnit.MILLISECONDS, (double) millis));
        }
    }

    private void none(Map<String, String> dimensions, String name, double value) {
        metrics.add(REGION, CLOUDFRONT, name, dimensions, StandardUnit.NONE, value);
    }

    private void percent(Map<String, String> dimensions, String name, boolean counts) {
        metrics.add(REGION, CLOUDFRONT, name, dimensions, StandardUnit.PERCENT, counts ? 100 : 0);
    }

    void count(String webAclArn, Verdict verdict) {
        Names named = names(webAclArn);
        for (Verdict.RuleMatch match : verdict.nonTerminating()) {
            if (match.action() == WafAction.COUNT) {
                rule(named, "CountedRequests", match.rule());
            }
        }
        rule(
                named,
                switch (verdict.action()) {
                    case BLOCK -> "BlockedRequests";
                    case CAPTCHA -> "CaptchaRequests";
                    case CHALLENGE -> "ChallengeRequests";
                    default -> "AllowedRequests";
                },
                verdict.terminatingRule());
    }

    private void rule(Names named, String metric, String rule) {
        for (String dimension : List.of(named.rules().getOrDefault(rule, rule), "ALL")) {
            metrics.add(
                    REGION,
                    "AWS/WAFV2",
                    metric,
                    Map.of("WebACL", named.acl(), "Rule", dimension),
                    StandardUnit.COUNT,
                    1);
        }
    }

    private Names names(String arn) {
        Names known = names.get(arn);
        if (known != null && System.nanoTime() - known.until() < 0) {
            return known;
        }
        String[] parts = arn.split("/", -1);
        Names found = new Call(Caller.root(), REGION, UUID.randomUUID().toString()).answer(() -> {
            WebACL acl = waf.getWebACL(get -> get.name(parts[2]).id(parts[3]).scope("CLOUDFRONT")).webACL();
            Map<String, String> rules = new HashMap<>();
            acl.rules().forEach(rule -> rules.put(rule.name(), rule.visibilityConfig().metricName()));
            return new Names(
                    System.nanoTime() + 2_000_000_000L, acl.visibilityConfig().metricName(), rules);
        });
        names.put(arn, found);
        return found;
    }
}
