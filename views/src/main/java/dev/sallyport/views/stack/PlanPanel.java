package dev.sallyport.views.stack;

import dev.sallyport.core.rollout.Change;
import dev.sallyport.core.rollout.Plan;
import dev.sallyport.core.rollout.RolloutOptions;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.kit.Writes;
import dev.sallyport.views.kit.Writes.Strictness;
import dev.sallyport.views.kit.Writes.Write;
import dev.sallyport.views.stack.StackModel.Panel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** What a rollout would change, before it does: resource by resource, what to know, what it costs, and what is in the way. */
final class PlanPanel {
    /** Shares of the viewers that a staging copy may serve; CloudFront's own limit is 15 %. */
    private static final List<Double> WEIGHTS = List.of(0.01, 0.05, 0.10, 0.15);

    private final StackPresenter presenter;
    private final Writes writes;
    private final Panel.Planned planned;
    private final Plan plan;
    private final VBox details = new VBox();
    private final CheckBox overwrite = new CheckBox(Words.OVERWRITE);
    private final SimpleBooleanProperty free = new SimpleBooleanProperty();

    private PlanPanel(StackPresenter presenter, Writes writes, Panel.Planned planned) {
        this.presenter = presenter;
        this.writes = writes;
        this.planned = planned;
        this.plan = planned.plan();
    }

    static Region of(StackPresenter presenter, Writes writes, Panel.Planned planned) {
        return new PlanPanel(presenter, writes, planned).panel();
    }

    private Region panel() {
        String name = planned.form().name();
        Label title = new Label("Plan for " + name);
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label line = sentence(plan.changes().isEmpty() ? Words.NO_CHANGE : summary(plan.changes()));
        line.setId("plan-summary");
        VBox head = new VBox(title, line);
        head.getStyleClass().add(Css.STACKED_TIGHT);
        VBox box = new VBox(head);
        if (!plan.elsewhere().isEmpty()) {
            box.getChildren().add(elsewhere());
        }
        VBox know = know();
        if (!know.getChildren().isEmpty()) {
            box.getChildren().add(know);
        }
        Table<Change> table = new Table<Change>("Changes")
                .node("Change", 84, Change::action, change -> badge(change))
                .text("Resource", 158, Change::logicalId)
                .id("Type", 262, Change::type)
                .onSelect(change -> details.getChildren().setAll(change == null ? List.of() : List.of(difference(change))));
        table.node().setId("plan-changes");
        table.rows(plan.changes());
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        details.setId("plan-difference");
        details.managedProperty().bind(Bindings.isNotEmpty(details.getChildren()));
        box.getChildren().addAll(table.node(), details, actions(name));
        writes.refusal().ifPresent(box.getChildren()::add);
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        return box;
    }

    /** What someone else changed, and the leave to go over it. */
    private Region elsewhere() {
        Label heading = new Label(Words.CHANGED_ELSEWHERE);
        heading.getStyleClass().add(Css.STRONG);
        Label lines = sentence(String.join("\n", plan.elsewhere()));
        lines.getStyleClass().add(Css.MONO);
        VBox box = new VBox(heading, lines, overwrite);
        box.setId("plan-elsewhere");
        box.getStyleClass().addAll(Css.BANNER, Css.WARNING, Css.STACKED);
        return box;
    }

    private VBox know() {
        VBox box = new VBox();
        box.setId("plan-notes");
        box.getStyleClass().add(Css.STACKED_TIGHT);
        plan.notes().forEach(note -> box.getChildren().add(sentence(note)));
        Plan.Capacity capacity = plan.capacity();
        if (capacity != null) {
            box.getChildren().add(sentence(capacity.sentence()));
        }
        String costs = costs(plan.costs());
        if (!costs.isEmpty()) {
            box.getChildren().add(sentence(costs));
        }
        return box;
    }

    /** {@code Monthly, before any request: cents more for Logs, Site; a few dollars more for WebAcl.} */
    static String costs(List<Plan.Cost> costs) {
        Map<String, List<String>> byClass = costs.stream()
                .filter(cost -> !cost.costClass().equals("none"))
                .collect(Collectors.groupingBy(
                        cost -> cost.costClass() + " " + cost.change(),
                        LinkedHashMap::new,
                        Collectors.mapping(Plan.Cost::logicalId, Collectors.toList())));
        return byClass.isEmpty()
                ? ""
                : byClass.entrySet().stream()
                        .map(entry -> entry.getKey() + " for " + String.join(", ", entry.getValue()))
                        .collect(Collectors.joining("; ", "Monthly, before any request: ", "."));
    }

