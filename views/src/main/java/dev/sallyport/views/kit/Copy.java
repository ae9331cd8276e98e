package dev.sallyport.views.kit;

import java.util.Map;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;

/** Puts text on the clipboard. */
public final class Copy {
    private Copy() {}

    /** Replaces what is on the clipboard. */
    public static void text(String text) {
        Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, text));
    }
}
