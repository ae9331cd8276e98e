package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.CompiledRule.Group;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which rules of a web ACL run rule groups that add labels which only AWS can work out: each under its namespace, and
 * those of the processes that a group calls, such as tokens. See AWS WAF Developer Guide, "Label syntax and naming
 * requirements" and "Types of token labels in AWS WAF".
 */
final class LabelSources {
    private static final String MANAGED = "awswaf:managed:";

    /** AWS WAF logs the first 100 labels (logging-fields.html, {@code labels}). */
    private static final int MOST_LOGGED = 100;

    private final List<Source> sources = new ArrayList<>();
    private final Set<String> groups = new HashSet<>();

    /** A namespace that the group at that place of the web ACL adds to. */
    private record Source(String namespace, int index) {}

    LabelSources(List<CompiledRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i) instanceof Group group) {
                groups.add(group.id());
                for (String namespace : group.labelNamespaces()) {
                    sources.add(new Source(namespace, i));
                }
            }
        }
    }

    /**
     * Adds what the log has of the labels of a group beside those of the rules that are listed here.
     *
     * @param index the group's place in the web ACL
     * @param added whether the group surely ran as far as it did when it was logged
     * @param whole whether the log tells of every label of the group, so that one it has not was not added
     */
    void carry(Evaluation evaluation, Group group, int index, boolean added, boolean whole) {
        Recorded recorded = evaluation.recorded;
        boolean all = recorded != null && whole && added && recorded.labels().size() < MOST_LOGGED;
        for (String label : recorded == null ? Set.<String>of() : recorded.labels()) {
            if (group.addsBeside(label) && owns(label, index)) {
                if (added && isSettled(label, index)) {
                    evaluation.label(label, Tier.CARRIED);
                } else {
                    evaluation.possible(label, Set.of());
                }
            }
        }
        for (String namespace : group.labelNamespaces()) {
            if (all) {
                evaluation.told.add(namespace);
            } else {
                evaluation.possible(namespace, group.listedLabels());
            }
        }
    }

    /** Whether the log has a label of AWS's that nothing in this web ACL, and nothing that was taken out of it, adds. */
    boolean isUnexplained(String label, Recorded recorded) {
        return label.startsWith(MANAGED)
                && longest(label) == 0
                && groups.containsAll(recorded.groups().keySet());
    }

    private boolean owns(String label, int index) {
        int longest = longest(label);
        return sources.stream()
                .anyMatch(one -> one.index == index && one.namespace.length() == longest && label.startsWith(one.namespace));
    }

    /** Whether no group behind this one could have added it instead; a token says the same to every group. */
    private boolean isSettled(String label, int index) {
        if (Group.TOKENS.stream().anyMatch(label::startsWith)) {
            return true;
        }
        int longest = longest(label);
        return sources.stream()
                .noneMatch(one -> one.index > index && one.namespace.length() == longest && label.startsWith(one.namespace));
    }

    /** The length of the longest namespace that the label is in; 0 for none. */
    private int longest(String label) {
        int longest = 0;
        for (Source one : sources) {
            if (one.namespace.length() > longest && label.startsWith(one.namespace)) {
                longest = one.namespace.length();
            }
        }
        return longest;
    }
}
