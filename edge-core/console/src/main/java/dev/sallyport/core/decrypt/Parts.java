package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.core.Json;
import dev.sallyport.core.decrypt.Found.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The records of a document: the elements of a JSON list (also of the one that AWS's tools wrap it in), the lines of JSON
 * lines, those of a long text; everything else is one record, and so is a document with a ciphertext beside its list.
 *
 * @param sealed those that hold ciphertexts, in order
 * @param total how many there are, with those that hold none
 */
public record Parts(List<Part> sealed, int total) {
    /** What the answers of {@code Scan}, S3 and CloudTrail, and {@code FilterLogEvents} call their lists. */
    private static final Set<String> WRAPPERS = Set.of("Items", "Records", "events");

    /** A text of another form is read as one piece up to this many characters. */
    private static final int ONE_PIECE = 20_000;

    private static final int LONGEST_NAME = 40;

    /** Copies the list. */
    public Parts {
        sealed = List.copyOf(sealed);
    }

    /** The records of {@code document} in which {@code found} stand, its ciphertexts in order. */
    public static Parts of(Document document, List<Found> found) {
        String text = document.text();
        boolean isJson = JsonStrings.isJson(text);
        List<Span> spans = isJson ? elements(text) : lines(text, found);
        spans = cover(spans, found) ? spans : List.of(new Span(0, text.length()));
        String kind = isJson ? "record" : "line";
        List<Part> parts = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            int first = next;
            while (next < found.size() && found.get(next).place().start() < span.end()) {
                next++;
            }
            if (next > first) {
                String title = spans.size() == 1 ? "document" : kind + ' ' + (i + 1);
                parts.add(new Part(title(text, span, title), span.start(), span.end(), found.subList(first, next)));
            }
        }
        return new Parts(parts, spans.size());
    }

    /** Whether each ciphertext stands in one of them; both are in order. */
    private static boolean cover(List<Span> spans, List<Found> found) {
        int next = 0;
        for (Found each : found) {
            while (next < spans.size() && spans.get(next).end() < each.place().end()) {
                next++;
            }
            if (next == spans.size() || each.place().start() < spans.get(next).start()) {
                return false;
            }
        }
        return true;
    }

    private static List<Span> lines(String text, List<Found> found) {
        List<Span> lines = new ArrayList<>();
        boolean json = true;
        int next = 0;
        for (int start = 0; start < text.length(); ) {
            while (next < found.size() && found.get(next).place().start() < start) {
                next++;
            }
            int end = lineEnd(text, start);
            // A ciphertext may be broken into lines.
            for (; next < found.size() && found.get(next).place().start() < end; next++) {
                end = Math.max(end, lineEnd(text, Math.max(start, found.get(next).place().end() - 1)));
            }
            if (!text.substring(start, end).isBlank()) {
                json = json && JsonStrings.isJson(text.substring(start, end));
                lines.add(new Span(start, end));
            }
            start = end + 1;
        }
        boolean whole = lines.size() < 2 || (!json && (text.length() <= ONE_PIECE || text.stripLeading().startsWith("<")));
        return whole ? List.of(new Span(0, text.length())) : lines;
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** Of a text that is one JSON object or list. */
    private static List<Span> elements(String text) {
        int open = list(text);
        if (open < 0) {
            return List.of(new Span(0, text.length()));
        }
        List<Span> elements = new ArrayList<>();
        int start = -1;
        int depth = 0;
        for (int i = open + 1; depth >= 0; i++) {
            char c = text.charAt(i);
            if ((c == ',' || c == ']') && depth == 0) {
                if (start >= 0) {
                    elements.add(new Span(start, i));
                }
                start = -1;
            } else if (start < 0 && !Character.isWhitespace(c)) {
                start = i;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            i = c == '"' ? JsonStrings.close(text, i) : i;
        }
        return elements;
    }

    /** Where the list of records opens; negative where the text is one record. */
    private static int list(String text) {
        int depth = 0;
        String name = "";
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' && (depth == 0 || (depth == 1 && WRAPPERS.contains(name)))) {
                return i;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (c == '"') {
                int close = JsonStrings.close(text, i);
                name = depth == 1 ? text.substring(i + 1, close) : name;
                i = close;
            }
        }
        return -1;
    }

    /** By the member that names the record, where it has one. */
    private static String title(String text, Span span, String otherwise) {
        String record = text.substring(span.start(), span.end());
        if (!JsonStrings.isJson(record)) {
            return otherwise;
        }
        String best = otherwise;
        int rank = 0;
        try (JsonParser parser = Json.MAPPER.createParser(record.startsWith("\uFEFF") ? record.substring(1) : record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return otherwise;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                boolean isScalar = parser.nextToken().isScalarValue();
                if (!isScalar) {
                    parser.skipChildren();
                } else if (rank(name) > rank && parser.getText().length() <= LONGEST_NAME) {
                    rank = rank(name);
                    best = name + ' ' + parser.getText();
                }
            }
        } catch (IOException e) {
            return otherwise;
        }
        return best;
    }

    private static int rank(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("id") ? 2 : lower.endsWith("id") || lower.equals("key") || lower.equals("pk") ? 1 : 0;
    }
}
