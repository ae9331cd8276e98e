package dev.sallyport.core.decrypt;

import dev.sallyport.core.decrypt.Found.Place;
import dev.sallyport.core.decrypt.Found.Span;
import dev.sallyport.core.decrypt.MarkerScanner.Hit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ciphertexts in any text: between markers as they are, inside JSON strings (with any escapes, and JSON inside
 * them again), and percent-encoded as in forms. A text that is not JSON as a whole is taken line by line where a line is.
 */
final class CiphertextFinder {
    /** JSON inside a JSON string inside … this often. */
    private static final int DEEPEST = 4;

    /** As they are written in the document, and as they were given. */
    private final Map<Marker, Marker> markers = new LinkedHashMap<>();

    private final Document document;
    private final List<Raw> found = new ArrayList<>();

    /** A find whose place in bytes is not known yet. */
    private record Raw(Marker marker, String path, String member, Place place, String body, boolean closed) {}

    /** Where a text lies: in a JSON value at {@code path}, inside the member {@code member}, spelled so. */
    private record Context(String path, String member, List<Layer> layers) {
        Context in(Layer layer) {
            List<Layer> more = new ArrayList<>(layers);
            more.add(layer);
            return new Context(path, member, more);
        }
    }

    private CiphertextFinder(Document document, Collection<Marker> markers) {
        this.document = document;
        for (Marker marker : markers) {
            Marker written = new Marker(document.asWritten(marker.prefix()), document.asWritten(marker.suffix()));
            this.markers.put(written, marker);
        }
    }

    /** All ciphertexts under these markers, in the order of the document. */
    static List<Found> find(Document document, Collection<Marker> markers) {
        CiphertextFinder finder = new CiphertextFinder(document, markers);
        finder.whole(TextView.of(document.text()));
        return finder.placed();
    }

    /** Those in a piece of a longer text that is not JSON as a whole. */
    static List<Found> find(Piece piece, Document document, Collection<Marker> markers) {
        CiphertextFinder finder = new CiphertextFinder(document, markers);
        TextView view = TextView.of(document.text());
        if (piece.strings().isEmpty()) {
            finder.lines(view, document.charactersIn(piece.brokenLine()));
        } else {
            finder.strings(view, piece.strings());
        }
        return finder.placed();
    }

    private List<Found> placed() {
        found.sort(Comparator.comparingInt(raw -> raw.place().start()));
        List<Found> all = new ArrayList<>();
        int at = 0;
        long offset = 0;
        for (Raw raw : found) {
            offset += document.bytesBetween(at, raw.place().start());
            at = raw.place().start();
            all.add(new Found(raw.marker(), raw.path(), raw.member(), offset, raw.place(), raw.body(), raw.closed()));
        }
        return all;
    }

    private void whole(TextView view) {
        String text = view.text();
        if (JsonStrings.isJson(text)) {
            json(view, new Context("$", "", List.of()), 0);
        } else {
            lines(view, 0);
        }
    }

    /** Lines that are JSON, and what lies between them; none that begins before {@code broken} is whole. */
    private void lines(TextView view, int broken) {
        String text = view.text();
        List<Occurrences> signs = signs(text);
        int plain = 0;
        for (int line = 0; line < text.length(); ) {
            int end = text.indexOf('\n', line);
            end = end < 0 ? text.length() : end;
            if (line >= broken && holds(signs, line, end) && JsonStrings.isJson(text.substring(line, end))) {
                scan(view.slice(plain, line), new Context("", "", List.of()), null);
                json(view.slice(line, end), new Context("$", "", List.of()), 0);
                plain = end;
            }
            line = end + 1;
        }
        scan(view.slice(plain, text.length()), new Context("", "", List.of()), null);
    }

    /** What a spelling of a marker cannot do without: its prefix as it is, or an escape. */
    private List<Occurrences> signs(String text) {
        List<Occurrences> signs = new ArrayList<>(List.of(Occurrences.of(text, "\\"), Occurrences.of(text, "%")));
        markers.keySet().forEach(marker -> signs.add(Occurrences.of(text, marker.prefix())));
        return signs;
    }

