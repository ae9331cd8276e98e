package dev.sallyport.views.decrypt;

import dev.sallyport.views.kit.Css;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Records, document and fields side by side; one below the other where letters are too large for that. */
final class Panes extends StackPane {
    /** In widths of the letter m. */
    private static final double NARROW = 58;

    private final TableView<?> records;
    private final Region document;
    private final Region fields;
    private final Consumer<Boolean> arrange;
    /** Has the size that the reader chose for letters. */
    private final Label letter = new Label();
    private int shown;

    /** {@code arrange} hears whether letters are too large for a row. */
    Panes(TableView<?> records, Region document, Region fields, Consumer<Boolean> arrange) {
        this.records = records;
        this.document = document;
        this.fields = fields;
        this.arrange = arrange;
        records.getStyleClass().add("record-list");
        document.getStyleClass().add("record-view");
        letter.setVisible(false);
        letter.setManaged(false);
        getChildren().add(letter);
        widthProperty().subscribe(() -> lay());
        letter.fontProperty().subscribe(() -> lay());
        records.itemsProperty().get().addListener((InvalidationListener) changed -> lay());
        lay();
    }

    private void lay() {
        boolean narrow = getWidth() > 0 && getWidth() < NARROW * letter.getFont().getSize();
        boolean several = records.getItems().size() > 1;
        int wanted = (narrow ? 2 : 0) + (several ? 1 : 0) + 1;
        if (wanted == shown) {
            return;
        }
        shown = wanted;
        arrange.accept(narrow);
        Node content;
        if (narrow) {
            VBox stacked = several ? new VBox(records, document, side()) : new VBox(document, side());
            ScrollPane scroll = new ScrollPane(stacked);
            scroll.setFitToWidth(true);
            scroll.setAccessibleText(Words.ALL_PANES);
            content = scroll;
        } else {
            SplitPane split = several ? new SplitPane(records, document, side()) : new SplitPane(document, side());
            if (several) {
                split.setDividerPositions(0.17, 0.54);
            } else {
                split.setDividerPositions(0.5);
            }
            content = split;
        }
        getChildren().setAll(letter, content);
    }

    private StackPane side() {
        StackPane side = new StackPane(fields);
        side.getStyleClass().add(Css.DETAIL);
        return side;
    }
}
