package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.CompiledRule.Effect;
import dev.sallyport.core.webacl.CompiledRule.Group;
import dev.sallyport.core.webacl.CompiledRule.Plain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a group as one evaluation may ask them: themselves, or what the log says of them. */
final class GroupRules {
    private GroupRules() {}

    /** Null when nothing at all is known of the group. */
    static @Nullable List<Plain> of(Group group, Evaluation evaluation, boolean terminatorAhead) {
        Recorded recorded = evaluation.recorded;
        List<Plain> rules = group.rules();
        if (recorded == null || (!group.managed() && rules != null)) {
            return rules;
        }
        Recorded.Group logged = recorded.groups().get(group.id());
        if (rules == null && logged == null) {
            return null;
        }
        List<Plain> carried = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<String> order = rules == null ? List.of() : rules.stream().map(Plain::name).toList();
        for (Plain rule : rules == null ? List.<Plain>of() : rules) {
            names.add(rule.name());
            Truth truth = recorded.matched(
                    group.id(), rule.name(), rule.firstLabel(), terminatorAhead, (one, other) ->
                            order.contains(other) && order.indexOf(one) < order.indexOf(other));
            carried.add(withVerdict(rule, truth));
        }
        if (logged != null) {
            addUnlisted(group, logged, names, carried);
        }
        return carried;
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
}
