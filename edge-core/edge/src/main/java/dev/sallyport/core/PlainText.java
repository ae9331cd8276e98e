package dev.sallyport.core;

import java.util.Locale;

/**
 * Text of others made safe to show: what a terminal or a line of text would obey instead of showing is written as an
 * escape. That is C0 but tab and line feed, DEL, C1 (ECMA-48, with them every OSC and CSI sequence), and the marks that
 * turn the reading direction (Unicode Standard Annex 9), with which one text can pass for another.
 */
public final class PlainText {
    private PlainText() {}

    /** The text with each such character as <code>&#92;u</code> and four hexadecimal digits, as JSON writes it. */
    public static String of(String text) {
        int first = 0;
        while (first < text.length() && isPlain(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                plain.append(c);
            } else {
                plain.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return plain.toString();
    }

    /** The same on one line: tabs and line feeds are escapes too. */
    public static String line(String text) {
        return of(text).replace("\t", "\\t").replace("\n", "\\n");
    }

    private static boolean isPlain(char c) {
        if (c < ' ') {
            return c == '\t' || c == '\n';
        }
        boolean turns = c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
        return !turns && (c < 0x7F || c > 0x9F);
    }
}
