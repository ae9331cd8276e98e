package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Behavior;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Part;
import dev.sallyport.core.distribution.Severity;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/** The behaviors of a distribution that has many, in the order of evaluation. */
final class BehaviorTable {
    private static final double HEIGHT = 200;

    private final Distribution distribution;
    private final Table<Behavior> table;

    /** @param chosen is given the behavior of the row that is selected */
    BehaviorTable(Distribution distribution, Consumer<Behavior> chosen) {
        this.distribution = distribution;
        List<Behavior> behaviors = distribution.behaviors();
        this.table = new Table<Behavior>(Words.BEHAVIORS)
                .keyed(Behavior::pathPattern)
                .number("Order", 64, behavior -> behaviors.indexOf(behavior) + 1)
                .id("Path pattern", 150, Behavior::pathPattern)
                .text("Methods", 130, FlowMap::methods)
                .text("Functions", 120, BehaviorTable::functions)
                .text("Origin", 110, Behavior::originId)
                .node("Findings", 100, this::worst, this::badge);
        table.onSelect(behavior -> Optional.ofNullable(behavior).ifPresent(chosen));
        table.rows(behaviors);
        table.node().setId("distribution-behaviors");
        table.node().setPrefHeight(HEIGHT);
        table.node().setMinHeight(Region.USE_PREF_SIZE);
    }

    Region node() {
        return table.node();
    }

    /** Selects the row of a behavior and brings it into sight. */
    void show(Behavior behavior) {
        table.want(behavior::equals);
    }

    private static String functions(Behavior behavior) {
        return behavior.functions().stream()
                .map(function -> FlowMap.functionName(function.arn()))
                .collect(Collectors.joining(", "));
    }

    /** What weakens the origin weakens every behavior that leads there. */
    private Optional<Severity> severity(Behavior behavior) {
        return Stream.of(Part.behavior(behavior.pathPattern()), Part.origin(behavior.originId()))
                .flatMap(part -> FlowMap.at(distribution, part).stream())
                .map(Finding::severity)
                .max(Comparator.naturalOrder());
    }

    private String worst(Behavior behavior) {
        return severity(behavior)
                .map(found -> Badge.sentence(found.word()))
                .orElse(leadsToOrigin(behavior) ? "None" : Words.NOT_KNOWN);
    }

    private Node badge(Behavior behavior) {
        return severity(behavior)
                .<Node>map(found -> Badge.severity(found.word()))
                .orElseGet(() ->
                        leadsToOrigin(behavior) ? Badge.of("None", Css.GOOD) : Badge.of(Words.NOT_KNOWN, Css.WARNING));
    }

    /** Whether it leads to one origin: of a group it is not told here which ones it has. */
    private boolean leadsToOrigin(Behavior behavior) {
        return distribution.origins().stream().anyMatch(origin -> origin.id().equals(behavior.originId()));
    }
}
