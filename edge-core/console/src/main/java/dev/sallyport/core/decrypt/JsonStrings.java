package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The strings of a JSON text, each with its path. */
final class JsonStrings {
    /** Names that a path needs not quote. */
    private static final Pattern SHORT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String text;
    private final String root;
    private final List<Level> levels = new ArrayList<>();

    /** Takes a string: its quotes' places, and whether it is a value (or a member's name). */
    interface Visitor {
        void string(int open, int close, boolean isValue);
    }

    private static final class Level {
        final boolean isObject;
        boolean atName;
        int index;
        int nameStart;
        int nameEnd;

        Level(boolean isObject) {
            this.isObject = isObject;
            this.atName = isObject;
        }
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
            switch (text.charAt(i)) {
                case '{' -> levels.add(new Level(true));
                case '[' -> levels.add(new Level(false));
                case '}', ']' -> levels.removeLast();
                case ':' -> levels.getLast().atName = false;
                case ',' -> {
                    Level level = levels.getLast();
                    level.index++;
                    level.atName = level.isObject;
                }
                case '"' -> {
                    int close = close(text, i);
                    boolean isName = levels.getLast().atName;
                    if (isName) {
                        levels.getLast().nameStart = i + 1;
                        levels.getLast().nameEnd = close;
                    }
                    visitor.string(i, close, !isName);
                    i = close;
                }
                default -> {
                    // White space, numbers and words.
                }
            }
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
        StringBuilder path = new StringBuilder(root);
        for (Level level : levels) {
            if (!level.isObject) {
                path.append(step(level.index));
            } else {
                path.append(step(name(level)));
            }
        }
        return path.toString();
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
        for (int i = levels.size() - 1; i >= 0; i--) {
            if (levels.get(i).isObject) {
                return name(levels.get(i));
            }
        }
        return otherwise;
    }

    private String name(Level level) {
        return TextView.of(text).jsonString(level.nameStart, level.nameEnd).text();
    }
}
