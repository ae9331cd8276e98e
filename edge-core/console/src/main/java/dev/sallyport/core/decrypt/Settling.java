package dev.sallyport.core.decrypt;

import java.nio.charset.StandardCharsets;

/**
 * Tells where in a text every marker is closed, so that what stands before cannot depend on what comes after: the last
 * prefix of each marker has its suffix, and so has each one before it.
 */
final class Settling {
    private final String text;
    private final int start;
    private final Signs signs;
    private final int patience;

    /**
     * Of a text from {@code start} on.
     *
     * @param text with a character for each byte
     * @param patience bytes after which a marker counts as open for ever, where what follows it is no ciphertext
     */
    Settling(String text, int start, Signs signs, int patience) {
        this.text = text;
        this.start = start;
        this.signs = signs;
        this.patience = patience;
    }

    /** {@code at} where all is closed there; else a later place from which on it is worth asking again. */
    int settled(int at) {
        int again = at;
        for (Marker marker : signs.markers()) {
            again = Math.max(again, closed(text, start, at, marker, patience));
            if (signs.hasLineFeed() && (touches(marker.prefix(), at) || touches(marker.suffix(), at))) {
                again = Math.max(again, at + 1);
            }
        }
        if (again > at || text.indexOf('%', start, at) < 0) {
            return again;
        }
        byte[] bytes = text.substring(start, at).getBytes(StandardCharsets.ISO_8859_1);
        Document piece = Document.of(bytes);
        String decoded = TextView.of(piece.text()).percentDecoded().text();
        for (Marker marker : signs.markers()) {
            Marker written = new Marker(
                    piece.asWritten(new String(marker.prefix().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)),
                    piece.asWritten(new String(marker.suffix().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
            if (closed(decoded, 0, decoded.length(), written, patience) > decoded.length()) {
                // Asked less and less often, so that all decoding together takes as long as reading twice.
                return at + Math.max(1, (at - start) / 2);
            }
        }
        return at;
    }

    private static int closed(String text, int start, int at, Marker marker, int patience) {
        int open = at - marker.prefix().length();
        while (open >= start && !text.startsWith(marker.prefix(), open)) {
            open--;
        }
        int body = open + marker.prefix().length();
        if (open < start || text.indexOf(marker.suffix(), body, at) >= 0) {
            return at;
        }
        int suffix = text.indexOf(marker.suffix(), body);
        int end = suffix < 0 ? Integer.MAX_VALUE : suffix + marker.suffix().length();
        int foreign = body;
        while (foreign < at && Occurrences.isOfCiphertext(text.charAt(foreign))) {
            foreign++;
        }
        if (foreign == at) {
            return Math.min(end, at + Math.max(1, (at - open) / 2));
        }
        return at - open > patience ? at : Math.min(end, open + patience + 1);
    }

    private boolean touches(String side, int at) {
        if (side.indexOf('\n') < 0) {
            return false;
        }
        int near = text.indexOf(side, Math.max(0, at - side.length()));
        // What the end of the text hides may touch, too.
        return (near >= 0 && near <= at) || at + side.length() > text.length();
    }

    /** The first place after {@code at} where a suffix has just ended, or {@code step} after it. */
    int afterSuffix(int at, int step) {
        int first = at + step;
        for (Marker marker : signs.markers()) {
            int length = marker.suffix().length();
            int until = Math.min(text.length(), first);
            int suffix = text.indexOf(marker.suffix(), Math.max(0, at + 1 - length), Math.max(at, until));
            if (suffix >= 0) {
                first = Math.min(first, suffix + length);
            }
        }
        return first;
    }
}
