package dev.sallyport.views.kit;

import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.VBox;

/** A piece of a page that leads somewhere, by a click, by Enter or by Space. */
public final class Card extends VBox {
    /** {@code spoken} is what screen readers say. */
    public Card(String id, String spoken, Runnable open, Node... content) {
        super(content);
        setId(id);
        getStyleClass().addAll(Css.CARD, "clickable");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.BUTTON);
        setAccessibleText(spoken);
        setOnMouseClicked(event -> open.run());
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                event.consume();
                open.run();
            }
        });
    }
}
