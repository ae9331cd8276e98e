package dev.sallyport.core.webacl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What AWS WAF logged of one request: the only source that can decide a managed rule again.
 *
 * @param groups by {@link RuleName.Logged#group}
 * @param labels logged, fully qualified
 * @param terminator the web ACL's own rule that ended the request, null when a rule group or the default action did
 * @param oversize parts of the request that were longer than what is inspected, of those that a rule looked at
 */
record Recorded(
        Map<String, Group> groups, Set<String> labels, @Nullable String terminator, Set<String> oversize) {

    /**
     * One group in the log's list.
     *
     * @param matched the rules that matched, each with its own action before overrides
     * @param acted of these, the rules that did more than count: a CAPTCHA or Challenge that the client's token passed
     * @param terminatedBy the rule that ended the group, null when none did
     * @param behindEnd whether it is listed behind the group that ended the request
     * @param version the static version that the log names; null when it names none
     */
    record Group(
            Map<String, WafAction> matched, Set<String> acted, @Nullable String terminatedBy, boolean behindEnd, @Nullable String version) {

        /** Whether it may have run in that version; null for the default, of which a log says nothing. */
        boolean mayBe(@Nullable String wanted) {
            return version == null || wanted == null || version.equals(wanted);
        }
    }

    static Recorded of(WafLogRecord log) {
        Map<String, Group> groups = new HashMap<>();
        boolean ended = false;
        boolean inGroup = log.terminatingRuleType().endsWith("GROUP");
        for (WafLogRecord.GroupEntry entry : log.ruleGroupList()) {
            Map<String, WafAction> matched = new HashMap<>();
            WafLogRecord.RuleEntry end = entry.terminatingRule();
            if (end != null) {
                matched.put(end.ruleId(), end.ownAction());
            }
            Set<String> acted = new HashSet<>();
            for (WafLogRecord.RuleEntry rule : entry.nonTerminatingMatchingRules()) {
                matched.put(rule.ruleId(), rule.ownAction());
                if (WafAction.named(Objects.requireNonNullElse(rule.action(), "")) != WafAction.COUNT) {
                    acted.add(rule.ruleId());
                }
            }
            entry.excluded().forEach(rule -> matched.put(rule.ruleId(), WafAction.BLOCK));
            RuleName.Logged id = RuleName.logged(entry.ruleGroupId());
            groups.put(id.group(), new Group(matched, acted, end == null ? null : end.ruleId(), ended, id.version()));
            ended |= inGroup && end != null;
        }
        Set<String> labels = new HashSet<>();
        log.labels().forEach(label -> labels.add(label.name()));
        boolean byRule = !inGroup && !log.terminatingRuleId().equals(Verdict.DEFAULT_ACTION);
        return new Recorded(
                groups,
                labels,
                byRule ? log.terminatingRuleId() : null,
                log.oversizeFields() == null ? Set.of() : Set.copyOf(log.oversizeFields()));
    }

    /**
     * Whether a rule of a group matched, as far as the log says.
     *
     * @param label the rule's label, fully qualified, null when it has none
     * @param terminatorAhead whether {@link #terminator} stands behind the group in the web ACL under evaluation
     * @param order of the rules inside the group
     */
    Truth matched(
            String groupId, String rule, @Nullable String label, boolean terminatorAhead, RuleOrder order) {
        if (label != null && labels.contains(label)) {
            return Truth.TRUE;
        }
        Group group = groups.get(groupId);
        if (group == null) {
            return Truth.UNKNOWN;
        }
        if (group.matched.containsKey(rule)) {
            return Truth.TRUE;
        }
        if (!reached(group, terminatorAhead)) {
            return Truth.UNKNOWN;
        }
        return group.terminatedBy == null || order.precedes(rule, group.terminatedBy) ? Truth.FALSE : Truth.UNKNOWN;
    }

    /**
     * Whether the request surely came as far as the group. What stands behind the end was never evaluated, although a log
     * may list it.
     */
    boolean reached(Group group, boolean terminatorAhead) {
        return !group.behindEnd && (terminator == null || terminatorAhead || !group.matched.isEmpty());
    }

    /** The order of the rules inside a group. */
    @FunctionalInterface
    interface RuleOrder {
        boolean precedes(String rule, String other);
    }
}
