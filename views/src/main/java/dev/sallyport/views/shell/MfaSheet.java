package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Overlay;
import java.util.concurrent.CompletableFuture;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Asks for the code of an MFA device. */
public final class MfaSheet {
    private MfaSheet() {}

    /**
     * Opens over the window.
     *
     * @param serial of the device
     * @param answer gets the code; empty when the reader turns away
     */
    public static void open(Overlay overlay, String serial, CompletableFuture<String> answer) {
        Label title = new Label("Code of your MFA device");
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label device = new Label(serial);
        device.getStyleClass().add(Css.MONO);
        device.setWrapText(true);
        TextField code = Fields.text("mfa-code", "Six digits");
        Button close = Buttons.plain(Action.of("mfa.close", "Cancel", overlay::close));
        close.setCancelButton(true);
        Button go = Buttons.primary(Action.of("mfa.go", "Sign in", () -> {
            answer.complete(code.getText().strip());
            overlay.close();
        }));
        go.disableProperty().unbind();
        go.disableProperty().bind(code.textProperty().isEmpty());
        code.setOnAction(event -> go.fire());
        HBox row = new HBox(close, go);
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(title, device, code, row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE);
        box.setAccessibleText(title.getText());
        overlay.open(box, code);
        // Escape closes too, and another dialog may have taken this one's place.
        overlay.whenClosed(() -> answer.complete(""));
    }
}
