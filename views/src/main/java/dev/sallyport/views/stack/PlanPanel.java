package dev.sallyport.views.stack;

import dev.sallyport.core.stack.Change;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.stack.StackModel.Panel;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What a rollout would change, before it does. */
final class PlanPanel {
    private PlanPanel() {}

    static Region of(StackPresenter presenter, Panel.Planned planned) {
        String name = planned.form().name();
        List<Change> changes = planned.plan().changes();
        Label title = new Label("Plan for " + name);
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label line = new Label(changes.isEmpty() ? Words.NO_CHANGE : summary(changes));
        line.setId("plan-summary");
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        Table<Change> table = new Table<Change>("Changes")
                .node("Change", 110, Change::action, change -> badge(change))
                .text("Resource", 180, Change::logicalId)
                .id("Type", 220, Change::type);
        table.rows(changes);
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        HBox row = new HBox(
                Buttons.primary(Action.of("stack.deploy", "Deploy " + name, () -> presenter.deploy(planned))),
                Buttons.plain(Action.of("stack.back", Words.BACK, () -> presenter.back(planned))));
        row.getStyleClass().add(Css.ROW);
        VBox head = new VBox(title, line);
        head.getStyleClass().add(Css.STACKED_TIGHT);
        VBox box = new VBox(head, table.node(), row);
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        return box;
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
            case "Add" -> Badge.of("Add", Css.GOOD);
            case "Remove" -> Badge.of("Remove", Css.DANGER);
            default -> Badge.of(change.replacement().equals("True") ? "Replace" : change.action(), Css.WARNING);
        };
    }
}
