package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.wafv2.Entities.Entry;
import dev.sallyport.core.webacl.Capacity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.CreateRuleGroupRequest;
import software.amazon.awssdk.services.wafv2.model.CreateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.CustomResponseBody;
import software.amazon.awssdk.services.wafv2.model.DefaultAction;
import software.amazon.awssdk.services.wafv2.model.DeleteWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.Label;
import software.amazon.awssdk.services.wafv2.model.LabelSummary;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.UpdateRuleGroupRequest;
import software.amazon.awssdk.services.wafv2.model.UpdateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Web ACLs and rule groups: what is checked when they are saved, and what AWS WAF adds to them. */
final class WebAcls {
    private final Catalog catalog;
    private final Function<String, List<String>> resourcesOf;

    /** {@code resourcesOf} names the resources that use the web ACL of an ARN. */
    WebAcls(Catalog catalog, Function<String, List<String>> resourcesOf) {
        this.catalog = catalog;
        this.resourcesOf = resourcesOf;
    }

    Entry create(CreateWebAclRequest r) {
        RuleValidator.visibility(r.visibilityConfig(), String.valueOf(r.name()));
        defaultAction(r.defaultAction(), r.customResponseBodies());
        long capacity = checked(r.rules(), true, r.customResponseBodies());
        return catalog.acls().create(r.name(), r.scopeAsString(), r.description(), identity -> WebACL.builder()
                .name(identity.name())
                .id(identity.id())
                .arn(identity.arn())
                .defaultAction(r.defaultAction())
                .description(r.description())
                .rules(r.rules())
                .visibilityConfig(r.visibilityConfig())
                .dataProtectionConfig(r.dataProtectionConfig())
                .capacity(capacity)
                .managedByFirewallManager(false)
                .retrofittedByFirewallManager(false)
                .labelNamespace("awswaf:" + Call.current().account() + ":webacl:" + identity.name() + ":")
                .customResponseBodies(given(r.hasCustomResponseBodies(), r.customResponseBodies()))
                .captchaConfig(r.captchaConfig())
                .challengeConfig(r.challengeConfig())
                .tokenDomains(r.hasTokenDomains() ? r.tokenDomains() : null)
                .associationConfig(r.associationConfig())
                .onSourceDDoSProtectionConfig(r.onSourceDDoSProtectionConfig())
                .applicationConfig(r.applicationConfig())
                .build());
    }

    /** Everything that the request leaves out is gone afterwards, as with AWS. */
    String update(UpdateWebAclRequest r) {
        return catalog.acls().update(r.name(), r.scopeAsString(), r.id(), r.lockToken(), r.description(), old -> {
            RuleValidator.visibility(r.visibilityConfig(), String.valueOf(r.name()));
            defaultAction(r.defaultAction(), r.customResponseBodies());
            return old.toBuilder()
                    .defaultAction(r.defaultAction())
                    .description(r.description())
                    .rules(r.rules())
                    .visibilityConfig(r.visibilityConfig())
                    .dataProtectionConfig(r.dataProtectionConfig())
                    .capacity(checked(r.rules(), true, r.customResponseBodies()))
                    .customResponseBodies(given(r.hasCustomResponseBodies(), r.customResponseBodies()))
                    .captchaConfig(r.captchaConfig())
                    .challengeConfig(r.challengeConfig())
                    .tokenDomains(r.hasTokenDomains() ? r.tokenDomains() : null)
                    .associationConfig(r.associationConfig())
                    .onSourceDDoSProtectionConfig(r.onSourceDDoSProtectionConfig())
                    .build();
        });
    }

    void delete(DeleteWebAclRequest r) {
        catalog.acls().delete(
                r.name(), r.scopeAsString(), r.id(), r.lockToken(), arn -> !resourcesOf.apply(arn).isEmpty());
    }

    List<String> resources(String arn) {
        return resourcesOf.apply(arn);
    }

    Entry create(CreateRuleGroupRequest r) {
        RuleValidator.visibility(r.visibilityConfig(), String.valueOf(r.name()));
        withinCapacity(r.capacity(), checked(r.rules(), false, r.customResponseBodies()));
        return catalog.ruleGroups().create(r.name(), r.scopeAsString(), r.description(), identity -> labelled(
                RuleGroup.builder()
                        .name(identity.name())
                        .id(identity.id())
                        .arn(identity.arn())
                        .capacity(r.capacity())
                        .description(r.description())
                        .rules(r.rules())
                        .visibilityConfig(r.visibilityConfig())
                        .labelNamespace("awswaf:" + Call.current().account() + ":rulegroup:" + identity.name() + ":")
                        .customResponseBodies(given(r.hasCustomResponseBodies(), r.customResponseBodies()))));
    }

    String update(UpdateRuleGroupRequest r) {
        return catalog.ruleGroups().update(r.name(), r.scopeAsString(), r.id(), r.lockToken(), r.description(), old -> {
            RuleValidator.visibility(r.visibilityConfig(), String.valueOf(r.name()));
            withinCapacity(old.capacity(), checked(r.rules(), false, r.customResponseBodies()));
            return labelled(old.toBuilder()
                    .description(r.description())
                    .rules(r.rules())
                    .visibilityConfig(r.visibilityConfig())
                    .customResponseBodies(given(r.hasCustomResponseBodies(), r.customResponseBodies())));
        });
    }

    private static RuleGroup labelled(RuleGroup.Builder group) {
        RuleGroup built = group.build();
        List<LabelSummary> labels = built.rules().stream()
                .flatMap(rule -> rule.ruleLabels().stream())
                .map(Label::name)
                .distinct()
                .map(label -> LabelSummary.builder().name(built.labelNamespace() + label).build())
                .toList();
        return labels.isEmpty() ? built : built.toBuilder().availableLabels(labels).build();
    }

    private static void withinCapacity(@Nullable Long declared, long used) {
        if (declared == null || declared < 1 || declared > Capacity.LIMIT) {
            throw WafFaults.invalid("The capacity must be between 1 and 5,000.", "RULE_GROUP", String.valueOf(declared));
        }
        if (used > declared) {
            throw WafFaults.limit("the rules need " + used + " web ACL capacity units, the rule group has " + declared);
        }
    }

    /** Validates the rules and returns their capacity. */
    private long checked(List<Rule> rules, boolean inWebAcl, Map<String, CustomResponseBody> bodies) {
        new RuleValidator(new StatementValidator(catalog::exists), inWebAcl, bodies).check(rules);
        return capacity(rules);
    }

    long capacity(List<Rule> rules) {
        long capacity = Capacity.of(rules, catalog.sets());
        if (capacity > Capacity.LIMIT) {
            throw WafFaults.limit("the rules need " + capacity + " web ACL capacity units, the most are " + Capacity.LIMIT);
        }
        return capacity;
    }

    /** CheckCapacity does not save, but refuses what could not be saved. */
    long checkCapacity(List<Rule> rules) {
        return checked(rules, true, new HashMap<>());
    }

    private static @Nullable Map<String, CustomResponseBody> given(boolean has, Map<String, CustomResponseBody> bodies) {
        return has ? bodies : null;
    }

    private static void defaultAction(@Nullable DefaultAction action, Map<String, CustomResponseBody> bodies) {
        if (action == null || (action.allow() == null) == (action.block() == null)) {
            throw WafFaults.invalid(
                    "You have used none or multiple values for a field that requires exactly one value.",
                    "DEFAULT_ACTION",
                    "DefaultAction");
        }
        if (action.block() != null && action.block().customResponse() != null) {
            RuleValidator.response(action.block().customResponse(), bodies, "DefaultAction");
        }
    }
}
