package dev.sallyport.views.settings;

import dev.sallyport.core.log.KeptLogs;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;

/** How much is kept of logs that were read, and the way to be rid of it. */
final class KeptLogsRow {
    private final Desk desk;
    private final KeptLogs kept;
    private final Label bytes = new Label(Words.COUNTING);
    private final BooleanProperty some = new SimpleBooleanProperty();
    private final Button clear;
    private final Runnable changed;

    /** @param changed is told when something was removed */
    KeptLogsRow(Desk desk, KeptLogs kept, Runnable changed) {
        this.desk = desk;
        this.kept = kept;
        this.changed = changed;
        this.clear = Buttons.plain(Action.of("settings.clear-logs", Words.CLEAR, this::clear).when(some));
    }

    Node node() {
        bytes.setTooltip(new Tooltip(Words.KEPT_LINE));
        HBox row = new HBox(bytes, clear);
        row.getStyleClass().add(Css.ROW);
        return row;
    }

    void measure() {
        desk.background()
                .load(Words.COUNTING, kept::bytes)
                .onSuccess(this::show)
                .onError(error -> bytes.setText(error.message()))
                .run();
    }

    private void show(long used) {
        bytes.setText(Format.bytes(used) + " of " + Format.bytes(KeptLogs.most()));
        some.set(used > 0);
    }

    private void clear() {
        desk.background()
                .load(Words.CLEARING, () -> {
                    kept.clear();
                    return kept.bytes();
                })
                .onSuccess(left -> {
                    show(left);
                    desk.activity().done(Words.CLEARED);
                    changed.run();
                })
                .onError(error -> desk.activity().wrong(error.message()))
                .run();
    }
}
