package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.Shown;
import dev.sallyport.views.decrypt.DecryptModel.Outcome;
import dev.sallyport.views.kit.Css;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/** A record as a person reads it, with a chip in the place of each ciphertext. */
final class DocumentView extends ScrollPane {
    private static final int SHOWN = 60_000;

    private final TextFlow flow = new TextFlow();
    private final Label cut = new Label(Words.CUT);
    private final Map<Long, Label> chips = new HashMap<>();
    private final LongConsumer choose;
    private final Consumer<Long> reveal;
    private List<Shown> pieces = List.of();
    private String sought = "";
    private int hits;

    /**
     * Shows nothing yet.
     *
     * @param choose is told the offset of a chip that is clicked
     * @param reveal is told the offset of a chip that is clicked twice
     */
    DocumentView(LongConsumer choose, Consumer<Long> reveal) {
        this.choose = choose;
        this.reveal = reveal;
        flow.getStyleClass().addAll(Css.MONO, "document");
        cut.getStyleClass().add(Css.MUTED);
        cut.managedProperty().bind(cut.visibleProperty());
        VBox box = new VBox(flow, cut);
        box.getStyleClass().addAll(Css.STACKED, "document-holder");
        setContent(box);
        setFitToWidth(true);
        setAccessibleText("Document");
    }

    /** Shows another record; all its ciphertexts are masked. */
    void show(List<Shown> record) {
        pieces = record;
        draw(Map.of());
        setVvalue(0);
    }

    /** Marks where {@code words} stand, whatever the case; tells how often. */
    int seek(String words, Map<Long, Outcome> revealed) {
        sought = words.toLowerCase(Locale.ROOT);
        draw(revealed);
        flow.getChildren().stream()
                .filter(node -> node.getStyleClass().contains("document-hit"))
                .findFirst()
                .ifPresent(this::scrollTo);
        return hits;
    }

    private void scrollTo(Node node) {
        applyCss();
        layout();
        double beyond = getContent().getBoundsInLocal().getHeight() - getViewportBounds().getHeight();
        setVvalue(beyond <= 0 ? 0 : Math.clamp(node.getBoundsInParent().getMinY() / beyond, 0, 1));
    }

    void reveal(long offset, @Nullable Outcome outcome) {
        Label chip = chips.get(offset);
        if (chip != null) {
            chip.getStyleClass().removeAll("open", "refused");
            chip.setText(outcome != null && outcome.isOpen() ? outcome.value() : Words.MASK);
            if (outcome != null) {
                chip.getStyleClass().add(outcome.isOpen() ? "open" : "refused");
            }
        }
    }

    private void draw(Map<Long, Outcome> revealed) {
        chips.clear();
        hits = 0;
        List<Node> nodes = new ArrayList<>();
        int length = 0;
        for (Shown piece : pieces) {
            switch (piece) {
                case Shown.Text(String text) -> {
                    text(text.substring(0, Math.min(text.length(), SHOWN - length)), nodes);
                    length += text.length();
                }
                case Shown.Note(String words) -> {
                    Label note = new Label(words);
                    note.getStyleClass().addAll(Css.MUTED, "document-note");
                    nodes.add(note);
                }
                case Shown.Sealed(Found found) -> nodes.add(chip(found));
            }
            if (length >= SHOWN) {
                break;
            }
        }
        flow.getChildren().setAll(nodes);
        cut.setVisible(length >= SHOWN);
        revealed.forEach(this::reveal);
    }

    private void text(String text, List<Node> nodes) {
        String lower = text.toLowerCase(Locale.ROOT);
        int done = 0;
        // In a few languages a letter's other case has another length; then nothing is marked.
        boolean seeks = !sought.isEmpty() && lower.length() == text.length();
        for (int at = seeks ? lower.indexOf(sought) : -1; at >= 0; at = lower.indexOf(sought, done)) {
            nodes.add(plain(text.substring(done, at), "document-text"));
            done = at + sought.length();
            nodes.add(plain(text.substring(at, done), "document-hit"));
            hits++;
        }
        nodes.add(plain(text.substring(done), "document-text"));
    }

    private Label chip(Found found) {
        Label chip = new Label(Words.MASK);
        chip.getStyleClass().add("sealed-chip");
        chip.setAccessibleText("Encrypted " + (found.member().isEmpty() ? "field" : found.member()));
        chip.setOnMouseClicked(event -> {
            choose.accept(found.offset());
            if (event.getClickCount() == 2 && event.getButton() == MouseButton.PRIMARY) {
                reveal.accept(found.offset());
            }
        });
        chips.put(found.offset(), chip);
        return chip;
    }

    private static Text plain(String text, String style) {
        Text node = new Text(text);
        node.getStyleClass().add(style);
        return node;
    }
}
