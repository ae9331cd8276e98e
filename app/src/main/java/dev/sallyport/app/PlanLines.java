package dev.sallyport.app;

import dev.sallyport.core.rollout.Change;
import dev.sallyport.core.rollout.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A plan in lines, for a question or beside the table of its changes. */
final class PlanLines {
    private PlanLines() {}

    /** A plan as it is asked about. */
    static List<String> all(Plan plan) {
        List<String> lines = new ArrayList<>();
        plan.changes().forEach(change -> lines.add(line(change)));
        lines.addAll(beside(plan));
        return lines;
    }

    private static String line(Change change) {
        String replaced = change.replacement().equals("True") ? ", replaced" : "";
        return change.action() + " " + change.logicalId() + " (" + change.type() + replaced + ")";
    }

    /** What the table of changes does not show. */
    static List<String> beside(Plan plan) {
        List<String> lines = new ArrayList<>();
        for (Change change : plan.changes()) {
            Set<String> told = new LinkedHashSet<>();
            for (Change.Detail detail : change.details()) {
                String what = detail.name().isEmpty() ? detail.attribute() : detail.name();
                told.add("  " + change.logicalId() + "." + what + ": " + shown(detail.before()) + " → "
                        + shown(detail.after()) + (detail.recreation().equals("Always") ? " (replaces it)" : ""));
            }
            lines.addAll(told);
        }
        if (plan.capacity() != null) {
            lines.add(plan.capacity().sentence());
        }
        plan.costs().stream()
                .filter(cost -> !cost.costClass().equals("none"))
                .forEach(cost -> lines.add("Monthly, " + cost.change() + ": " + cost.costClass() + " for "
                        + cost.logicalId() + ". " + cost.why()));
        lines.addAll(plan.notes());
        plan.elsewhere().forEach(line -> lines.add("Changed by someone else: " + line));
        return lines.stream().map(String::stripTrailing).toList();
    }

    private static String shown(String value) {
        String text = value.equals("{{changeSet:KNOWN_AFTER_APPLY}}") ? "known after the deployment" : value;
        return text.isEmpty() ? "none" : text.length() > 100 ? text.substring(0, 99) + "…" : text;
    }
}
