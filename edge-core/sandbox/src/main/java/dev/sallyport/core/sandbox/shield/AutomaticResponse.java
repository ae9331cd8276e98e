package dev.sallyport.core.sandbox.shield;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.webacl.WafArn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.shield.model.ApplicationLayerAutomaticResponseStatus;
import software.amazon.awssdk.services.shield.model.Protection;
import software.amazon.awssdk.services.shield.model.ResponseAction;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.CountAction;
import software.amazon.awssdk.services.wafv2.model.NoneAction;
import software.amazon.awssdk.services.wafv2.model.OverrideAction;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.VisibilityConfig;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * Automatic application layer DDoS mitigation: a rule group of Shield's own in the web ACL of the protected distribution,
 * at priority 10,000,000 (waf/latest/developerguide/ddos-automatic-app-layer-response-rg.html).
 */
final class AutomaticResponse {
    static final int PRIORITY = 10_000_000;
    static final long CAPACITY = 150;
    private static final String PREFIX = "ShieldMitigationRuleGroup_";

    private final Protections protections;
    private final Wafv2Client waf;
    private final Function<String, Optional<String>> webAclOf;

    /** {@code webAclOf} finds the web ACL's ARN of a distribution's ARN. */
    AutomaticResponse(Protections protections, Wafv2Client waf, Function<String, Optional<String>> webAclOf) {
        this.protections = protections;
        this.waf = waf;
        this.webAclOf = webAclOf;
    }

    private static boolean counts(@Nullable ResponseAction action) {
        if (action == null || (action.block() == null) == (action.count() == null)) {
            throw ShieldFaults.invalid("The action must be exactly one of Block and Count.");
        }
        return action.count() != null;
    }

    private static boolean enabled(Protection protection) {
        return protection.applicationLayerAutomaticResponseConfiguration() != null
                && protection.applicationLayerAutomaticResponseConfiguration().status()
                        == ApplicationLayerAutomaticResponseStatus.ENABLED;
    }

    void enable(@Nullable String resourceArn, @Nullable ResponseAction action) {
        boolean count = counts(action);
        Protection protection = protections.require(null, String.valueOf(resourceArn));
        if (enabled(protection)) {
            throw ShieldFaults.notNow("Automatic response is already enabled; use UpdateApplicationLayerAutomaticResponse.");
        }
        String acl = acl(protection);
        asShield(() -> {
            String group = waf.createRuleGroup(request -> request.name(
                                    PREFIX + Call.current().account() + "_" + idOf(acl) + "_" + UUID.randomUUID())
                            .scope(Scope.CLOUDFRONT)
                            .capacity(CAPACITY)
                            .visibilityConfig(visibility("ShieldMitigationRuleGroup")))
                    .summary()
                    .arn();
            change(acl, rules -> rules.add(rule(group, count)));
            return group;
        });
        configure(protection, action, ApplicationLayerAutomaticResponseStatus.ENABLED);
    }

    void update(@Nullable String resourceArn, @Nullable ResponseAction action) {
        boolean count = counts(action);
        Protection protection = protections.require(null, String.valueOf(resourceArn));
        if (!enabled(protection)) {
            throw ShieldFaults.missing("Automatic response is not enabled for the resource.");
        }
        String acl = acl(protection);
        asShield(() -> {
            change(acl, rules -> rules.replaceAll(rule -> ours(rule) ? rule(groupOf(rule), count) : rule));
            return acl;
        });
        configure(protection, action, ApplicationLayerAutomaticResponseStatus.ENABLED);
    }

    void disable(@Nullable String resourceArn) {
        Protection protection = protections.require(null, String.valueOf(resourceArn));
        if (!enabled(protection)) {
            return;
        }
        webAclOf.apply(protection.resourceArn()).ifPresent(acl -> asShield(() -> {
            List<String> groups = new ArrayList<>();
            change(acl, rules -> {
                rules.stream().filter(AutomaticResponse::ours).map(AutomaticResponse::groupOf).forEach(groups::add);
                rules.removeIf(AutomaticResponse::ours);
            });
            groups.forEach(this::deleteGroup);
            return acl;
        }));
        configure(
                protection,
                protection.applicationLayerAutomaticResponseConfiguration().action(),
                ApplicationLayerAutomaticResponseStatus.DISABLED);
    }

