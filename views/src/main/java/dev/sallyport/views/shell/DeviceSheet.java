package dev.sallyport.views.shell;

import dev.sallyport.core.account.DeviceSignIn;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import java.net.URI;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The code that the reader confirms in the browser to sign in. */
public final class DeviceSheet {
    private DeviceSheet() {}

    /**
     * Opens over the window.
     *
     * @param browser opens a page
     * @param cancel stops waiting for the reader
     */
    public static void open(Desk desk, DeviceSignIn.Code code, Consumer<URI> browser, Runnable cancel) {
        Label title = new Label("Confirm this code in the browser");
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label word = new Label(code.code());
        word.setId("device-code");
        word.getStyleClass().addAll(Css.FIGURE, "copyable");
        word.setOnMouseClicked(event -> {
            Copy.text(code.code());
            desk.activity().done("Code copied.");
        });
        Label page = new Label(code.page().toString());
        page.getStyleClass().addAll(Css.MONO, Css.MUTED);
        page.setWrapText(true);
        Button close = Buttons.plain(Action.of("device.close", "Cancel", desk.overlay()::close));
        close.setCancelButton(true);
        Button open = Buttons.primary(Action.of("device.open", "Open the page", () -> browser.accept(code.page())));
        HBox row = new HBox(close, open);
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(title, word, page, row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE);
        box.setAccessibleText(title.getText() + ": " + code.code());
        desk.overlay().open(box, open);
        desk.overlay().whenClosed(cancel);
    }
}
