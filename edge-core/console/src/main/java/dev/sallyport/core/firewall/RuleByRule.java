package dev.sallyport.core.firewall;

import dev.sallyport.core.firewall.JudgedRule.Outcome;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.RateCounters;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.Tier;
import dev.sallyport.core.webacl.Truth;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.Verdict.Step;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.core.webacl.WafLogRecord;
import dev.sallyport.core.webacl.WafLogRecord.GroupEntry;
import dev.sallyport.core.webacl.WafLogRecord.RuleEntry;
import dev.sallyport.core.webacl.WebAclEvaluator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * The rules of a web ACL in their order with what a record says of each. What the log tells is the fact; the statements,
 * evaluated on the logged request, tell what was looked at. Where the two differ, the web ACL has changed since.
 */
final class RuleByRule {
    private final WafLogRecord record;
    private final Verdict now;
    private final List<RuleSummary> rules;
    private final ShownParts shown;
    private final Set<String> logged = new HashSet<>();
    private final int end;
    private final List<JudgedRule> judged = new ArrayList<>();
    private final Set<String> changed = new LinkedHashSet<>();

    /**
     * Joins them.
     *
     * @param record as it was logged
     * @param masks by which what a rule saw is shown
     */
    RuleByRule(WebACL acl, AclNow with, WafLogRecord record, Masking masks) {
        this.record = record;
        this.shown = new ShownParts(record, masks);
        this.now = new WebAclEvaluator(acl, with.sets()).evaluate(record, RateCounters.unknown(), true);
        this.rules = RuleSummary.of(Shapes.toJson(acl));
        record.labels().forEach(label -> logged.add(label.name()));
        boolean byDefault = record.terminatingRuleId().equals(Verdict.DEFAULT_ACTION);
        List<String> names = rules.stream().map(RuleSummary::name).toList();
        int found = names.indexOf(record.terminatingRuleId());
        this.end = byDefault || found < 0 ? rules.size() : found;
        if (!byDefault && found < 0) {
            changed.add("it has no rule " + record.terminatingRuleId());
        }
        record.nonTerminatingMatchingRules().stream()
                .map(RuleEntry::ruleId)
                .filter(name -> !names.contains(name))
                .forEach(name -> changed.add("it has no rule " + name));
        for (int i = 0; i < rules.size(); i++) {
            judge(rules.get(i), i);
        }
        if (byDefault && acl.defaultAction() != null) {
            WafAction action = acl.defaultAction().block() != null ? WafAction.BLOCK : WafAction.ALLOW;
            if (action != record.finalAction()) {
                changed.add("its default action is " + JudgedRule.word(action) + ", and was "
                        + JudgedRule.word(record.finalAction()));
            }
        }
    }

    List<JudgedRule> rules() {
        return judged;
    }

    /** What differs between the record and the web ACL, one sentence; none where nothing does. */
    List<String> changed() {
        return changed.isEmpty()
                ? List.of()
                : List.of("The web ACL has changed since: " + String.join("; ", changed) + ".");
    }

    private void judge(RuleSummary rule, int index) {
        if (index > end) {
            judged.add(new JudgedRule(rule.name(), null, rule.subject(), Outcome.NOT_REACHED, action(rule), null, false,
                    Tier.CARRIED, List.of(), List.of(), List.of()));
        } else if (rule.isGroup()) {
            group(rule, index);
        } else {
            plain(rule, index);
        }
    }

    private static WafAction action(RuleSummary rule) {
        return WafAction.named(rule.action().toUpperCase(Locale.ROOT));
    }

    private @Nullable Step step(@Nullable String group, String rule) {
        return now.trail().stream()
                .filter(step -> Objects.equals(group, step.group()) && step.rule().equals(rule))
                .findFirst()
                .orElse(null);
    }

    private void plain(RuleSummary rule, int index) {
        RuleEntry entry = index == end
                ? new RuleEntry(rule.name(), record.action(), record.terminatingRuleMatchDetails(), null,
                        record.captchaResponse(), record.challengeResponse())
                : record.nonTerminatingMatchingRules().stream()
                        .filter(one -> one.ruleId().equals(rule.name()))
                        .findFirst()
                        .orElse(null);
        Outcome outcome = index == end ? Outcome.ENDED : entry == null ? Outcome.PASSED : Outcome.MATCHED;
        List<String> said = said(entry);
        rate(rule, outcome.matched(), said);
        // Of a rate, and of the key that it goes by, the log alone tells.
        Step step = rule.kind().equals("rate-based") ? null : step(null, rule.name());
        add(rule.name(), null, rule.subject(), outcome, entry, step, action(rule), said);
    }

    private void rate(RuleSummary rule, boolean matched, List<String> said) {
        record.rateBasedRuleList().stream()
                .filter(one -> one.rateBasedRuleName().equals(rule.name()))
                .findFirst()
                .ifPresent(one -> said.add(matched ? RuleExplanation.held(one) : RuleExplanation.evaluated(one)));
    }

