package dev.sallyport.views.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.control.Label;
import org.jspecify.annotations.Nullable;

/** JSON in colours, one line a row, so that long documents scroll smoothly. Ctrl+C copies the whole document. */
public final class JsonView {
    /** A coloured piece of a line. */
    record Token(String text, String kind) {}

    private final ListView<List<Token>> lines = new ListView<>();
    private String whole = "";

    /** Shows nothing yet; {@code name} is what screen readers say. */
    public JsonView(String name) {
        lines.setAccessibleText(name);
        lines.getStyleClass().add(Css.JSON);
        lines.setCellFactory(view -> new LineCell());
        lines.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.isShortcutDown() && event.getCode() == KeyCode.C) {
                Copy.text(whole);
                event.consume();
            }
        });
    }

    /** The node to place. */
    public ListView<?> node() {
        return lines;
    }

    /** Shows {@code text}: as JSON where it is JSON, else line by line as it is. */
    public void show(String text) {
        try {
            show(Json.MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            whole = text;
            lines.getItems().setAll(text.lines().map(line -> List.of(new Token(line, "json-plain"))).toList());
        }
    }

    /** Shows {@code document}. */
    public void show(JsonNode document) {
        whole = document.toPrettyString();
        lines.getItems().setAll(lines(document));
    }

    /** The lines of a document, indented by two spaces. */
    static List<List<Token>> lines(JsonNode document) {
        List<List<Token>> out = new ArrayList<>();
        out.add(write(document, 0, new ArrayList<>(), out));
        return out;
    }

    private static List<Token> write(JsonNode node, int depth, List<Token> started, List<List<Token>> out) {
        List<Token> line = started;
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            line.add(new Token("{", "json-mark"));
            for (Iterator<Map.Entry<String, JsonNode>> members = object.properties().iterator(); members.hasNext(); ) {
                Map.Entry<String, JsonNode> member = members.next();
                line = next(line, depth + 1, out);
                line.add(new Token(quoted(member.getKey()), "json-key"));
                line.add(new Token(": ", "json-mark"));
                line = write(member.getValue(), depth + 1, line, out);
                comma(line, members.hasNext());
            }
            line = next(line, depth, out);
            line.add(new Token("}", "json-mark"));
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            line.add(new Token("[", "json-mark"));
            for (Iterator<JsonNode> items = array.elements(); items.hasNext(); ) {
                line = next(line, depth + 1, out);
                line = write(items.next(), depth + 1, line, out);
                comma(line, items.hasNext());
            }
            line = next(line, depth, out);
            line.add(new Token("]", "json-mark"));
        } else {
            String kind = node.isTextual() ? "json-string" : node.isNumber() ? "json-number" : "json-literal";
            line.add(new Token(node.toString(), kind));
        }
        return line;
    }

    private static List<Token> next(List<Token> line, int depth, List<List<Token>> out) {
        out.add(line);
        List<Token> fresh = new ArrayList<>();
        fresh.add(new Token("  ".repeat(depth), "json-mark"));
        return fresh;
    }

    private static void comma(List<Token> line, boolean more) {
        if (more) {
            line.add(new Token(",", "json-mark"));
        }
    }

    private static String quoted(String text) {
        return Json.MAPPER.getNodeFactory().textNode(text).toString();
    }

    private static final class LineCell extends ListCell<List<Token>> {
        @Override
        protected void updateItem(@Nullable List<Token> line, boolean empty) {
            super.updateItem(line, empty);
            if (empty || line == null) {
                setGraphic(null);
                return;
            }
            HBox row = new HBox();
            for (Token token : line) {
                Label label = new Label(token.text());
                label.getStyleClass().addAll(Css.MONO, token.kind());
                label.setMinWidth(USE_PREF_SIZE);
                row.getChildren().add(label);
            }
            setGraphic(row);
        }
    }
}