    /** Property by property, in the change set's words. */
    private static Region difference(Change change) {
        Label heading = new Label(change.logicalId());
        heading.getStyleClass().add(Css.STRONG);
        VBox box = new VBox(heading);
        if (change.details().isEmpty()) {
            box.getChildren().add(sentence(
                    change.action().equals("Modify") ? Words.NO_DETAIL : Words.WHOLE_RESOURCE.formatted(change.action())));
        }
        for (Change.Detail detail : change.details()) {
            String what = detail.name().isEmpty() ? detail.attribute() : detail.name();
            String values = detail.before().isEmpty() && detail.after().isEmpty()
                    ? (detail.cause().isEmpty() ? "changes" : "follows " + detail.cause())
                    : (detail.before().isEmpty() ? "–" : detail.before()) + " → "
                            + (detail.after().isEmpty() ? "–" : detail.after());
            Label line = sentence(what + ": " + values + (detail.recreation().equals("Always") ? " (replaces it)" : ""));
            line.getStyleClass().addAll(Css.MONO, Css.SMALL);
            box.getChildren().add(line);
        }
        box.getStyleClass().add(Css.STACKED_TIGHT);
        return box;
    }

    private Region actions(String name) {
        free.bind(overwrite.selectedProperty().or(new SimpleBooleanProperty(plan.elsewhere().isEmpty())));
        Action deploy = Action.of("stack.deploy.now", "Deploy " + name, () -> deploy(null)).when(free);
        // Where the button stood that showed the plan, so that a second press of it deploys nothing.
        FlowPane row = new FlowPane(Buttons.plain(Action.of("stack.back", Words.BACK, () -> presenter.back(planned))));
        if (planned.form().fixedName() && !plan.changes().isEmpty()) {
            ComboBox<Double> weight = new ComboBox<>(FXCollections.observableArrayList(WEIGHTS));
            weight.setId("stack-weight");
            weight.setAccessibleText(Words.WEIGHT);
            weight.setConverter(new StringConverter<>() {
                @Override
                public String toString(Double share) {
                    return Math.round(share * 100) + " % of viewers";
                }

                @Override
                public Double fromString(String text) {
                    throw new IllegalStateException("the choice cannot be typed");
                }
            });
            weight.setValue(0.05);
            Action stage = Action.of("stack.stage.now", "Stage " + name, () -> deploy(weight.getValue())).when(free);
            row.getChildren().addAll(
                    Buttons.plain(writes.begin(
                            "stack.stage", Words.STAGE, new Write(stage, name, Words.STAGE_MEANS), Strictness.NONE)),
                    weight);
        }
        row.getChildren()
                .add(Buttons.primary(writes.begin(
                        "stack.deploy", deploy.label(), new Write(deploy, name, Words.DEPLOY_MEANS), Strictness.NONE)));
        row.getStyleClass().add("button-flow");
        return row;
    }

    private void deploy(@Nullable Double weight) {
        presenter.deploy(planned, new RolloutOptions(weight, overwrite.isSelected(), plan));
    }

    static String summary(List<Change> changes) {
        long added = count(changes, "Add");
        long modified = count(changes, "Modify");
        long removed = count(changes, "Remove");
        long replaced = changes.stream()
                .filter(change -> change.replacement().equals("True"))
                .count();
        String text = Format.count(added, "resource is", "resources are") + " added, " + Format.number(modified)
                + " modified, " + Format.number(removed) + " removed.";
        return replaced == 0 ? text : text + " " + Format.number(replaced) + " of the modified are replaced.";
    }

    private static long count(List<Change> changes, String action) {
        return changes.stream().filter(change -> change.action().equals(action)).count();
    }

    private static Label badge(Change change) {
        return switch (change.action()) {
            case "Add" -> Badge.of("+", "Add", Css.ACCENT);
            case "Remove" -> Badge.of("−", "Remove", Css.DANGER);
            default -> Badge.of("~", change.replacement().equals("True") ? "Replace" : change.action(), Css.WARNING);
        };
    }

    private static Label sentence(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
