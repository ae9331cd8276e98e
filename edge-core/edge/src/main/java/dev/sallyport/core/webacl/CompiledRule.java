package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.Verdict.CustomResponse;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule made ready for evaluation. */
sealed interface CompiledRule permits CompiledRule.Plain, CompiledRule.Group {
    String name();

    /**
     * What a match does.
     *
     * @param action the effective action
     * @param response of a Block rule, null for AWS's own
     * @param inserted headers for the origin
     */
    record Effect(WafAction action, @Nullable CustomResponse response, List<Header> inserted) {
        static Effect of(WafAction action) {
            return new Effect(action, null, List.of());
        }
    }

    /**
     * A rule with a statement.
     *
     * @param effect after overrides
     * @param overridden the rule's own action where an override replaces it, else null
     * @param excluded whether it is excluded by name, which counts instead
     * @param labels that a match adds, fully qualified
     * @param cap no verdict of it is more trustworthy than this
     * @param rateBased whether its statement is rate-based
     */
    record Plain(
            String name,
            Condition condition,
            Effect effect,
            @Nullable WafAction overridden,
            boolean excluded,
            List<String> labels,
            Tier cap,
            boolean rateBased)
            implements CompiledRule {

        @Nullable String firstLabel() {
            return labels.isEmpty() ? null : labels.getFirst();
        }
    }

    /**
     * A rule that runs a rule group.
     *
     * @param id of the group as the log names it
     * @param managed whether AWS or a seller maintains it
     * @param scopeDown null when every request is in scope
     * @param rules in order; null when the group is not at hand
     * @param version the static version that the web ACL asks for, null for the default
     * @param overrides by rule name, for rules that only a log knows
     * @param toCount whether the outcome is overridden to Count
     * @param labelNamespaces of the labels that it may add, each ending in a colon
     */
    record Group(
            String name,
            String id,
            boolean managed,
            @Nullable Condition scopeDown,
            @Nullable List<Plain> rules,
            @Nullable String version,
            Overrides overrides,
            boolean toCount,
            List<String> labelNamespaces)
            implements CompiledRule {

        /** What AWS WAF says of a client's token, in whichever group asks for it first. */
        static final List<String> TOKENS = List.of("awswaf:managed:token:", "awswaf:managed:captcha:");

        /** The labels of the rules that are listed here, fully qualified. */
        Set<String> listedLabels() {
            Set<String> labels = new HashSet<>();
            if (rules != null) {
                rules.forEach(rule -> labels.addAll(rule.labels()));
            }
            return labels;
        }

        /** Whether it may have added the label in another way than by a match of a rule that is listed here. */
        boolean addsBeside(String label) {
            return labelNamespaces.stream().anyMatch(label::startsWith)
                    && (rules == null || rules.stream().noneMatch(rule -> rule.labels().contains(label)));
        }

        String type() {
            return managed ? "MANAGED_RULE_GROUP" : "GROUP";
        }
    }
}
