package dev.sallyport.core.decrypt;

import dev.sallyport.core.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the prefix of a marker may stand: as it is, or with some of its characters percent-encoded or as JSON escapes, also
 * in JSON inside JSON. A text without a sign holds no marker; one with a sign need not hold any. Texts have a character for
 * each byte.
 */
final class Signs {
    /** What an escape may be spelled with in its turn. */
    private static final String OF_ESCAPES = "\\%u0123456789abcdefABCDEF";

    private final List<Marker> markers;
    private final Set<Integer> bytes = new HashSet<>();
    private final Set<Character> characters = new HashSet<>();
    private final int longest;
    private final boolean hasLineFeed;

    Signs(Collection<Marker> markers) {
        this.markers = markers.stream().map(each -> new Marker(bytes(each.prefix()), bytes(each.suffix()))).toList();
        for (Marker marker : markers) {
            marker.prefix().chars().forEach(c -> characters.add((char) c));
        }
        for (Marker marker : this.markers) {
            marker.prefix().chars().forEach(bytes::add);
        }
        longest = this.markers.stream()
                .mapToInt(each -> Math.max(each.prefix().length(), each.suffix().length()))
                .max()
                .orElse(0);
        hasLineFeed = this.markers.stream().anyMatch(each -> (each.prefix() + each.suffix()).indexOf('\n') >= 0);
    }

    private static String bytes(String words) {
        return new String(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** With a character for each byte. */
    List<Marker> markers() {
        return markers;
    }

    /** How far a sign can be from the first byte of its prefix. */
    int reach() {
        return 12 * longest;
    }

    /** Whether a marker goes over the end of a line. */
    boolean hasLineFeed() {
        return hasLineFeed;
    }

    /** The signs of one text. */
    List<Occurrences> in(String text) {
        List<Occurrences> signs = new ArrayList<>();
        markers.forEach(marker -> signs.add(Occurrences.of(text, marker.prefix())));
        signs.add(new Occurrences(from -> percent(text, from), at -> text.charAt(at) == '%' && isPercent(text, at)));
        signs.add(new Occurrences(from -> escape(text, from), at -> text.charAt(at) == '\\' && isEscape(text, at)));
        return signs;
    }

    /** The first sign from {@code from} on; {@link Integer#MAX_VALUE} when there is none. */
    static int next(List<Occurrences> signs, int from) {
        int first = Integer.MAX_VALUE;
        for (Occurrences sign : signs) {
            first = Math.min(first, sign.next(from));
        }
        return first;
    }

    private int percent(String text, int from) {
        int at = text.indexOf('%', from);
        while (at >= 0 && !isPercent(text, at)) {
            at = text.indexOf('%', at + 1);
        }
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    /** What the end of the text hides may be one. */
    private boolean isPercent(String text, int at) {
        if (at + 2 >= text.length()) {
            return true;
        }
        return bytes.contains(PercentCoding.octet(text, at));
    }

    private int escape(String text, int from) {
        int at = text.indexOf('\\', from);
        while (at >= 0 && !isEscape(text, at)) {
            at = text.indexOf('\\', afterRun(text, at));
        }
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    /** JSON inside JSON doubles a backslash each time, so that what follows the last of them counts. */
    private boolean isEscape(String text, int at) {
        int after = afterRun(text, at);
        if (after == text.length() || characters.contains('\\')) {
            return true;
        }
        char c = text.charAt(after);
        if (c != 'u') {
            return characters.contains(TextView.unescaped(c));
        }
        if (after + 4 >= text.length()) {
            return true;
        }
        int code = 0;
        for (int i = after + 1; i <= after + 4; i++) {
            code = code << 4 | Math.max(0, Character.digit(text.charAt(i), 16));
        }
        char spelled = (char) code;
        return characters.contains(spelled)
                || characters.contains(TextView.unescaped(spelled))
                || OF_ESCAPES.indexOf(spelled) >= 0;
    }

    private static int afterRun(String text, int at) {
        int after = at;
        while (after < text.length() && text.charAt(after) == '\\') {
            after++;
        }
        return after;
    }
}
