package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.WafLogRecord.GroupEntry;
import dev.sallyport.core.webacl.WafLogRecord.RuleEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which rules a log record met, and which ended it: said once for replay, hits and explanations. */
public final class MetRules {
    private MetRules() {}

    /**
     * What ended a request.
     *
     * @param rule its name, {@code Default_Action} where no rule did
     * @param group the rule group that it is in, as {@link RuleName#ofGroup}; null outside of groups
     */
    public record Ended(String rule, @Nullable String group) {
        /** The rule, inside a group as {@code group/rule}. */
        public String name() {
            return group == null ? rule : group + "/" + rule;
        }
    }

    /**
     * A rule that matched.
     *
     * @param group that it is in, as {@link RuleName#ofGroup}; null outside of groups
     * @param entry as the log has it; of an excluded rule, what it did: count
     */
    public record Met(@Nullable String group, WafLogRecord.RuleEntry entry) {
        /** The rule, inside a group as {@code group/rule}. */
        public String name() {
            return group == null ? entry.ruleId() : group + "/" + entry.ruleId();
        }
    }

    /**
     * A rule group that came to an end.
     *
     * @param id as the log has it
     * @param rule inside it that ended it
     */
    public record GroupEnd(String id, String rule) {}

    /** What ended the request. */
    public static Ended ended(WafLogRecord record) {
        GroupEntry by = endingGroup(record);
        RuleEntry end = by == null ? null : by.terminatingRule();
        return ended(
                record.terminatingRuleId(),
                record.terminatingRuleType(),
                by == null || end == null ? List.of() : List.of(new GroupEnd(by.ruleGroupId(), end.ruleId())));
    }

    /**
     * The same from parts of a record.
     *
     * @param ended the groups that came to an end, in the order of the log
     */
    public static Ended ended(String terminatingRuleId, String terminatingRuleType, List<GroupEnd> ended) {
        if (ended.isEmpty() || !terminatingRuleType.endsWith("GROUP")) {
            return new Ended(terminatingRuleId.isEmpty() ? Verdict.DEFAULT_ACTION : terminatingRuleId, null);
        }
        GroupEnd last = ended.getLast();
        return new Ended(last.rule(), RuleName.ofGroup(last.id()));
    }

    /** The last group that came to an end: one before it was overridden to count, and the request went on. */
    private static @Nullable GroupEntry endingGroup(WafLogRecord record) {
        return record.terminatingRuleType().endsWith("GROUP")
                ? record.ruleGroupList().reversed().stream()
                        .filter(group -> group.terminatingRule() != null)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** Every rule that matched, the deciding one first, then in the order of the log. */
    public static List<Met> of(WafLogRecord record) {
        List<Met> met = new ArrayList<>();
        GroupEntry ending = endingGroup(record);
        for (GroupEntry group : record.ruleGroupList()) {
            String name = RuleName.ofGroup(group.ruleGroupId());
            group.nonTerminatingMatchingRules().forEach(rule -> met.add(new Met(name, rule)));
            group.excluded().forEach(rule ->
                    met.add(new Met(name, new RuleEntry(rule.ruleId(), WafAction.COUNT.name(), null, null))));
            RuleEntry terminating = group.terminatingRule();
            if (terminating != null) {
                met.add(group.equals(ending) ? 0 : met.size(), new Met(name, terminating));
            }
        }
        record.nonTerminatingMatchingRules().forEach(rule -> met.add(new Met(null, rule)));
        if (ending == null && !record.terminatingRuleId().equals(Verdict.DEFAULT_ACTION)) {
            met.addFirst(new Met(
                    null,
                    new RuleEntry(
                            record.terminatingRuleId(),
                            record.action(),
                            record.terminatingRuleMatchDetails(),
                            null,
                            record.captchaResponse(),
                            record.challengeResponse())));
        }
        return met;
    }
}
