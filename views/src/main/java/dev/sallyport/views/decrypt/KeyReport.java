package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.KeyUse;
import dev.sallyport.views.decrypt.DecryptModel.Sealed;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Table;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** How many fields and records of the document are sealed for which key: what a rotation has to go through. */
final class KeyReport {
    private KeyReport() {}

    /** By the markers, so that nothing is opened. */
    static void open(Overlay overlay, Sealed sealed) {
        List<KeyUse> uses = KeyUse.byMarker(sealed.found(), sealed.parts(), sealed.ring());
        Label title = new Label(Words.WHICH_KEY);
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label line = new Label(Words.WHICH_KEY_LINE);
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        line.getStyleClass().add(Css.MUTED);
        Table<KeyUse> table = new Table<KeyUse>(Words.WHICH_KEY)
                .id("Key", 240, use -> use.keys().isEmpty() ? "no key here" : String.join(" or ", use.keys()))
                .id("Marker", 150, use -> use.prefix() + " … " + use.suffix())
                .number("Fields", 80, KeyUse::fields)
                .number("Records", 80, KeyUse::records);
        table.rows(uses);
        table.node().setId("decrypt-key-uses");
        Button close = Buttons.plain(Action.of("keyuse.close", "Close", overlay::close));
        close.setCancelButton(true);
        HBox row = new HBox(close);
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(title, line, table.node(), row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE, "key-report");
        overlay.open(box, close);
    }
}
