package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.CompiledRule.Effect;
import dev.sallyport.core.webacl.CompiledRule.Group;
import dev.sallyport.core.webacl.CompiledRule.Plain;
import dev.sallyport.core.webacl.Verdict.CustomResponse;
import dev.sallyport.core.webacl.Verdict.GroupResult;
import dev.sallyport.core.webacl.Verdict.RuleMatch;
import dev.sallyport.core.webacl.Verdict.Step;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a request through the rules, and the verdict that it gathers. */
final class Run {
    private final Evaluation evaluation;
    private final LabelSources sources;
    private final int terminatorIndex;
    private final Set<WafAction> possible = EnumSet.noneOf(WafAction.class);
    private final Map<WafAction, Tier> doubts = new EnumMap<>(WafAction.class);
    private final List<RuleMatch> nonTerminating = new ArrayList<>();
    private final List<GroupResult> groups = new ArrayList<>();
    private final List<Header> inserted = new ArrayList<>();
    private final List<Step> trail = new ArrayList<>();
    private @Nullable Verdict verdict;

    Run(Evaluation evaluation, LabelSources sources, int terminatorIndex) {
        this.evaluation = evaluation;
        this.sources = sources;
        this.terminatorIndex = terminatorIndex;
    }

    /** Evaluates the next rule; whether it ends the request. */
    boolean ends(CompiledRule rule, int index) {
        return switch (rule) {
            case Plain plain -> ends(plain);
            case Group group -> ends(group, index);
        };
    }

    Verdict verdict() {
        if (verdict == null) {
            throw new IllegalStateException("not ended");
        }
        return verdict;
    }

    private boolean ends(Plain rule) {
        Match match = rule.condition().test(evaluation);
        note(null, rule, match);
        if (match.truth() == Truth.TRUE && !rule.effect().action().terminates()) {
            matchedWithoutEnd(nonTerminating, rule, match);
        }
        return passes(rule, match)
                ? false
                : end(
                        rule.effect(), match, rule.name(), rule.rateBased() ? "RATE_BASED" : "REGULAR", null, null);
    }

    /** Takes the labels and the possible actions of a match; whether the evaluation goes on. */
    private boolean passes(Plain rule, Match match) {
        WafAction action = rule.excluded() ? WafAction.COUNT : rule.effect().action();
        switch (match.truth()) {
            case TRUE -> rule.labels().forEach(label -> evaluation.label(label, match.tier()));
            case UNKNOWN -> rule.labels().forEach(label -> evaluation.possible(label, Set.of()));
            case FALSE -> {
                if (match.tier() != Tier.EXACT) {
                    rule.labels().forEach(label -> evaluation.absent(label, match.tier()));
                }
            }
        }
        if (action == WafAction.COUNT) {
            return true;
        }
        if (match.truth() == Truth.FALSE) {
            if (match.tier() != Tier.EXACT) {
                doubts.merge(action, match.tier(), Tier::weaker);
            }
            return true;
        }
        if (match.truth() == Truth.UNKNOWN || action == WafAction.UNKNOWN || tokenDecides(action)) {
            possible.add(action);
            return true;
        }
        return false;
    }

    /** A request with a token passes a Challenge or CAPTCHA if the token is valid, which only AWS can tell. */
    private boolean tokenDecides(WafAction action) {
        return (action == WafAction.CAPTCHA || action == WafAction.CHALLENGE)
                && (evaluation.request.hidesCookie("aws-waf-token")
                        || evaluation.cookies().stream().anyMatch(cookie -> cookie.name().equals("aws-waf-token")));
    }

    private void matchedWithoutEnd(List<RuleMatch> list, Plain rule, Match match) {
        list.add(new RuleMatch(rule.name(), WafAction.COUNT, rule.overridden(), match.details()));
        inserted.addAll(rule.effect().inserted());
    }

