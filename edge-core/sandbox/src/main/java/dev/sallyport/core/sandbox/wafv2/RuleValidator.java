package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.webacl.managed.ManagedGroup;
import dev.sallyport.core.webacl.managed.ManagedGroups;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.CustomResponse;
import software.amazon.awssdk.services.wafv2.model.CustomResponseBody;
import software.amazon.awssdk.services.wafv2.model.Label;
import software.amazon.awssdk.services.wafv2.model.ManagedRuleGroupStatement;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.VisibilityConfig;

/** What AWS WAF checks of the rules of a web ACL or a rule group before it saves them. */
final class RuleValidator {
    private static final Pattern NAME = Pattern.compile("[\\w\\-]{1,128}");
    private static final Pattern METRIC = Pattern.compile("[\\w#:.\\-/]{1,255}");
    private static final Pattern LABEL = Pattern.compile("[0-9A-Za-z_\\-:]{1,1024}");
    private static final Set<String> RESERVED =
            Set.of("awswaf", "aws", "waf", "rulegroup", "webacl", "regexpatternset", "ipset", "managed");
    private static final int GROUP_REFERENCES = 50;

    private final StatementValidator statements;
    private final boolean inWebAcl;
    private final Map<String, CustomResponseBody> bodies;

    /**
     * A validator for one save.
     *
     * @param inWebAcl false for a rule group, which may not hold other groups
     * @param bodies that custom responses may refer to
     */
    RuleValidator(StatementValidator statements, boolean inWebAcl, Map<String, CustomResponseBody> bodies) {
        this.statements = statements;
        this.inWebAcl = inWebAcl;
        this.bodies = bodies;
    }

    static void visibility(@Nullable VisibilityConfig config, String owner) {
        if (config == null || config.metricName() == null || !METRIC.matcher(config.metricName()).matches()) {
            throw WafFaults.invalid("The metric name is missing or not valid.", "METRIC_NAME", owner);
        }
    }

    void check(List<Rule> rules) {
        Set<String> names = new HashSet<>();
        Set<Integer> priorities = new HashSet<>();
        Set<String> metrics = new HashSet<>();
        int groups = 0;
        int rates = 0;
        for (Rule rule : rules) {
            String name = String.valueOf(rule.name());
            if (!NAME.matcher(name).matches()) {
                throw WafFaults.invalid("The parameter contains formatting that is not valid.", "RULE", name);
            }
            visibility(rule.visibilityConfig(), name);
            if (rule.priority() == null || rule.priority() < 0) {
                throw WafFaults.invalid("The priority is missing or not valid.", "RULE", name);
            }
            if (!names.add(name) || !priorities.add(rule.priority()) || !metrics.add(rule.visibilityConfig().metricName())) {
                throw WafFaults.invalid(
                        "You have used the same name, priority or metric name in more than one rule.", "RULE", name);
            }
            groups += isGroup(rule.statement()) ? 1 : 0;
            rates += rule.statement() != null && rule.statement().rateBasedStatement() != null ? 1 : 0;
            check(rule, name);
        }
        if (groups > GROUP_REFERENCES) {
            throw WafFaults.limit("rule group references in a web ACL");
        }
        if (rates > (inWebAcl ? 10 : 4)) {
            throw WafFaults.limit("rate-based rules");
        }
    }

    private static boolean isGroup(@Nullable Statement statement) {
        return statement != null
                && (statement.managedRuleGroupStatement() != null || statement.ruleGroupReferenceStatement() != null);
    }

