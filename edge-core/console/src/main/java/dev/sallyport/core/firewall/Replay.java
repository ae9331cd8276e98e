package dev.sallyport.core.firewall;

import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.firewall.ReplayResult.Example;
import dev.sallyport.core.firewall.ReplayResult.RuleChange;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.WafLines;
import dev.sallyport.core.webacl.MetRules;
import dev.sallyport.core.webacl.RateCounters;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.RuleSets;
import dev.sallyport.core.webacl.Tier;
import dev.sallyport.core.webacl.Truth;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.Verdict.Step;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.core.webacl.WafLogRecord;
import dev.sallyport.core.webacl.WebAclEvaluator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * Puts logged traffic through a changed web ACL. Statements about what the log holds are evaluated; managed rules are
 * carried over from the logged labels and rule groups, and unknown where the log does not tell; rate-based rules count the
 * whole log in the order of time.
 */
public final class Replay {
    private static final int EXAMPLES = 10;

    private final WebAclEvaluator evaluator;
    private final TimeSpan span;
    private final boolean rates;
    private final RateCounters counters = new RateCounters();
    private final Map<String, Tally> rules = new LinkedHashMap<>();
    private final Map<Outcome, List<Example>> examples = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Suspects suspects = new Suspects();
    private long rejected;
    private long outside;

    private enum Outcome { BLOCKED, ALLOWED, UNKNOWN, SAME }

    private static final class Tally {
        private long before;
        private long after;
        private long undecided;
        private Tier tier = Tier.EXACT;
        private boolean decided;
    }

    private Replay(WebACL acl, RuleSets sets, TimeSpan span) {
        this.span = span;
        this.evaluator = new WebAclEvaluator(acl, sets);
        this.rates = acl.rules().stream().anyMatch(rule -> rule.statement() != null && rule.statement().rateBasedStatement() != null)
                || sets.ruleGroups().values().stream()
                        .flatMap(group -> group.rules().stream())
                        .anyMatch(rule -> rule.statement() != null && rule.statement().rateBasedStatement() != null);
        evaluator.ruleNames().forEach(this::tally);
    }

    /**
     * Replays log files.
     *
     * @param acl the changed web ACL
     * @param sets what it refers to
     * @param log the logged traffic; it stays open
     */
    public static ReplayResult run(WebACL acl, RuleSets sets, WafLines log) {
        Replay replay = new Replay(acl, sets, log.span());
        if (replay.rates) {
            TimeOrder.lines(log, replay::line);
        } else {
            log.each(replay::line);
        }
        return replay.result(log);
    }

    private Tally tally(String rule) {
        return rules.computeIfAbsent(rule, name -> new Tally());
    }

    private void line(String line) {
        WafLogRecord record = WafLogRecord.parse(line).orElse(null);
        if (record == null) {
            rejected++;
            return;
        }
        if (!span.holds(Instant.ofEpochMilli(record.timestamp()))) {
            outside++;
            return;
        }
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
                        .map(Replay::name)
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

    private ReplayResult result(WafLines log) {
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
        List<Example> shown = new ArrayList<>();
        examples.values().forEach(shown::addAll);
        long requests = outcomes.values().stream().mapToLong(Long::longValue).sum();
        LoadReport read = log.report(requests, rejected, outside);
        List<String> warnings = new ArrayList<>(evaluator.warnings());
        warnings.addAll(read.warnings());
        return new ReplayResult(
                requests,
                count(Outcome.SAME),
                count(Outcome.BLOCKED),
                count(Outcome.ALLOWED),
                count(Outcome.UNKNOWN),
                changes,
                shown,
                suspects.ranked(),
                rejected,
                warnings,
                read);
    }

    private long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
