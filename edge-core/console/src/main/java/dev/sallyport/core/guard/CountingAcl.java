package dev.sallyport.core.guard;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.pace.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.AllowAction;
import software.amazon.awssdk.services.wafv2.model.CountAction;
import software.amazon.awssdk.services.wafv2.model.OverrideAction;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatement;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatementAggregateKeyType;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.VisibilityConfig;
import software.amazon.awssdk.services.wafv2.model.WafAssociatedItemException;
import software.amazon.awssdk.services.wafv2.model.WafDuplicateItemException;
import software.amazon.awssdk.services.wafv2.model.WebACLSummary;

/**
 * A web ACL whose rules only count, so that nobody is blocked before its hits have been looked at (AWS WAF Developer
 * Guide, "Testing and tuning your AWS WAF protections").
 *
 * @param name unique among the web ACLs of scope CLOUDFRONT
 */
record CountingAcl(String name) implements Measure {
    /** AWS's free groups that suit every application (Developer Guide, "Baseline rule groups" and "IP reputation"). */
    private static final List<String> GROUPS = List.of(
            "AWSManagedRulesAmazonIpReputationList",
            "AWSManagedRulesCommonRuleSet",
            "AWSManagedRulesKnownBadInputsRuleSet");

    private static final long REQUESTS_IN_FIVE_MINUTES = 2000;

    /** CloudFront tells WAF late that a web ACL is no longer in use. */
    private static final Duration RELEASE = Duration.ofMinutes(15);

    @Override
    public String says() {
        return "Make the web ACL " + name + " with " + String.join(", ", GROUPS) + " and a rate rule of "
                + REQUESTS_IN_FIVE_MINUTES + " requests in five minutes, all in Count";
    }

    @Override
    public String cost() {
        return "AWS WAF charges for a web ACL and each of its " + (GROUPS.size() + 1)
                + " rules by the month, and for requests.";
    }

    @Override
    public String placeholder() {
        return "(web ACL " + name + ")";
    }

    @Override
    public String make(AwsClients aws) {
        Wafv2Client waf = aws.waf(EdgeRegion.NAME);
        try {
            return waf.createWebACL(request -> request.name(name)
                            .scope(Scope.CLOUDFRONT)
                            .description("Made by sallyport guard, every rule in Count")
                            .defaultAction(action -> action.allow(AllowAction.builder().build()))
                            .visibilityConfig(visible(name))
                            .rules(rules()))
                    .summary()
                    .arn();
        } catch (WafDuplicateItemException madeBefore) {
            return find(waf).map(WebACLSummary::arn).orElseThrow(() -> madeBefore);
        }
    }

    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (String group : GROUPS) {
            rules.add(Rule.builder()
                    .name(group)
                    .priority(rules.size())
                    .overrideAction(OverrideAction.builder()
                            .count(CountAction.builder().build())
                            .build())
                    .statement(statement -> statement.managedRuleGroupStatement(
                            managed -> managed.vendorName("AWS").name(group)))
                    .visibilityConfig(visible(group))
                    .build());
        }
        rules.add(Rule.builder()
                .name("RateLimit")
                .priority(rules.size())
                .action(RuleAction.builder().count(CountAction.builder().build()).build())
                .statement(statement -> statement.rateBasedStatement(RateBasedStatement.builder()
                        .limit(REQUESTS_IN_FIVE_MINUTES)
                        .evaluationWindowSec(300L)
                        .aggregateKeyType(RateBasedStatementAggregateKeyType.IP)
                        .build()))
                .visibilityConfig(visible("RateLimit"))
                .build());
        return rules;
    }

    private static VisibilityConfig visible(String metric) {
        return VisibilityConfig.builder()
                .sampledRequestsEnabled(true)
                .cloudWatchMetricsEnabled(true)
                .metricName(metric)
                .build();
    }

    @Override
    public Optional<String> unmake(AwsClients aws) throws InterruptedException {
        Wafv2Client waf = aws.waf(EdgeRegion.NAME);
        Optional<WebACLSummary> found = find(waf);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        AtomicReference<String> token = new AtomicReference<>(found.get().lockToken());
        boolean gone = Pace.between(Duration.ofSeconds(1), Duration.ofSeconds(30)).until(RELEASE, () -> {
            try {
                waf.deleteWebACL(request -> request.name(name)
                        .id(found.get().id())
                        .scope(Scope.CLOUDFRONT)
                        .lockToken(token.get()));
                return true;
            } catch (WafAssociatedItemException stillInUse) {
                return false;
            }
        });
        return gone ? Optional.empty() : Optional.of("The web ACL " + name + " is still in use elsewhere, and stays.");
    }

    private Optional<WebACLSummary> find(Wafv2Client waf) {
        String marker = null;
        do {
            String from = marker;
            var page = waf.listWebACLs(request -> request.scope(Scope.CLOUDFRONT).nextMarker(from));
            Optional<WebACLSummary> found =
                    page.webACLs().stream().filter(one -> name.equals(one.name())).findFirst();
            if (found.isPresent()) {
                return found;
            }
            marker = page.webACLs().isEmpty() ? null : page.nextMarker();
        } while (marker != null);
        return Optional.empty();
    }
}
