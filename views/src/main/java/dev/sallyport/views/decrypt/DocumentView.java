package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.FieldStatus;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.views.decrypt.DecryptModel.Outcome;
import dev.sallyport.views.decrypt.DecryptModel.Sealed;
import dev.sallyport.views.kit.Css;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/** The document as it stands, with a chip in the place of each ciphertext. */
final class DocumentView extends ScrollPane {
    private static final int SHOWN = 60_000;

    private final TextFlow flow = new TextFlow();
    private final Label cut = new Label(Words.CUT);
    private final Map<Long, Label> chips = new HashMap<>();
    private final LongConsumer choose;

    /** {@code choose} is told the offset of a chip that is clicked. */
    DocumentView(LongConsumer choose) {
        this.choose = choose;
        flow.getStyleClass().addAll(Css.MONO, "document");
        cut.getStyleClass().add(Css.MUTED);
        cut.managedProperty().bind(cut.visibleProperty());
        VBox box = new VBox(flow, cut);
        box.getStyleClass().addAll(Css.STACKED, "document-holder");
        setContent(box);
        setFitToWidth(true);
        setAccessibleText("Document");
    }

    void show(Sealed sealed) {
        chips.clear();
        List<Node> nodes = new ArrayList<>();
        String text = sealed.text();
        int end = Math.min(text.length(), SHOWN);
        int done = 0;
        int[] starts = characters(text, sealed.found());
        for (int i = 0; i < starts.length && starts[i] < end; i++) {
            Found found = sealed.found().get(i);
            int start = starts[i];
            if (start >= done) {
                nodes.add(plain(text.substring(done, start)));
                nodes.add(chip(found));
                done = end(text, start, found);
            }
        }
        nodes.add(plain(text.substring(Math.min(done, end), end)));
        flow.getChildren().setAll(nodes);
        cut.setVisible(end < text.length());
    }

    void reveal(long offset, @Nullable Outcome outcome) {
        Label chip = chips.get(offset);
        if (chip != null) {
            chip.getStyleClass().removeAll("open");
            if (outcome != null && outcome.status() == FieldStatus.DECRYPTED) {
                chip.setText(outcome.value());
                chip.getStyleClass().add("open");
            } else {
                chip.setText(Words.MASK);
            }
        }
    }

    private Label chip(Found found) {
        Label chip = new Label(Words.MASK);
        chip.getStyleClass().add("sealed-chip");
        chip.setAccessibleText("Encrypted " + (found.member().isEmpty() ? "field" : found.member()));
        chip.setOnMouseClicked(event -> choose.accept(found.offset()));
        chips.put(found.offset(), chip);
        return chip;
    }

    private static Text plain(String text) {
        Text node = new Text(text);
        node.getStyleClass().add("document-text");
        return node;
    }

    /** Where the bytes of the offsets are in the characters of the text. */
    private static int[] characters(String text, List<Found> found) {
        int[] starts = new int[found.size()];
        int next = 0;
        long bytes = 0;
        for (int at = 0; at < text.length() && next < starts.length; ) {
            while (next < starts.length && found.get(next).offset() <= bytes) {
                starts[next++] = at;
            }
            int code = text.codePointAt(at);
            bytes += Character.toString(code).getBytes(StandardCharsets.UTF_8).length;
            at += Character.charCount(code);
        }
        while (next < starts.length) {
            starts[next++] = text.length();
        }
        return starts;
    }

    /** After the suffix; where it is spelled otherwise, at the end of the word. */
    private static int end(String text, int start, Found found) {
        int suffix = text.indexOf(found.marker().suffix(), start + 1);
        if (suffix >= 0 && found.closed()) {
            return suffix + found.marker().suffix().length();
        }
        int end = start;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && "\"&<,".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }
}
