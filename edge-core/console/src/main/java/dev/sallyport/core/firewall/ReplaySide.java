package dev.sallyport.core.firewall;

import dev.sallyport.core.firewall.ReplayResult.Example;
import dev.sallyport.core.firewall.ReplayResult.RuleChange;
import dev.sallyport.core.webacl.MetRules;
import dev.sallyport.core.webacl.RateCounters;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.Tier;
import dev.sallyport.core.webacl.Truth;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.Verdict.Step;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.core.webacl.WafLogRecord;
import dev.sallyport.core.webacl.WebAclEvaluator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a changed web ACL makes of some of the logged requests, counted for themselves. */
final class ReplaySide {
    private static final int EXAMPLES = 10;

    private final WebAclEvaluator evaluator;
    private final RateCounters counters = new RateCounters();
    private final Map<String, Tally> rules = new LinkedHashMap<>();
    private final Map<Outcome, List<Example>> examples = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Suspects suspects = new Suspects();
    private long requests;

    /** What becomes of a request. */
    enum Outcome { BLOCKED, ALLOWED, UNKNOWN, SAME }

    private static final class Tally {
        private long before;
        private long after;
        private long undecided;
        private Tier tier = Tier.EXACT;
        private boolean decided;
    }

    ReplaySide(WebAclEvaluator evaluator) {
        this.evaluator = evaluator;
        evaluator.ruleNames().forEach(this::tally);
    }

    private Tally tally(String rule) {
        return rules.computeIfAbsent(rule, name -> new Tally());
    }

    /** Judges a request; they come in the order of their time where a rule counts a rate. */
    void judge(WafLogRecord record) {
        requests++;
        Verdict verdict = evaluator.evaluate(record, counters, false);
        before(record).forEach(rule -> tally(rule).before++);
        after(verdict);
        Outcome outcome = outcome(record.finalAction(), verdict.certainAction());
        outcomes.merge(outcome, 1L, Long::sum);
        if (outcome == Outcome.BLOCKED) {
            suspects.blocked(record, rule(outcome, record, verdict));
        } else if (outcome == Outcome.SAME && verdict.certainAction() == WafAction.ALLOW) {
            suspects.allowed(record);
        }
        if (outcome != Outcome.SAME) {
            List<Example> shown = examples.computeIfAbsent(outcome, kind -> new ArrayList<>());
            if (shown.size() < EXAMPLES) {
                shown.add(new Example(
                        record.httpRequest().requestId(),
                        record.finalAction(),
                        verdict.certainAction(),
                        rule(outcome, record, verdict)));
            }
        }
    }

    /** A request either goes on or is stopped; by which of the stopping actions makes no difference here. */
    private static Outcome outcome(WafAction before, WafAction after) {
        if (after == WafAction.UNKNOWN || before == WafAction.UNKNOWN) {
            return Outcome.UNKNOWN;
        }
        boolean went = before == WafAction.ALLOW || before == WafAction.COUNT;
        boolean goes = after == WafAction.ALLOW;
        return went == goes ? Outcome.SAME : goes ? Outcome.ALLOWED : Outcome.BLOCKED;
    }

    private static String rule(Outcome outcome, WafLogRecord record, Verdict verdict) {
        return switch (outcome) {
            case ALLOWED -> MetRules.ended(record).name();
            case UNKNOWN ->
                verdict.trail().stream()
                        .filter(step -> step.truth() == Truth.UNKNOWN && step.action() != WafAction.COUNT)
                        .findFirst()
                        .map(ReplaySide::name)
                        .orElse("");
            case BLOCKED, SAME -> verdict.decisiveRule().orElse(Verdict.DEFAULT_ACTION);
        };
    }

    /** Every rule that matched according to the log, once; the rule that ran the group that ended it too. */
    static Set<String> before(WafLogRecord record) {
        Set<String> names = new HashSet<>();
        MetRules.of(record).forEach(met -> names.add(met.name()));
        if (!record.terminatingRuleId().equals(Verdict.DEFAULT_ACTION)) {
            names.add(record.terminatingRuleId());
        }
        return names;
    }

    private void after(Verdict verdict) {
        for (Step step : verdict.trail()) {
            Tally tally = tally(name(step));
            if (step.truth() == Truth.UNKNOWN) {
                tally.undecided++;
            } else {
                tally.decided = true;
                tally.tier = tally.tier.weaker(step.tier());
                tally.after += step.truth() == Truth.TRUE ? 1 : 0;
            }
        }
        // The rule that runs a group matches when a rule inside ends it.
        if (verdict.ruleInGroup() != null) {
            group(verdict.terminatingRule(), verdict.tier());
        }
        verdict.nonTerminating().stream()
                .filter(match -> verdict.trail().stream()
                        .noneMatch(step -> step.group() == null && step.rule().equals(match.rule())))
                .forEach(match -> group(match.rule(), Tier.CARRIED));
    }

    private void group(String rule, Tier tier) {
        Tally tally = tally(rule);
        tally.after++;
        tally.decided = true;
        tally.tier = tally.tier.weaker(tier);
    }

    private static String name(Step step) {
        String group = step.group();
        return group == null ? step.rule() : RuleName.of(group, step.rule());
    }

    /** How many requests were judged. */
    long requests() {
        return requests;
    }

    long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    List<RuleChange> changes() {
        List<RuleChange> changes = new ArrayList<>();
        rules.forEach((name, tally) -> {
            boolean silent = tally.before + tally.after + tally.undecided == 0;
            boolean ofTheAcl = evaluator.ruleNames().contains(name);
            if (!silent || ofTheAcl) {
                // A rule that no request reached is as sure as what it would be evaluated by.
                Tier tier = tally.decided || tally.undecided == 0 ? tally.tier : Tier.UNKNOWN;
                changes.add(new RuleChange(name, tally.before, tally.after, tally.undecided, tier));
            }
        });
        return changes;
    }

    List<Example> examples() {
        List<Example> shown = new ArrayList<>();
        examples.values().forEach(shown::addAll);
        return shown;
    }

    List<ReplayResult.Suspect> suspects() {
        return suspects.ranked();
    }
}
