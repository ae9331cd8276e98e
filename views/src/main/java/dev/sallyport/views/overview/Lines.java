package dev.sallyport.views.overview;

import dev.sallyport.views.kit.Css;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The lines of a tile; each leads to one thing. */
final class Lines {
    private Lines() {}

    /** Words that may wrap, what stands at their right, and where a click or Enter leads. */
    static Region of(Node words, String spoken, Node right, Runnable open) {
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox line = new HBox(words, right);
        if (right instanceof Region region) {
            region.setMinWidth(Region.USE_PREF_SIZE);
        }
        line.getStyleClass().addAll(Css.ROW, "tile-line");
        line.setFocusTraversable(true);
        line.setAccessibleRole(AccessibleRole.HYPERLINK);
        line.setAccessibleText(spoken);
        line.setOnMouseClicked(event -> {
            event.consume();
            open.run();
        });
        line.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                event.consume();
                open.run();
            }
        });
        return line;
    }

    /** A name that shortens in the middle and shows whole on hover. */
    static Label name(String text) {
        Label label = new Label(text);
        label.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        label.setTooltip(new Tooltip(text));
        label.setMinWidth(0);
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }

    /** A sentence that wraps. */
    static Label sentence(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }

    /** A name over a muted second line, whose hover stays its own. */
    static VBox twofold(String name, Label below) {
        below.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        below.setMinWidth(0);
        below.setMaxWidth(Double.MAX_VALUE);
        below.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        VBox box = new VBox(name(name), below);
        box.setMinWidth(0);
        return box;
    }
}
