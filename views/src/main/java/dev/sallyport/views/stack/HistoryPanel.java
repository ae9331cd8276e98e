package dev.sallyport.views.stack;

import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What was done with a stack, latest first, as the ledger keeps it. */
final class HistoryPanel {
    private static final int SHOWN = 8;
    private static final Map<String, String> WORDS = Map.of(
            "rollout.apply", "Deployed",
            "rollout.verify", "Proved",
            "rollout.stage", "Staged",
            "rollout.promote", "Promoted",
            "rollout.rollback", "Rolled back",
            "rollout.resume", "Resumed",
            "rollout.inherit", "Took over a lock",
            "rollout.destroy", "Destroyed");

    private HistoryPanel() {}

    static Region of(List<LedgerEntry> entries) {
        VBox box = new VBox();
        entries.stream().limit(SHOWN).map(HistoryPanel::line).forEach(box.getChildren()::add);
        box.setId("stack-history");
        box.getStyleClass().add(Css.STACKED_TIGHT);
        return box;
    }

    private static Region line(LedgerEntry entry) {
        Label when = new Label(Format.utc(entry.time()));
        when.getStyleClass().add(Css.MONO);
        when.setMinWidth(Region.USE_PREF_SIZE);
        when.setTooltip(new Tooltip(Format.bothClocks(entry.time())));
        Label what = new Label(WORDS.getOrDefault(entry.action(), entry.action()));
        what.setMinWidth(0);
        what.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(what, Priority.ALWAYS);
        String note = entry.details().getOrDefault("note", "");
        if (!note.isEmpty()) {
            what.setText(what.getText() + ". " + note);
            what.setTooltip(new Tooltip(note));
        }
        boolean good = entry.outcome().equals("holds") || entry.outcome().equals("staged");
        String tone = good ? Css.GOOD : entry.outcome().equals("failed") ? Css.DANGER : Css.NEUTRAL;
        HBox line = new HBox(when, what, Badge.of(Badge.sentence(entry.outcome()), tone));
        line.getStyleClass().add(Css.ROW);
        return line;
    }
}
