package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A record as a person reads it: JSON indented, JSON inside of strings as JSON again, everything else as it stands; with the
 * places of its ciphertexts in between. Numbers and names stay as they are written.
 */
public final class RecordText {
    private static final String IN_A_STRING = "JSON in a string";

    /** Like {@link CiphertextFinder}: JSON inside a JSON string inside … this often. */
    private static final int DEEPEST = 4;

    /** One of Unicode's noncharacters, which are for a program's own use. */
    private static final String NONCHARACTER = "\uFDD0";

    private final List<Shown> shown = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final Document document;
    private final List<Found> found;
    /** Before a ciphertext's number. Nobody knows it beforehand, so that no spelling in a record can pass for one. */
    private final String mark = NONCHARACTER + UUID.randomUUID() + ':';

    private RecordText(Document document, Part part) {
        this.document = document;
        this.found = part.found();
    }

    /** What is shown of {@code part}, in order. */
    public static List<Shown> of(Document document, Part part) {
        RecordText record = new RecordText(document, part);
        String marked = record.marked(part);
        if (JsonStrings.isJson(marked)) {
            record.json(marked, 0, 0);
        } else {
            record.add(marked);
        }
        record.flush();
        return record.shown;
    }

    /** The record with its ciphertexts' numbers in their places, which no layer of spelling around them changes. */
    private String marked(Part part) {
        StringBuilder out = new StringBuilder();
        int done = part.start();
        for (int i = 0; i < found.size(); i++) {
            Found.Place place = found.get(i).place();
            if (place.start() >= done) {
                out.append(document.text(), done, place.start()).append(mark).append(i).append(NONCHARACTER);
                done = place.end();
            }
        }
        return out.append(document.text(), done, Math.max(done, part.end())).toString();
    }

    private void json(String json, int indent, int depth) {
        try (JsonParser parser = Json.MAPPER.createParser(json.startsWith("\uFEFF") ? json.substring(1) : json)) {
            parser.nextToken();
            value(parser, indent, depth);
        } catch (IOException e) {
            throw new UncheckedIOException("JSON that was read before", e);
        }
    }

    private void value(JsonParser parser, int indent, int depth) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT, START_ARRAY -> several(parser, indent, depth);
            case VALUE_STRING -> string(parser.getText(), indent, depth);
            default -> add(parser.getText());
        }
    }

    private void several(JsonParser parser, int indent, int depth) throws IOException {
        boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
        add(isObject ? "{" : "[");
        boolean isFirst = true;
        for (JsonToken next = parser.nextToken(); !next.isStructEnd(); next = parser.nextToken()) {
            add(isFirst ? "" : ",");
            isFirst = false;
            line(indent + 1);
            if (isObject) {
                add('"' + Layer.JSON_STRING.spell(parser.currentName()) + "\": ");
                parser.nextToken();
            }
            value(parser, indent + 1, depth);
        }
        if (!isFirst) {
            line(indent);
        }
        add(isObject ? "}" : "]");
    }

    private void string(String value, int indent, int depth) {
        if (depth < DEEPEST && JsonStrings.isJson(value)) {
            flush();
            shown.add(new Shown.Note(IN_A_STRING));
            line(indent + 1);
            json(value, indent + 1, depth + 1);
        } else {
            add('"' + Layer.JSON_STRING.spell(value) + '"');
        }
    }

    private void line(int indent) {
        text.append('\n').append("  ".repeat(indent));
    }

    /** Text with numbers of ciphertexts in it. */
    private void add(String marked) {
        int done = 0;
        for (int open = marked.indexOf(mark); open >= 0; open = marked.indexOf(mark, done)) {
            int number = open + mark.length();
            int close = marked.indexOf(NONCHARACTER, number);
            text.append(marked, done, open);
            flush();
            shown.add(new Shown.Sealed(found.get(Integer.parseInt(marked, number, close, 10))));
            done = close + 1;
        }
        text.append(marked, done, marked.length());
    }

    private void flush() {
        if (!text.isEmpty()) {
            shown.add(new Shown.Text(document.legible(text.toString())));
            text.setLength(0);
        }
    }
}