    private void configure(
            Protection protection, @Nullable ResponseAction action, ApplicationLayerAutomaticResponseStatus status) {
        protections.change(protection.id(), old -> old.toBuilder()
                .applicationLayerAutomaticResponseConfiguration(config -> config.status(status).action(action))
                .build());
    }

    private String acl(Protection protection) {
        if (!Protections.type(protection.resourceArn()).orElse("").equals("CLOUDFRONT_DISTRIBUTION")) {
            throw ShieldFaults.badResource("Automatic response is for CloudFront distributions and Application Load Balancers.");
        }
        return webAclOf.apply(protection.resourceArn())
                .orElseThrow(() -> ShieldFaults.notNow("The resource has no AWS WAF web ACL."));
    }

    private void change(String aclArn, Consumer<List<Rule>> change) {
        var got = waf.getWebACL(request -> request.arn(aclArn));
        WebACL acl = got.webACL();
        List<Rule> rules = new ArrayList<>(acl.rules());
        change.accept(rules);
        waf.updateWebACL(request -> request.name(acl.name())
                .id(acl.id())
                .scope(Scope.CLOUDFRONT)
                .lockToken(got.lockToken())
                .defaultAction(acl.defaultAction())
                .description(acl.description())
                .rules(rules)
                .visibilityConfig(acl.visibilityConfig())
                .dataProtectionConfig(acl.dataProtectionConfig())
                .customResponseBodies(acl.hasCustomResponseBodies() ? acl.customResponseBodies() : null)
                .captchaConfig(acl.captchaConfig())
                .challengeConfig(acl.challengeConfig())
                .tokenDomains(acl.hasTokenDomains() ? acl.tokenDomains() : null)
                .associationConfig(acl.associationConfig())
                .onSourceDDoSProtectionConfig(acl.onSourceDDoSProtectionConfig())
                .applicationConfig(acl.applicationConfig()));
    }

    private static Rule rule(String groupArn, boolean count) {
        String name = WafArn.nameIn(groupArn);
        OverrideAction action = count
                ? OverrideAction.builder().count(CountAction.builder().build()).build()
                : OverrideAction.builder().none(NoneAction.builder().build()).build();
        return Rule.builder()
                .name(name)
                .priority(PRIORITY)
                .statement(statement -> statement.ruleGroupReferenceStatement(group -> group.arn(groupArn)))
                .overrideAction(action)
                .visibilityConfig(visibility(name))
                .build();
    }

    private static boolean ours(Rule rule) {
        return rule.name().startsWith(PREFIX) && rule.priority() == PRIORITY;
    }

    private static String groupOf(Rule rule) {
        return rule.statement().ruleGroupReferenceStatement().arn();
    }

    private void deleteGroup(String arn) {
        var group = waf.getRuleGroup(request -> request.arn(arn));
        RuleGroup shape = group.ruleGroup();
        waf.deleteRuleGroup(request -> request.name(shape.name())
                .id(shape.id())
                .scope(Scope.CLOUDFRONT)
                .lockToken(group.lockToken()));
    }

    private static VisibilityConfig visibility(String metric) {
        return VisibilityConfig.builder()
                .metricName(metric)
                .sampledRequestsEnabled(false)
                .cloudWatchMetricsEnabled(true)
                .build();
    }

    private static String idOf(String aclArn) {
        return Arns.name(aclArn);
    }

    /** Shield acts through its service-linked role, whatever the caller may do in AWS WAF. */
    private static <T> T asShield(Supplier<T> work) {
        return new Call(Caller.root(), "us-east-1", Call.current().requestId()).answer(work::get);
    }
}
