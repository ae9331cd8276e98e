package dev.sallyport.views.overview;

import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Card;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.ViewState;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** A card with one part of the overview, in whatever state it is; it leads to the page behind it. */
final class Tile {
    private Tile() {}

    /**
     * @param content what shows the part
     * @param fill puts a value into the content
     * @param spoken what screen readers say of a value, after the title
     */
    static <T> Card of(
            String id,
            String title,
            Part<T> part,
            Activity activity,
            Runnable open,
            Node content,
            Consumer<? super T> fill,
            Function<? super T, String> spoken) {
        Label heading = new Label(title);
        heading.getStyleClass().add(Css.STRONG);
        StatePane<T> state = new StatePane<T>(content, fill, part::refresh, activity).ageAbove();
        state.setAlignment(Pos.TOP_LEFT);
        StackPane.setAlignment(content, Pos.TOP_LEFT);
        VBox.setVgrow(state, Priority.ALWAYS);
        // What can be clicked inside of the tile does its own thing and nothing else.
        state.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (insideButton(event.getTarget())) {
                event.consume();
            }
        });
        state.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (insideButton(event.getTarget())) {
                event.consume();
            }
        });
        Card card = new Card(id, title, open, heading, state);
        card.getStyleClass().addAll(Css.STACKED, "tile");
        card.setMaxHeight(Double.MAX_VALUE);
        part.state().subscribe(now -> {
            String words = now instanceof ViewState.Empty<T> empty
                    ? empty.heading()
                    : OverviewModel.known(part).map(spoken).orElse("");
            card.setAccessibleText(words.isEmpty() ? title : title + ". " + words);
        });
        state.follow(part.state());
        return card;
    }

    private static boolean insideButton(Object target) {
        Node node = target instanceof Node start ? start : null;
        while (node != null) {
            if (node instanceof Button) {
                return true;
            }
            node = node.getParent();
        }
        return false;
    }
}
