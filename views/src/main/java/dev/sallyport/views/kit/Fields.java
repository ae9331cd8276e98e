package dev.sallyport.views.kit;

import javafx.event.ActionEvent;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.VBox;

/** Fields that screen readers can name. */
public final class Fields {
    private Fields() {}

    /** The filter of a page: {@code /} goes to it, and Esc clears it before it means anything else. */
    public static TextField filter(String id, String prompt) {
        TextField field = text(id, prompt);
        field.getStyleClass().add("filter-field");
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && !field.getText().isEmpty()) {
                field.clear();
                field.fireEvent(new ActionEvent());
                event.consume();
            }
        });
        return field;
    }

    /** A line of text. */
    public static TextField text(String id, String prompt) {
        TextField field = new TextField();
        field.setId(id);
        field.setPromptText(prompt);
        field.setAccessibleText(prompt);
        return field;
    }

    /** A field under its name. */
    public static VBox named(String name, Control field) {
        Label label = new Label(name);
        label.getStyleClass().addAll(Css.SMALL, Css.MUTED);
        label.setLabelFor(field);
        field.setMaxWidth(Double.MAX_VALUE);
        VBox box = new VBox(label, field);
        box.getStyleClass().add(Css.STACKED_TIGHT);
        return box;
    }

    /** Several lines of text. */
    public static TextArea area(String id, String prompt) {
        TextArea area = new TextArea();
        area.setId(id);
        area.setPromptText(prompt);
        area.setAccessibleText(prompt);
        area.setWrapText(true);
        return area;
    }
}
