package dev.sallyport.views.kit;

import java.time.Instant;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Names and values in two columns. Identifiers shorten in the middle, show whole on hover, and copy whole on click. */
public final class KeyValues {
    private final GridPane grid = new GridPane();
    private final Activity activity;

    /** No rows yet. */
    public KeyValues(Activity activity) {
        this.activity = activity;
        grid.getStyleClass().add("key-values");
        ColumnConstraints names = new ColumnConstraints();
        names.setMinWidth(Region.USE_PREF_SIZE);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        values.setMinWidth(0);
        grid.getColumnConstraints().addAll(names, values);
    }

    /** The node to place. */
    public Region node() {
        return grid;
    }

    /** A value in words; nothing is written as a dash. */
    public KeyValues text(String name, String value) {
        Label label = new Label(value.isEmpty() ? "–" : value);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        // A row aligned by its baselines does not grow with a text of two lines.
        return row(name, label, VPos.TOP);
    }

    /** An identifier, path or ARN: monospaced, copied whole by a click. */
    public KeyValues id(String name, String value) {
        if (value.isEmpty()) {
            return text(name, "");
        }
        Label label = new Label(value);
        label.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        label.getStyleClass().addAll(Css.MONO, "copyable");
        label.setTooltip(new Tooltip(value + "\nClick to copy"));
        label.setMinWidth(0);
        label.setOnMouseClicked(event -> {
            Copy.text(value);
            activity.done(name + " copied.");
        });
        return node(name, label);
    }

    /** The same where it is evidence: never shortened, over as many lines as it needs. */
    public KeyValues whole(String name, String value) {
        if (value.isEmpty()) {
            return text(name, "");
        }
        Label label = new Label(value);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().addAll(Css.MONO, "copyable");
        label.setTooltip(new Tooltip("Click to copy"));
        label.setOnMouseClicked(event -> {
            Copy.text(value);
            activity.done(name + " copied.");
        });
        return row(name, label, VPos.TOP);
    }

    /** A whole number. */
    public KeyValues number(String name, long value) {
        Label label = new Label(Format.number(value));
        label.getStyleClass().add(Css.MONO);
        return node(name, label);
    }

    /** A time, in UTC, with local on hover. */
    public KeyValues time(String name, Instant at) {
        Label label = new Label(Format.utc(at) + " UTC");
        label.setTooltip(new Tooltip(Format.bothClocks(at)));
        return node(name, label);
    }

    /** Anything else. */
    public KeyValues node(String name, Node value) {
        return row(name, value, VPos.BASELINE);
    }

    private KeyValues row(String name, Node value, VPos place) {
        Label label = new Label(name);
        label.getStyleClass().add("key-name");
        GridPane.setValignment(label, place);
        GridPane.setValignment(value, place);
        grid.addRow(grid.getRowCount(), label, value);
        return this;
    }
}