    private boolean ends(Group group, int index) {
        Condition scopeDown = group.scopeDown();
        Match scope = scopeDown == null ? Match.EXACTLY_TRUE : scopeDown.test(evaluation);
        if (scope.truth() == Truth.FALSE) {
            if (scope.tier() != Tier.EXACT) {
                evaluation.told.addAll(group.labelNamespaces());
            }
            return false;
        }
        boolean inScope = scope.truth() == Truth.TRUE;
        GroupRules known = GroupRules.of(group, evaluation, terminatorIndex > index);
        List<Plain> rules = known.rules();
        if (rules == null) {
            sources.carry(evaluation, group, index, inScope && known.sameVersion(), false);
            return unknownGroup(group);
        }
        List<RuleMatch> counted = new ArrayList<>();
        List<String> excluded = new ArrayList<>();
        for (Plain rule : rules) {
            Match match = rule.condition().test(evaluation).cappedAt(rule.cap());
            if (scope.truth() == Truth.UNKNOWN && match.truth() == Truth.TRUE) {
                match = Match.UNKNOWN;
            }
            note(group, rule, match);
            boolean matched = match.truth() == Truth.TRUE;
            if (matched && rule.excluded()) {
                excluded.add(rule.name());
            } else if (matched && !rule.effect().action().terminates()) {
                matchedWithoutEnd(counted, rule, match);
            }
            if (passes(group.toCount() ? withoutEnd(rule) : rule, match) && !(group.toCount() && matched && endsGroup(rule))) {
                continue;
            }
            RuleMatch end = new RuleMatch(rule.name(), rule.effect().action(), rule.overridden(), match.details());
            groups.add(new GroupResult(group.id(), end, counted, excluded));
            if (group.toCount()) {
                known.carry(sources, evaluation, index, inScope && known.endedBy(rule.name()));
                nonTerminating.add(new RuleMatch(group.name(), WafAction.COUNT, null, match.details()));
                return false;
            }
            return end(rule.effect(), match, group.name(), group.type(), group.id(), rule.name());
        }
        groups.add(new GroupResult(group.id(), null, counted, excluded));
        known.carry(sources, evaluation, index, inScope);
        return false;
    }

    private static boolean endsGroup(Plain rule) {
        return !rule.excluded() && rule.effect().action().terminates();
    }

    private static Plain withoutEnd(Plain rule) {
        return new Plain(
                rule.name(), rule.condition(), Effect.of(WafAction.COUNT), rule.overridden(), rule.excluded(),
                rule.labels(), rule.cap(), rule.rateBased());
    }

    /** Nothing is known of the group's rules: it may block. */
    private boolean unknownGroup(Group group) {
        trail.add(new Step(
                null, group.name(), Truth.UNKNOWN, Tier.UNKNOWN, WafAction.UNKNOWN, null, false, List.of(), List.of()));
        if (!group.toCount()) {
            possible.add(WafAction.BLOCK);
        }
        return false;
    }

    private void note(@Nullable Group group, Plain rule, Match match) {
        trail.add(new Step(
                group == null ? null : group.id(),
                rule.name(),
                match.truth(),
                match.tier(),
                rule.excluded() ? WafAction.COUNT : rule.effect().action(),
                rule.overridden(),
                rule.excluded(),
                rule.labels(),
                match.saw()));
    }

    private boolean end(
            Effect effect, Match match, String rule, String type, @Nullable String group, @Nullable String ruleInGroup) {
        inserted.addAll(effect.inserted());
        verdict = verdict(effect, match.tier(), rule, type, group, ruleInGroup, match.details());
        return true;
    }

    Verdict byDefault(Effect effect) {
        inserted.addAll(effect.inserted());
        return verdict(effect, Tier.EXACT, Verdict.DEFAULT_ACTION, "REGULAR", null, null, List.of());
    }

    private Verdict verdict(
            Effect effect,
            Tier matchTier,
            String rule,
            String type,
            @Nullable String group,
            @Nullable String ruleInGroup,
            List<MatchDetail> details) {
        WafAction action = effect.action();
        possible.add(action);
        Tier tier = possible.size() > 1 ? Tier.UNKNOWN : matchTier;
        for (Map.Entry<WafAction, Tier> doubt : doubts.entrySet()) {
            if (doubt.getKey() != action) {
                tier = tier.weaker(doubt.getValue());
            }
        }
        CustomResponse response = effect.response();
        return new Verdict(
                action,
                Set.copyOf(possible),
                tier,
                rule,
                type,
                group,
                ruleInGroup,
                details,
                List.copyOf(nonTerminating),
                List.copyOf(groups),
                List.copyOf(evaluation.rates),
                List.copyOf(evaluation.labels.keySet()),
                response,
                action == WafAction.ALLOW ? List.copyOf(inserted) : List.of(),
                List.copyOf(evaluation.oversize),
                evaluation.bodyLimit,
                List.copyOf(trail));
    }
}