    private static boolean holds(List<Occurrences> signs, int from, int to) {
        return signs.stream().anyMatch(sign -> sign.next(from) < to);
    }

    private void json(TextView view, Context around, int depth) {
        String text = view.text();
        List<Occurrences> signs = signs(text);
        JsonStrings strings = new JsonStrings(text, around.path());
        strings.visit((open, close, isValue) -> {
            if (holds(signs, open + 1, close)) {
                Context here = new Context(strings.path(), strings.member(around.member()), around.layers());
                string(view, new Span(open, close + 1), isValue, here, depth);
            }
        });
    }

    private void string(TextView view, Span quoted, boolean isValue, Context around, int depth) {
        TextView content = view.jsonString(quoted.start() + 1, quoted.end() - 1);
        Context inside = around.in(Layer.JSON_STRING);
        if (depth < DEEPEST && JsonStrings.isJson(content.text())) {
            json(content, inside, depth + 1);
        } else {
            scan(content, inside, isValue ? new Span(view.origin(quoted.start()), view.origin(quoted.end())) : null);
        }
    }

    /** The strings of a piece of JSON; their places count bytes. */
    private void strings(TextView view, List<Piece.Quoted> strings) {
        int bytes = 0;
        int at = 0;
        for (Piece.Quoted each : strings) {
            int open = document.after(at, each.start() - bytes);
            int end = document.after(open, each.end() - each.start());
            string(view, new Span(open, end), each.isValue(), new Context(each.path(), each.member(), List.of()), 0);
            bytes = each.end();
            at = end;
        }
    }

    private void scan(TextView view, Context context, @Nullable Span string) {
        NavigableMap<Integer, Hit> plain = new TreeMap<>();
        new MarkerScanner(view.text(), markers.keySet()).scan().forEach(hit -> plain.put(hit.start(), hit));
        NavigableMap<Integer, Integer> encoded = encoded(view, context, plain);
        plain.forEach((start, hit) -> {
            Map.Entry<Integer, Integer> before = encoded.floorEntry(start);
            if (before == null || before.getValue() <= start) {
                boolean isAll = start == 0 && hit.end() == view.text().length();
                add(view, start, hit.end(), hit, view.text(), context, isAll ? string : null);
            }
        });
    }

    /** Takes what reads better percent-decoded; gives back from where to where that is. */
    private NavigableMap<Integer, Integer> encoded(TextView view, Context context, NavigableMap<Integer, Hit> plain) {
        NavigableMap<Integer, Integer> taken = new TreeMap<>();
        if (view.text().indexOf('%') < 0) {
            return taken;
        }
        TextView decoded = TextView.of(view.text()).percentDecoded();
        for (Hit hit : new MarkerScanner(decoded.text(), markers.keySet()).scan()) {
            int start = decoded.origin(hit.start());
            int end = decoded.origin(hit.end());
            Map.Entry<Integer, Hit> before = plain.floorEntry(start);
            boolean isEncoded = end - start != hit.end() - hit.start();
            if (isEncoded && (before == null || readsBetter(hit, start, before))) {
                add(view, start, end, hit, decoded.text(), context.in(Layer.PERCENT), null);
                taken.put(start, end);
            }
        }
        return taken;
    }

    private static boolean readsBetter(Hit decoded, int start, Map.Entry<Integer, Hit> plain) {
        Hit hit = plain.getValue();
        if (plain.getKey() < start) {
            return hit.end() <= start;
        }
        return (decoded.plausible() && !hit.plausible()) || (decoded.closed() && !hit.closed());
    }

    private void add(TextView view, int start, int end, Hit hit, String text, Context context, @Nullable Span string) {
        List<Layer> layers = context.layers().isEmpty()
                ? Layer.cell(view.text(), start, end).map(List::of).orElse(List.of())
                : context.layers();
        Place place = new Place(view.origin(start), view.origin(end), layers, string);
        String body = text.substring(hit.bodyStart(), hit.bodyEnd());
        Marker marker = Objects.requireNonNull(markers.get(hit.marker()));
        found.add(new Raw(marker, context.path(), context.member(), place, body, hit.closed()));
    }
}
