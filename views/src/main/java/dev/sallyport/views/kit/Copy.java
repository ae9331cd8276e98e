package dev.sallyport.views.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.PlainText;
import java.util.Map;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;

/** Puts text on the clipboard. */
public final class Copy {
    private Copy() {}

    /**
     * Replaces what is on the clipboard. What a terminal would obey is an escape there, since that is where much of it is
     * pasted: a sequence in it could end the terminal's own guard against pasted lines.
     */
    public static void text(String text) {
        Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, PlainText.of(text)));
    }

    /** Puts a record on the clipboard as JSON. */
    public static void json(Object row) {
        try {
            text(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(row));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A row that is no record", e);
        }
    }
}
