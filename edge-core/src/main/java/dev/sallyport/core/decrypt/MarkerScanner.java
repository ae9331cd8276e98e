package dev.sallyport.core.decrypt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds markers in one text, each part of which belongs to at most one of them. The time grows with the text's length and
 * the number of markers, whatever the text holds.
 */
final class MarkerScanner {
    private static final Comparator<Hit> BEST = Comparator.comparing(Hit::plausible)
            .thenComparing(Hit::closed)
            .thenComparing(hit -> hit.marker().prefix().length())
            .thenComparing(hit -> -hit.bodyEnd())
            .thenComparing(hit -> hit.marker().suffix().length());

    private final String text;
    private final List<Marker> markers;
    private final Map<String, Occurrences> sides = new LinkedHashMap<>();
    private final Map<String, Occurrences> further = new LinkedHashMap<>();
    private final Occurrences foreign;

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
                .sorted(Comparator.comparing(marker -> marker.prefix().length()))
                .toList();
        for (Marker marker : markers) {
            sides.computeIfAbsent('p' + marker.prefix(), key -> Occurrences.of(text, marker.prefix()));
            further.computeIfAbsent('p' + marker.prefix(), key -> Occurrences.of(text, marker.prefix()));
            sides.computeIfAbsent('s' + marker.suffix(), key -> Occurrences.of(text, marker.suffix()));
        }
        this.foreign = Occurrences.ofForeign(text);
    }

    List<Hit> scan() {
        List<Hit> hits = new ArrayList<>();
        for (int start = prefix(sides, 0); start < text.length(); ) {
            Hit best = best(start);
            int overlapping = prefix(further, start + 1);
            if (best.closed() || overlapping >= best.bodyStart()) {
                hits.add(best);
                start = prefix(sides, best.end());
            } else {
                // The next prefix begins inside this one, such as the last two of three brackets: that one counts.
                start = overlapping;
            }
        }
        return hits;
    }

    private Hit best(int start) {
        List<Hit> candidates = new ArrayList<>();
        for (Marker marker : markers) {
            if (text.startsWith(marker.prefix(), start)) {
                candidates.add(candidate(marker, start));
            }
        }
        return candidates.stream().max(BEST).orElseThrow();
    }

    private Hit candidate(Marker marker, int start) {
        int body = start + marker.prefix().length();
        int end = occurrence(sides, 's' + marker.suffix(), body);
        if (end < text.length()) {
            boolean plausible = end > body && foreign.next(body) >= end;
            // Another prefix before the suffix means that this one never closed.
            if (plausible || prefix(further, start + 1) >= end) {
                return new Hit(marker, start, body, end, end + marker.suffix().length(), true, plausible);
            }
        }
        return new Hit(marker, start, body, body, body, false, false);
    }

    private int prefix(Map<String, Occurrences> where, int from) {
        int first = Integer.MAX_VALUE;
        for (Marker marker : markers) {
            first = Math.min(first, occurrence(where, 'p' + marker.prefix(), from));
        }
        return first;
    }

    private static int occurrence(Map<String, Occurrences> where, String side, int from) {
        Occurrences occurrences = where.get(side);
        return occurrences == null ? Integer.MAX_VALUE : occurrences.next(from);
    }
}
