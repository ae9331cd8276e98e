package dev.sallyport.views.kit;

import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Asks why masked values are to be shown. */
final class UnmaskSheet {
    private static final String PROMPT = "Why do you need to read this?";

    private final Desk desk;
    private final Unmasking unmasking;
    private final TextField reason = Fields.text("unmask-reason", PROMPT);

    UnmaskSheet(Desk desk, Unmasking unmasking) {
        this.desk = desk;
        this.unmasking = unmasking;
    }

    void show() {
        Label title = new Label("Show masked values");
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label means = new Label("Cookies, tokens and query values of this page are shown as they were logged for "
                + Unmasking.SECONDS + " seconds. The ledger has who you are and your reason before.");
        means.setWrapText(true);
        means.setMinHeight(Region.USE_PREF_SIZE);
        Runnable unmask = () -> unmasking.unmask(reason.getText().strip(), desk.overlay()::close);
        Action show = Action.of("unmask.show", "Show values", unmask)
                .when(reason.textProperty().isNotEmpty());
        reason.setOnAction(event -> show.fire());
        HBox row = new HBox(
                Buttons.plain(Action.of("unmask.cancel", "Cancel", desk.overlay()::close)), Buttons.primary(show));
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(title, means, Fields.named("Reason, written to the ledger first", reason), row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE);
        box.setAccessibleText(title.getText());
        desk.overlay().open(box, reason);
        unmasking.hint(hint -> {
            if (!hint.isEmpty()) {
                reason.setPromptText(PROMPT + " As " + hint);
            }
        });
    }
}
