package dev.sallyport.core.decrypt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Finds markers in one text, each part of which belongs to at most one of them. The time grows with the text's length and
 * the number of markers, whatever the text holds.
 */
final class MarkerScanner {
    private static final Comparator<Hit> BEST = Comparator.comparing(Hit::plausible)
            .thenComparing(Hit::closed)
            .thenComparingInt(hit -> hit.marker().prefix().length())
            .thenComparingInt(hit -> -hit.bodyEnd())
            .thenComparingInt(hit -> hit.marker().suffix().length());

    private final String text;
    private final List<Sides> markers;
    private final Occurrences foreign;

    /** A marker and where its sides come next: its prefix from here, its prefix further on, its suffix. */
    private record Sides(Marker marker, Occurrences prefix, Occurrences further, Occurrences suffix) {}

    /**
     * A marker in the text.
     *
     * @param closed whether there is a suffix that belongs to it
     * @param plausible whether what it encloses may be a ciphertext, to judge by its characters
     */
    record Hit(Marker marker, int start, int bodyStart, int bodyEnd, int end, boolean closed, boolean plausible) {}

    MarkerScanner(String text, Collection<Marker> markers) {
        this.text = text;
        this.markers = markers.stream()
                .sorted(Comparator.comparingInt(marker -> marker.prefix().length()))
                .map(marker -> new Sides(
                        marker,
                        Occurrences.of(text, marker.prefix()),
                        Occurrences.of(text, marker.prefix()),
                        Occurrences.of(text, marker.suffix())))
                .toList();
        this.foreign = Occurrences.ofForeign(text);
    }

    List<Hit> scan() {
        List<Hit> hits = new ArrayList<>();
        for (int start = nextPrefix(0); start < text.length(); ) {
            Hit best = best(start);
            int overlapping = furtherPrefix(start + 1);
            if (best.closed() || overlapping >= best.bodyStart()) {
                hits.add(best);
                start = nextPrefix(best.end());
            } else {
                // The next prefix begins inside this one, such as the last two of three brackets: that one counts.
                start = overlapping;
            }
        }
        return hits;
    }

    private Hit best(int start) {
        Hit best = null;
        for (Sides sides : markers) {
            if (text.startsWith(sides.marker().prefix(), start)) {
                Hit hit = candidate(sides, start);
                best = best == null || BEST.compare(hit, best) > 0 ? hit : best;
            }
        }
        return Objects.requireNonNull(best, "a prefix that is not there");
    }

    private Hit candidate(Sides sides, int start) {
        Marker marker = sides.marker();
        int body = start + marker.prefix().length();
        int end = sides.suffix().next(body);
        if (end < text.length()) {
            boolean plausible = end > body && foreign.next(body) >= end;
            // Another prefix before the suffix means that this one never closed.
            if (plausible || furtherPrefix(start + 1) >= end) {
                return new Hit(marker, start, body, end, end + marker.suffix().length(), true, plausible);
            }
        }
        return new Hit(marker, start, body, body, body, false, false);
    }

    private int nextPrefix(int from) {
        int first = Integer.MAX_VALUE;
        for (Sides sides : markers) {
            first = Math.min(first, sides.prefix().next(from));
        }
        return first;
    }

    private int furtherPrefix(int from) {
        int first = Integer.MAX_VALUE;
        for (Sides sides : markers) {
            first = Math.min(first, sides.further().next(from));
        }
        return first;
    }
}
