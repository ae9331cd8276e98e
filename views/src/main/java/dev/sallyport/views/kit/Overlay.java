package dev.sallyport.views.kit;

import atlantafx.base.controls.ModalPane;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** What lies over the window: one dialog at a time, closed by Escape. */
public final class Overlay {
    private final ModalPane pane = new ModalPane();
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable Node returnTo;

    /** Nothing is open. */
    public Overlay() {
        pane.setFocusTraversable(false);
        pane.setInTransitionFactory(null);
        pane.setOutTransitionFactory(null);
        pane.displayProperty().addListener((property, before, open) -> {
            if (!open) {
                if (returnTo != null) {
                    returnTo.requestFocus();
                    returnTo = null;
                }
                List.copyOf(afterwards).forEach(Runnable::run);
                afterwards.clear();
            }
        });
    }

    /** The node to place over everything. */
    public Node node() {
        return pane;
    }

    /** Whether a dialog is open. */
    public boolean isOpen() {
        return pane.isDisplay();
    }

    /** Opens {@code dialog} in the middle of the window and gives the focus to {@code first}. */
    public void open(Region dialog, Node first) {
        open(dialog, first, Pos.CENTER);
    }

    /** Opens {@code dialog} at {@code place} and gives the focus to {@code first}. */
    public void open(Region dialog, Node first, Pos place) {
        if (!isOpen() && pane.getScene() != null) {
            returnTo = pane.getScene().getFocusOwner();
        }
        dialog.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        pane.setAlignment(place);
        pane.show(dialog);
        first.requestFocus();
    }

    /** Runs {@code then} once, when nothing is open any more. */
    public void whenClosed(Runnable then) {
        afterwards.add(then);
    }

    /** Closes what is open. */
    public void close() {
        pane.hide(true);
    }

    /**
     * Asks before something is done.
     *
     * @param title names the object, as "Destroy t-api-perimeter"
     * @param sentence what will happen
     * @param action the button that does it, named by what it does
     * @param typed what the reader must type first, or null when a click is enough
     */
    public void confirm(String title, String sentence, Action action, @Nullable String typed) {
        Label heading = new Label(title);
        heading.getStyleClass().add(Css.SECTION_TITLE);
        heading.setWrapText(true);
        Label text = new Label(sentence);
        text.setWrapText(true);
        VBox box = new VBox(heading, text);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE);
        box.setAccessibleText(title);
        Button cancel = Buttons.plain(Action.of("confirm.cancel", "Cancel", this::close));
        cancel.setCancelButton(true);
        Button act = Buttons.danger(new Action(action.id(), action.label(), null, action.enabled(), () -> {
            close();
            action.fire();
        }));
        Node first = cancel;
        if (typed != null) {
            Label ask = new Label("Type " + typed + " to confirm");
            TextField field = new TextField();
            ask.setLabelFor(field);
            field.setId("confirm-typed");
            field.setAccessibleText(ask.getText());
            // Does nothing while the button is disabled, which is until the name fits.
            field.setOnAction(event -> act.fire());
            act.disableProperty().unbind();
            act.disableProperty().bind(field.textProperty().isNotEqualTo(typed));
            box.getChildren().add(new VBox(ask, field));
            box.getChildren().getLast().getStyleClass().add(Css.STACKED_TIGHT);
            first = field;
        }
        HBox row = new HBox(cancel, act);
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        box.getChildren().add(row);
        open(box, first);
    }
}
