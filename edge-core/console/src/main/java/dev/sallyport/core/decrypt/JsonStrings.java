package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.Reader;
import java.util.regex.Pattern;

/** The strings of a JSON text, each with its path. */
final class JsonStrings {
    /** Names that a path needs not quote. */
    private static final Pattern SHORT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String text;
    private final String root;
    private final JsonLevels<Span> levels = new JsonLevels<>(Span::new, this::name);

    /** Takes a string: its quotes' places, and whether it is a value (or a member's name). */
    interface Visitor {
        void string(int open, int close, boolean isValue);
    }

    /** Where a name stands, between its quotes. */
    private static final class Span {
        int start;
        int end;
    }

    /** {@code text} must be {@link #isJson}; {@code root} is the path of the whole. */
    JsonStrings(String text, String root) {
        this.text = text;
        this.root = root;
    }

    /** Whether the text is one JSON object or array and nothing else. */
    static boolean isJson(String text) {
        int first = 0;
        while (first < text.length() && (Character.isWhitespace(text.charAt(first)) || text.charAt(first) == '\uFEFF')) {
            first++;
        }
        if (first == text.length() || (text.charAt(first) != '{' && text.charAt(first) != '[')) {
            return false;
        }
        try (JsonParser parser = Json.MAPPER.createParser(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
            return isOne(parser);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The same of a text that is too long to be held.
     *
     * @param text without a byte order mark; read to its end only where it is JSON so far
     */
    static boolean isJson(Reader text) throws IOException {
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            return isOne(parser);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static boolean isOne(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
            return false;
        }
        parser.skipChildren();
        JsonToken last = parser.currentToken();
        return (last == JsonToken.END_OBJECT || last == JsonToken.END_ARRAY) && parser.nextToken() == null;
    }

    void visit(Visitor visitor) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign != '"') {
                levels.pass(sign);
                continue;
            }
            int close = close(text, i);
            boolean isName = levels.atName();
            if (isName) {
                levels.name().start = i + 1;
                levels.name().end = close;
            }
            visitor.string(i, close, !isName);
            i = close;
        }
    }

    /** Where the string that opens at {@code open} closes, in a text that is JSON. */
    static int close(String text, int open) {
        int at = open + 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** The path of the string that is being visited, RFC 9535. */
    String path() {
        return levels.path(root);
    }

    /** To an element, as a path writes it. */
    static String step(int index) {
        return "[" + index + "]";
    }

    /** To a member. */
    static String step(String name) {
        return SHORT.matcher(name).matches()
                ? "." + name
                : "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
    }

    /** The name of the innermost member around the string that is being visited; {@code otherwise} when there is none. */
    String member(String otherwise) {
        return levels.member(otherwise);
    }

    private String name(Span name) {
        return TextView.of(text).jsonString(name.start, name.end).text();
    }
}
