package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.Verdict.Seen;
import java.util.ArrayList;
import java.util.List;

/** What one statement says of one request. */
record Match(Truth truth, Tier tier, List<MatchDetail> details, List<Seen> saw) {
    static final Match UNKNOWN = new Match(Truth.UNKNOWN, Tier.UNKNOWN, List.of(), List.of());
    static final Match EXACTLY_TRUE = of(Truth.TRUE, Tier.EXACT);
    static final Match EXACTLY_FALSE = of(Truth.FALSE, Tier.EXACT);

    static Match of(Truth truth, Tier tier) {
        return new Match(truth, truth == Truth.UNKNOWN ? Tier.UNKNOWN : tier, List.of(), List.of());
    }

    static Match of(Truth truth, Tier tier, List<Seen> saw) {
        return new Match(truth, truth == Truth.UNKNOWN ? Tier.UNKNOWN : tier, List.of(), saw);
    }

    /** The same match, no more trustworthy than {@code cap}. */
    Match cappedAt(Tier cap) {
        return new Match(truth, tier.weaker(cap), details, saw);
    }

    Match not() {
        return new Match(truth.not(), tier, List.of(), saw);
    }

    /** All of them. One that is surely false decides it, and then as surely as the surest of those. */
    static Match all(List<Condition> conditions, Evaluation evaluation) {
        return fold(conditions, evaluation, Truth.FALSE);
    }

    /** Any of them. One that is surely true decides it. */
    static Match any(List<Condition> conditions, Evaluation evaluation) {
        return fold(conditions, evaluation, Truth.TRUE);
    }

    private static Match fold(List<Condition> conditions, Evaluation evaluation, Truth deciding) {
        Truth truth = deciding.not();
        Tier decided = Tier.UNKNOWN;
        Tier weakest = Tier.EXACT;
        List<MatchDetail> details = new ArrayList<>();
        List<Seen> saw = new ArrayList<>();
        for (Condition condition : conditions) {
            Match match = condition.test(evaluation);
            saw.addAll(match.saw);
            details.addAll(match.details);
            truth = deciding == Truth.FALSE ? truth.and(match.truth) : truth.or(match.truth);
            weakest = weakest.weaker(match.tier);
            if (match.truth == deciding) {
                decided = decided.stronger(match.tier);
                if (decided == Tier.EXACT) {
                    break;
                }
            }
        }
        Tier tier = truth == deciding ? decided : truth == Truth.UNKNOWN ? Tier.UNKNOWN : weakest;
        return new Match(truth, tier, details, saw);
    }
}