    private void check(Rule rule, String name) {
        boolean group = isGroup(rule.statement());
        if (group && !inWebAcl) {
            throw WafFaults.invalid("A rule group can't contain another rule group.", "RULE_GROUP_REFERENCE_STATEMENT", name);
        }
        if (group ? rule.action() != null || rule.overrideAction() == null : rule.action() == null || rule.overrideAction() != null) {
            throw WafFaults.invalid(
                    "A rule that references a rule group needs exactly an OverrideAction, any other rule exactly an Action.",
                    group ? "OVERRIDE_ACTION" : "RULE_ACTION",
                    name);
        }
        if (group && (rule.overrideAction().count() == null) == (rule.overrideAction().none() == null)) {
            throw WafFaults.invalid("The override action must be exactly one of Count and None.", "OVERRIDE_ACTION", name);
        }
        rule.ruleLabels().stream().map(Label::name).forEach(label -> label(label, name));
        if (rule.action() != null) {
            action(rule.action(), name);
        }
        if (rule.statement() != null && rule.statement().rateBasedStatement() != null && rule.action() != null && rule.action().allow() != null) {
            throw WafFaults.invalid("A rate-based rule can't have the action Allow.", "RULE_ACTION", name);
        }
        if (group && rule.statement().managedRuleGroupStatement() != null) {
            managed(rule.statement().managedRuleGroupStatement());
        }
        statements.top(rule.statement(), name);
    }

    private static void label(@Nullable String label, String rule) {
        boolean valid = label != null
                && LABEL.matcher(label).matches()
                && Stream.of(label.split(":", -1)).noneMatch(part -> part.isEmpty() || RESERVED.contains(part));
        if (!valid) {
            throw WafFaults.invalid("The label is not valid.", "LABEL_MATCH_STATEMENT", rule + ": " + label);
        }
    }

    private void action(RuleAction action, String rule) {
        int set = (action.block() == null ? 0 : 1)
                + (action.allow() == null ? 0 : 1)
                + (action.count() == null ? 0 : 1)
                + (action.captcha() == null ? 0 : 1)
                + (action.challenge() == null ? 0 : 1);
        if (set != 1) {
            throw WafFaults.invalid(
                    "You have used none or multiple values for a field that requires exactly one value.", "RULE_ACTION", rule);
        }
        if (action.block() != null && action.block().customResponse() != null) {
            response(action.block().customResponse(), bodies, rule);
        }
    }

    static void response(CustomResponse response, Map<String, CustomResponseBody> bodies, String owner) {
        Integer code = response.responseCode();
        if (code == null || code < 200 || code > 599) {
            throw WafFaults.invalid("The response code is not valid.", "CUSTOM_RESPONSE", owner);
        }
        String key = response.customResponseBodyKey();
        if (key != null && !bodies.containsKey(key)) {
            throw WafFaults.invalid("The custom response body doesn't exist.", "CUSTOM_RESPONSE_BODY", key);
        }
    }

    private void managed(ManagedRuleGroupStatement statement) {
        String vendor = String.valueOf(statement.vendorName());
        String name = String.valueOf(statement.name());
        ManagedGroup group = ManagedGroups.find(vendor, name)
                .orElseThrow(() -> WafFaults.missing("The managed rule group " + vendor + "#" + name + " doesn’t exist."));
        String version = statement.version();
        if (version != null && !group.versions().contains(version)) {
            throw WafFaults.missing("The version " + version + " of " + name + " doesn’t exist.");
        }
        Set<String> known = new HashSet<>();
        group.rules().forEach(rule -> known.add(rule.name()));
        statement.excludedRules().forEach(rule -> known(known, rule.name(), "EXCLUDED_RULE"));
        statement.ruleActionOverrides().forEach(override -> {
            known(known, override.name(), "MANAGED_RULE_SET_STATEMENT");
            if (override.actionToUse() == null) {
                throw WafFaults.invalid("An override needs an action.", "RULE_ACTION", String.valueOf(override.name()));
            }
            action(override.actionToUse(), String.valueOf(override.name()));
        });
    }

    private static void known(Set<String> known, @Nullable String rule, String field) {
        if (rule == null || !known.contains(rule)) {
            throw WafFaults.invalid("The rule doesn't exist in the rule group.", field, String.valueOf(rule));
        }
    }
}
