package dev.sallyport.views.kit;

import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;

/** Fields that screen readers can name. */
public final class Fields {
    private Fields() {}

    /** The filter of a page: {@code /} goes to it. */
    public static TextField filter(String id, String prompt) {
        TextField field = text(id, prompt);
        field.getStyleClass().add("filter-field");
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
