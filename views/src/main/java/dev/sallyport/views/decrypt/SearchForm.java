package dev.sallyport.views.decrypt;

import dev.sallyport.views.kit.Fields;
import javafx.beans.property.StringProperty;
import javafx.scene.control.TextField;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/** Where is looked, under which key, between which markers; in one row, or in two where letters are large. */
final class SearchForm {
    private static final int[] WIDE = {46, 30, 12, 12};
    private static final int[] NARROW = {50, 50};

    private final GridPane grid = new GridPane();
    private final TextField source;
    private final VBox[] fields;

    /** {@code find} is what Enter does in each of them. */
    SearchForm(DecryptModel model, Runnable find) {
        source = field("decrypt-source", Words.SOURCE, model.source, find);
        fields = new VBox[] {
            Fields.named(Words.SOURCE_NAME, source),
            Fields.named(Words.KEY_NAME, field("decrypt-key", Words.KEY, model.key, find)),
            Fields.named(Words.PREFIX, field("decrypt-prefix", Words.PREFIX, model.prefix, find)),
            Fields.named(Words.SUFFIX, field("decrypt-suffix", Words.SUFFIX, model.suffix, find))
        };
        grid.getStyleClass().add("form-grid");
        grid.getChildren().addAll(fields);
        arrange(false);
    }

    GridPane node() {
        return grid;
    }

    TextField source() {
        return source;
    }

    void arrange(boolean narrow) {
        int[] shares = narrow ? NARROW : WIDE;
        grid.getColumnConstraints().clear();
        for (int share : shares) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(share);
            grid.getColumnConstraints().add(column);
        }
        for (int i = 0; i < fields.length; i++) {
            GridPane.setConstraints(fields[i], i % shares.length, i / shares.length);
        }
    }

    private static TextField field(String id, String prompt, StringProperty text, Runnable find) {
        TextField field = Fields.text(id, prompt);
        field.textProperty().bindBidirectional(text);
        field.setOnAction(event -> find.run());
        return field;
    }
}
