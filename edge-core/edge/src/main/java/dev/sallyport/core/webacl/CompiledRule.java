package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.Verdict.CustomResponse;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.List;
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
     * @param overrides by rule name, for rules that only a log knows
     * @param toCount whether the outcome is overridden to Count
     * @param labelPrefix of the labels that its rules add
     */
    record Group(
            String name,
            String id,
            boolean managed,
            @Nullable Condition scopeDown,
            @Nullable List<Plain> rules,
            Overrides overrides,
            boolean toCount,
            String labelPrefix)
            implements CompiledRule {

        String type() {
            return managed ? "MANAGED_RULE_GROUP" : "GROUP";
        }
    }
}
