package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.CompiledRule.Effect;
import dev.sallyport.core.webacl.CompiledRule.Group;
import dev.sallyport.core.webacl.CompiledRule.Plain;
import dev.sallyport.core.webacl.managed.ManagedGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a group as one evaluation may ask them: themselves, or what the log says of them.
 *
 * @param group as it stands in the web ACL
 * @param rules null when nothing at all is known of the group
 * @param logged what the log says of it; null where the rules speak for themselves, and where it says nothing
 * @param sameVersion whether what is logged of the group may be of the version that the web ACL asks for
 * @param whole whether the log tells how each rule of the group came out
 */
record GroupRules(
        Group group, @Nullable List<Plain> rules, Recorded.@Nullable Group logged, boolean sameVersion, boolean whole) {

    static GroupRules of(Group group, Evaluation evaluation, boolean terminatorAhead) {
        Recorded recorded = evaluation.recorded;
        List<Plain> rules = group.rules();
        if (recorded == null || (!group.managed() && rules != null)) {
            return new GroupRules(group, rules, null, true, rules != null);
        }
        Recorded.Group logged = recorded.groups().get(group.id());
        boolean sameVersion = logged == null || logged.mayBe(group.version());
        if (!sameVersion) {
            List<Plain> unknown = rules == null ? null : rules.stream().map(rule -> withVerdict(rule, Truth.UNKNOWN)).toList();
            return new GroupRules(group, unknown, null, false, false);
        }
        if (rules == null && logged == null) {
            return new GroupRules(group, null, null, true, false);
        }
        List<Plain> carried = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<String> order = rules == null ? List.of() : rules.stream().map(Plain::name).toList();
        for (Plain rule : rules == null ? List.<Plain>of() : rules) {
            names.add(rule.name());
            Truth truth = recorded.matched(
                    group.id(), rule.name(), rule.firstLabel(), terminatorAhead, (one, other) ->
                            order.contains(other) && order.indexOf(one) < order.indexOf(other));
            boolean unasked = truth == Truth.FALSE
                    && rule.name().equals(ManagedGroup.CHALLENGE_SUSPECTS)
                    && logged != null
                    && logged.acted().contains(ManagedGroup.CHALLENGE_ALL);
            carried.add(withVerdict(rule, unasked ? Truth.UNKNOWN : truth));
        }
        if (logged != null) {
            addUnlisted(group, logged, names, carried);
        }
        boolean whole = logged != null && logged.terminatedBy() == null && recorded.reached(logged, terminatorAhead);
        return new GroupRules(group, carried, logged, true, whole);
    }

    /** Rules that the log names and the published description does not. */
    private static void addUnlisted(Group group, Recorded.Group logged, Set<String> names, List<Plain> carried) {
        for (Map.Entry<String, WafAction> match : logged.matched().entrySet()) {
            if (!names.contains(match.getKey())) {
                Plain rule = new Plain(
                        match.getKey(),
                        Condition.undecidable(),
                        Effect.of(match.getValue()),
                        null,
                        false,
                        List.of(),
                        Tier.CARRIED,
                        false);
                carried.add(withVerdict(group.overrides().applied(rule), Truth.TRUE));
            }
        }
    }

    private static Plain withVerdict(Plain rule, Truth truth) {
        Match match = Match.of(truth, Tier.CARRIED);
        return new Plain(
                rule.name(), evaluation -> match, rule.effect(), rule.overridden(), rule.excluded(), rule.labels(),
                Tier.CARRIED, rule.rateBased());
    }

    /** Whether the group came to its end at that rule when the request was logged, too. */
    boolean endedBy(String rule) {
        return logged != null && rule.equals(logged.terminatedBy());
    }

    /** Adds the logged labels of the group; see {@link LabelSources#carry}. Rules that spoke for themselves added theirs. */
    void carry(LabelSources sources, Evaluation evaluation, int index, boolean added) {
        boolean ofLog = evaluation.recorded != null && (group.managed() || group.rules() == null);
        if (ofLog) {
            sources.carry(evaluation, group, index, added && sameVersion, whole);
        }
    }
}