    private static List<String> said(@Nullable RuleEntry entry) {
        List<String> said = new ArrayList<>();
        if (entry != null) {
            if (entry.ruleMatchDetails() != null) {
                entry.ruleMatchDetails().forEach(detail -> said.add(RuleExplanation.Matched.sentence(detail)));
            }
            said.addAll(TokenWords.of(entry));
        }
        return said;
    }

    /** Only what came to something inside a managed group is told by name; all of one's own. */
    private void group(RuleSummary rule, int index) {
        RuleSummary.Group of = Objects.requireNonNull(rule.group());
        GroupEntry entry = record.ruleGroupList().stream()
                .filter(one -> RuleName.ofGroup(one.ruleGroupId()).equals(of.full()))
                .findFirst()
                .orElse(null);
        String id = now.trail().stream()
                .map(Step::group)
                .filter(group -> group != null && RuleName.ofGroup(group).equals(of.full()))
                .findFirst()
                .orElse(null);
        boolean ended = index == end;
        boolean met = entry != null
                && (entry.terminatingRule() != null
                        || !entry.nonTerminatingMatchingRules().isEmpty()
                        || !entry.excluded().isEmpty());
        List<String> said = met ? List.of() : List.of("no rule of the group is logged as matched");
        judged.add(new JudgedRule(rule.name(), null, rule.subject(), ended ? Outcome.ENDED : met ? Outcome.MATCHED : Outcome.PASSED,
                ended ? record.finalAction() : WafAction.UNKNOWN, null, false, Tier.CARRIED, List.of(), List.of(), said));
        List<String> told = new ArrayList<>();
        if (of.vendor().isEmpty()) {
            now.trail().stream().filter(step -> id != null && id.equals(step.group())).map(Step::rule).forEach(told::add);
        }
        if (entry != null) {
            entry.nonTerminatingMatchingRules().forEach(one -> told.add(one.ruleId()));
            entry.excluded().forEach(one -> told.add(one.ruleId()));
            if (entry.terminatingRule() != null) {
                // Behind what ended the group nothing was reached.
                told.subList(Math.max(told.indexOf(entry.terminatingRule().ruleId()), 0), told.size()).clear();
                told.add(entry.terminatingRule().ruleId());
            }
        }
        told.stream().distinct().forEach(name -> inside(of.full(), name, entry, ended, id == null ? null : step(id, name)));
    }

    private void inside(String group, String name, @Nullable GroupEntry in, boolean ended, @Nullable Step step) {
        RuleEntry entry = in == null ? null : in.nonTerminatingMatchingRules().stream()
                .filter(one -> one.ruleId().equals(name))
                .findFirst()
                .orElse(null);
        Outcome outcome = entry == null ? Outcome.PASSED : Outcome.MATCHED;
        if (in != null && in.excluded().stream().anyMatch(one -> one.ruleId().equals(name))) {
            entry = new RuleEntry(name, WafAction.COUNT.name(), null, null);
            outcome = Outcome.MATCHED;
        }
        if (in != null && in.terminatingRule() != null && in.terminatingRule().ruleId().equals(name)) {
            entry = in.terminatingRule();
            outcome = ended ? Outcome.ENDED : Outcome.MATCHED;
        }
        add(name, group, "", outcome, entry, step, step == null ? WafAction.UNKNOWN : step.action(), said(entry));
    }

    private void add(
            String name, @Nullable String group, String looksAt, Outcome outcome, @Nullable RuleEntry entry,
            @Nullable Step step, WafAction usual, List<String> said) {
        boolean matched = outcome.matched();
        WafAction action = entry == null || entry.action() == null ? usual : WafAction.named(entry.action());
        String full = group == null ? name : group + "/" + name;
        Tier tier = Tier.CARRIED;
        if (step != null && step.truth() != Truth.UNKNOWN) {
            boolean same = (step.truth() == Truth.TRUE) == matched;
            if (same) {
                tier = step.tier();
            } else if (step.tier() == Tier.EXACT) {
                changed.add(full + (matched ? " would not match now, and did" : " would match now, and did not"));
            } else {
                said.add("What is known of its kind says otherwise (" + step.tier().word() + "); the log decides.");
            }
            if (same && matched && action != WafAction.UNKNOWN && step.action() != WafAction.UNKNOWN && action != step.action()) {
                changed.add(full + " has the action " + JudgedRule.word(step.action()) + ", and had " + JudgedRule.word(action));
            }
        }
        boolean agrees = step != null && (step.truth() == Truth.TRUE) == matched;
        String own = entry == null ? null : entry.overriddenAction();
        judged.add(new JudgedRule(
                name,
                group,
                looksAt,
                outcome,
                action,
                own != null ? WafAction.named(own) : step != null && agrees && matched ? step.overridden() : null,
                step != null && step.excluded() && matched,
                tier,
                step == null || !agrees ? List.of() : step.saw().stream().map(shown::of).toList(),
                matched && step != null ? step.labels().stream().filter(logged::contains).toList() : List.of(),
                said));
    }
}
