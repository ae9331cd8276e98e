package dev.sallyport.core.firewall;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.webacl.WafAction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;
import software.amazon.awssdk.services.wafv2.model.WebACL;
import software.amazon.awssdk.services.wafv2.model.WebACLSummary;

/** The account's web ACLs of scope CLOUDFRONT, with their rules in the order of evaluation. */
public final class WebAcls {
    /** AWS WAF allows a few calls a second; the SDK waits where it throttles. */
    private static final int AT_ONCE = 4;

    private final AwsClients aws;

    /** Reads through the clients of one session. */
    public WebAcls(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * A web ACL.
     *
     * @param name unique within its scope
     * @param id UUID
     * @param arn of the web ACL
     * @param defaultAction what becomes of a request that no rule ended
     * @param capacity in web ACL capacity units
     * @param rules by priority
     * @param logGroup CloudWatch Logs group it writes to; null when it logs elsewhere or not at all
     * @param logDestination ARN of where it logs; null when it does not
     */
    public record Summary(
            String name,
            String id,
            String arn,
            WafAction defaultAction,
            long capacity,
            List<RuleSummary> rules,
            @Nullable String logGroup,
            @Nullable String logDestination) {
        /** One that logs to a group, or not at all. */
        public Summary(
                String name,
                String id,
                String arn,
                WafAction defaultAction,
                long capacity,
                List<RuleSummary> rules,
                @Nullable String logGroup) {
            this(name, id, arn, defaultAction, capacity, rules, logGroup, null);
        }

        /** Where its log lies in S3; empty when it logs elsewhere or not at all. */
        public Optional<S3Place> logBucket() {
            return Optional.ofNullable(logDestination)
                    .flatMap(S3Place::ofArn)
                    .map(bucket -> bucket.ofWebAcl(Arn.fromString(arn)));
        }
    }

    /**
     * A rule of a web ACL.
     *
     * @param name unique within the web ACL
     * @param priority lower is evaluated first
     * @param kind what its statement is, in a few words, such as {@code managed group} or {@code rate-based}
     * @param subject the managed group, the limit, or empty
     * @param action what it does on a match; for a group, what the override makes of it
     */
    public record RuleSummary(String name, int priority, String kind, String subject, String action) {}

    /** All of them, in the order of their names; one that is gone meanwhile is left out. */
    public List<Summary> list() {
        return AwsErrors.translating(() -> {
            Wafv2Client waf = aws.waf(EdgeRegion.NAME);
            Map<String, List<String>> destinations = destinations(waf);
            return AtOnce.each(summaries(waf), AT_ONCE, one -> readable(waf, one, destinations)).stream()
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Summary::name))
                    .toList();
        });
    }

    private static List<WebACLSummary> summaries(Wafv2Client waf) {
        List<WebACLSummary> found = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            var page = waf.listWebACLs(request -> request.scope(Scope.CLOUDFRONT).nextMarker(from));
            found.addAll(page.webACLs());
            marker = page.nextMarker();
        } while (marker != null && !marker.isEmpty());
        return found;
    }

    /** Where each web ACL logs, by ARN: one question for all. */
    private static Map<String, List<String>> destinations(Wafv2Client waf) {
        Map<String, List<String>> found = new HashMap<>();
        String marker = null;
        do {
            String from = marker;
            var page = waf.listLoggingConfigurations(request -> request.scope(Scope.CLOUDFRONT).nextMarker(from));
            page.loggingConfigurations().forEach(one -> found.put(one.resourceArn(), one.logDestinationConfigs()));
            marker = page.nextMarker();
        } while (marker != null && !marker.isEmpty());
        return found;
    }

    /**
     * The web ACL of that name, id or ARN.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}
     */
    public Summary find(String name) {
        return AwsErrors.translating(() -> {
            Wafv2Client waf = aws.waf(EdgeRegion.NAME);
            return summaries(waf).stream()
                    .filter(acl -> acl.name().equals(name) || acl.id().equals(name) || acl.arn().equals(name))
                    .findFirst()
                    .flatMap(acl -> readable(waf, acl, Map.of(acl.arn(), destinations(waf, acl.arn()))))
                    .orElseThrow(() -> SallyportException.refused(
                            "SP-NOT-FOUND",
                            "There is no web ACL " + name + " of scope CLOUDFRONT in this account.",
                            "See the names with sallyport inspect."));
        });
    }

    private static Optional<Summary> readable(
            Wafv2Client waf, WebACLSummary summary, Map<String, List<String>> destinations) {
        try {
            return Optional.of(read(waf, summary, destinations));
        } catch (WafNonexistentItemException goneMeanwhile) {
            return Optional.empty();
        }
    }

    private static Summary read(Wafv2Client waf, WebACLSummary summary, Map<String, List<String>> destinations) {
        WebACL acl = waf.getWebACL(request ->
                        request.scope(Scope.CLOUDFRONT).name(summary.name()).id(summary.id()))
                .webACL();
        List<String> logs = destinations.getOrDefault(acl.arn(), List.of());
        boolean allows = acl.defaultAction() == null || acl.defaultAction().allow() != null;
        return new Summary(
                acl.name(),
                acl.id(),
                acl.arn(),
                allows ? WafAction.ALLOW : WafAction.BLOCK,
                acl.capacity() == null ? 0 : acl.capacity(),
                acl.rules().stream()
                        .sorted(Comparator.comparing(Rule::priority))
                        .map(WebAcls::rule)
                        .toList(),
                logs.stream()
                        .flatMap(destination -> LogPlace.ofArn(destination).stream())
                        .map(LogPlace::group)
                        .findFirst()
                        .orElse(null),
                logs.stream().findFirst().orElse(null));
    }

    private static List<String> destinations(Wafv2Client waf, String arn) {
        try {
            return waf.getLoggingConfiguration(request -> request.resourceArn(arn))
                    .loggingConfiguration()
                    .logDestinationConfigs();
        } catch (WafNonexistentItemException notLogging) {
            return List.of();
        }
    }

    private static RuleSummary rule(Rule rule) {
        Statement statement = rule.statement();
        return new RuleSummary(rule.name(), rule.priority(), kind(statement), subject(statement), action(rule));
    }

    private static String kind(Statement statement) {
        if (statement.managedRuleGroupStatement() != null) {
            return "managed group";
        }
        if (statement.ruleGroupReferenceStatement() != null) {
            return "rule group";
        }
        if (statement.rateBasedStatement() != null) {
            return "rate-based";
        }
        if (statement.ipSetReferenceStatement() != null) {
            return "IP set";
        }
        if (statement.geoMatchStatement() != null) {
            return "geo match";
        }
        if (statement.labelMatchStatement() != null) {
            return "label match";
        }
        return "match";
    }

    private static String subject(Statement statement) {
        if (statement.managedRuleGroupStatement() != null) {
            var group = statement.managedRuleGroupStatement();
            return group.vendorName() + "/" + group.name();
        }
        if (statement.rateBasedStatement() != null) {
            var rate = statement.rateBasedStatement();
            long window = rate.evaluationWindowSec() == null ? 300 : rate.evaluationWindowSec();
            return rate.limit() + " per " + window + " s by " + rate.aggregateKeyTypeAsString();
        }
        return "";
    }

    private static String action(Rule rule) {
        RuleAction action = rule.action();
        if (action == null) {
            boolean counts = rule.overrideAction() != null && rule.overrideAction().count() != null;
            return counts ? "count" : "as in the group";
        }
        if (action.block() != null) {
            return "block";
        }
        if (action.count() != null) {
            return "count";
        }
        if (action.captcha() != null) {
            return "captcha";
        }
        return action.challenge() != null ? "challenge" : "allow";
    }
}
