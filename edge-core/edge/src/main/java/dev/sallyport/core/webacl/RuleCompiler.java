package dev.sallyport.core.webacl;

import dev.sallyport.core.Arns;
import dev.sallyport.core.webacl.CompiledRule.Group;
import dev.sallyport.core.webacl.CompiledRule.Plain;
import dev.sallyport.core.webacl.managed.ManagedGroup;
import dev.sallyport.core.webacl.managed.ManagedGroups;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.wafv2.model.CustomResponseBody;
import software.amazon.awssdk.services.wafv2.model.FirewallManagerRuleGroup;
import software.amazon.awssdk.services.wafv2.model.Label;
import software.amazon.awssdk.services.wafv2.model.ManagedRuleGroupStatement;
import software.amazon.awssdk.services.wafv2.model.OverrideAction;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.RuleGroupReferenceStatement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Turns the rules of a web ACL into what the evaluator runs, in order of evaluation. */
final class RuleCompiler {
    private final WebACL acl;
    private final RuleSets sets;
    private final List<String> warnings;
    private final StatementCompiler statements;
    private final String labelPrefix;

    RuleCompiler(WebACL acl, RuleSets sets, List<String> warnings) {
        this.acl = acl;
        this.sets = sets;
        this.warnings = warnings;
        this.statements = new StatementCompiler(sets, warnings);
        this.labelPrefix = labelPrefix(acl.labelNamespace(), acl.arn(), "webacl", String.valueOf(acl.name()));
    }

    /** {@code awswaf:<account>:webacl:<name>:}, from the ARN where the namespace is not told. */
    static String labelPrefix(@Nullable String namespace, @Nullable String arn, String kind, String name) {
        if (namespace != null && !namespace.isEmpty()) {
            return namespace.endsWith(":") ? namespace : namespace + ":";
        }
        String account = Optional.ofNullable(arn).flatMap(Arns::of).flatMap(Arn::accountId).orElse("");
        return "awswaf:" + account + ":" + kind + ":" + name + ":";
    }

    List<CompiledRule> compile() {
        List<CompiledRule> rules = new ArrayList<>();
        addManagerGroups(rules, acl.preProcessFirewallManagerRuleGroups());
        byPriority(acl.rules()).forEach(rule -> rules.add(compile(rule)));
        addManagerGroups(rules, acl.postProcessFirewallManagerRuleGroups());
        return rules;
    }

    private static List<Rule> byPriority(List<Rule> rules) {
        return rules.stream()
                .sorted(Comparator.comparingInt(rule -> rule.priority() == null ? 0 : rule.priority()))
                .toList();
    }

    private void addManagerGroups(List<CompiledRule> rules, List<FirewallManagerRuleGroup> groups) {
        groups.stream()
                .sorted(Comparator.comparingInt(group -> group.priority() == null ? 0 : group.priority()))
                .forEach(group -> {
                    var statement = group.firewallManagerStatement();
                    if (statement != null && statement.managedRuleGroupStatement() != null) {
                        rules.add(managed(group.name(), statement.managedRuleGroupStatement(), group.overrideAction()));
                    } else if (statement != null && statement.ruleGroupReferenceStatement() != null) {
                        rules.add(reference(group.name(), statement.ruleGroupReferenceStatement(), group.overrideAction()));
                    }
                });
    }

    private CompiledRule compile(Rule rule) {
        String name = String.valueOf(rule.name());
        if (rule.statement() != null && rule.statement().managedRuleGroupStatement() != null) {
            return managed(name, rule.statement().managedRuleGroupStatement(), rule.overrideAction());
        }
        if (rule.statement() != null && rule.statement().ruleGroupReferenceStatement() != null) {
            return reference(name, rule.statement().ruleGroupReferenceStatement(), rule.overrideAction());
        }
        return plain(rule, name, labelPrefix, acl.customResponseBodies());
    }

    private Plain plain(Rule rule, String path, String prefix, Map<String, CustomResponseBody> bodies) {
        boolean rateBased = rule.statement() != null && rule.statement().rateBasedStatement() != null;
        return new Plain(
                String.valueOf(rule.name()),
                statements.compile(rule.statement(), path, prefix),
                Overrides.effect(rule.action(), bodies),
                null,
                false,
                rule.ruleLabels().stream().map(Label::name).map(label -> prefix + label).toList(),
                Tier.EXACT,
                rateBased);
    }

    private Group managed(String name, ManagedRuleGroupStatement statement, @Nullable OverrideAction override) {
        ManagedGroup group = ManagedGroups.find(String.valueOf(statement.vendorName()), String.valueOf(statement.name()))
                .orElse(null);
        Overrides overrides =
                Overrides.of(statement.ruleActionOverrides(), statement.excludedRules(), acl.customResponseBodies());
        List<Plain> rules = null;
        if (group == null) {
            warnings.add("Rule " + name + " uses the managed rule group " + statement.vendorName() + "#" + statement.name()
                    + ", which is not known here: its verdict is unknown.");
        } else {
            if (group.name().equals(ManagedGroup.ANTI_DDOS)) {
                warnings.add("Rule " + name + " uses the managed rule group " + group.name() + ", which decides by the traffic"
                        + " of the whole resource: what its rules would do otherwise than was logged is unknown.");
            }
            rules = group.rules().stream()
                    .map(rule -> overrides.applied(new Plain(
                            rule.name(),
                            rule.statement() == null
                                    ? Condition.undecidable()
                                    : statements.compile(rule.statement(), name + "/" + rule.name(), group.labelNamespace()),
                            Overrides.effect(rule.action(), Map.of()),
                            null,
                            false,
                            List.of(group.labelNamespace() + rule.label()),
                            Tier.DOCUMENTED,
                            false)))
                    .toList();
        }
        return new Group(
                name,
                statement.vendorName() + "#" + statement.name(),
                true,
                statement.scopeDownStatement() == null
                        ? null
                        : statements.compile(statement.scopeDownStatement(), name, labelPrefix),
                rules,
                statement.version(),
                overrides,
                counts(override),
                ManagedGroups.labelNamespaces(String.valueOf(statement.vendorName()), String.valueOf(statement.name())));
    }

    private Group reference(String name, RuleGroupReferenceStatement statement, @Nullable OverrideAction override) {
        String arn = String.valueOf(statement.arn());
        RuleGroup group = sets.ruleGroups().get(arn);
        Overrides overrides =
                Overrides.of(statement.ruleActionOverrides(), statement.excludedRules(), acl.customResponseBodies());
        String prefix = group == null
                ? labelPrefix(null, arn, "rulegroup", WafArn.of(arn).map(WafArn::name).orElse(""))
                : labelPrefix(group.labelNamespace(), arn, "rulegroup", String.valueOf(group.name()));
        List<Plain> rules = null;
        if (group == null) {
            warnings.add("Rule " + name + " refers to the rule group " + arn + ", which is not at hand: its verdict is unknown.");
        } else {
            rules = byPriority(group.rules()).stream()
                    .map(rule -> overrides.applied(
                            plain(rule, name + "/" + rule.name(), prefix, group.customResponseBodies())))
                    .toList();
        }
        return new Group(name, arn, false, null, rules, null, overrides, counts(override), List.of(prefix));
    }

    private static boolean counts(@Nullable OverrideAction override) {
        return override != null && override.count() != null;
    }
}
