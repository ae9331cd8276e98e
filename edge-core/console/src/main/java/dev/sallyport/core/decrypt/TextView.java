package dev.sallyport.core.decrypt;

import dev.sallyport.core.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A piece of the source as it reads once decoded, and where each of its characters comes from. */
final class TextView {
    private final String text;
    private final int base;
    /** Place of each character in the source, and of the end; null when they follow each other from the base on. */
    private final int @Nullable [] origin;

    private TextView(String text, int base, int @Nullable [] origin) {
        this.text = text;
        this.base = base;
        this.origin = origin;
    }

    static TextView of(String source) {
        return new TextView(source, 0, null);
    }

    String text() {
        return text;
    }

    /** Where the character at {@code index} begins in the source. */
    int origin(int index) {
        return origin == null ? base + index : origin[index];
    }

    TextView slice(int from, int to) {
        int @Nullable [] places = origin == null ? null : Arrays.copyOfRange(origin, from, to + 1);
        return new TextView(text.substring(from, to), base + from, places);
    }

    /** The content of a JSON string, escapes resolved; {@code from} and {@code to} lie inside its quotes. */
    TextView jsonString(int from, int to) {
        int escape = text.indexOf('\\', from);
        if (escape < 0 || escape >= to) {
            return slice(from, to);
        }
        Builder out = new Builder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int start = i;
            if (c == '\\' && i + 1 < to) {
                c = text.charAt(++i);
                if (c == 'u' && i + 4 < to) {
                    c = (char) Integer.parseInt(text, i + 1, i + 5, 16);
                    i += 4;
                } else {
                    c = unescaped(c);
                }
            }
            out.add(c, origin(start));
        }
        return out.view(origin(to));
    }

    static char unescaped(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    /** The text with its percent escapes resolved where they are UTF-8; this very view when there are none. */
    TextView percentDecoded() {
        if (text.indexOf('%') < 0) {
            return this;
        }
        Builder out = new Builder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int first = PercentCoding.octet(text, i);
            int length = first < 0 ? 0 : first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
            byte[] bytes = new byte[length];
            for (int k = 0; k < length; k++) {
                int b = PercentCoding.octet(text, i + 3 * k);
                length = b < 0 || (k > 0 && (b & 0xc0) != 0x80) ? 0 : length;
                bytes[k] = (byte) b;
            }
            if (length == 0) {
                out.add(text.charAt(i), origin(i));
                continue;
            }
            String character = new String(bytes, StandardCharsets.UTF_8);
            for (int k = 0; k < character.length(); k++) {
                out.add(character.charAt(k), origin(i));
            }
            i += 3 * length - 1;
        }
        return out.view(origin(text.length()));
    }

    private static final class Builder {
        private final StringBuilder out;
        private final int[] places;

        Builder(int most) {
            out = new StringBuilder(most);
            places = new int[most + 1];
        }

        void add(char c, int place) {
            places[out.length()] = place;
            out.append(c);
        }

        TextView view(int end) {
            places[out.length()] = end;
            return new TextView(out.toString(), 0, Arrays.copyOf(places, out.length() + 1));
        }
    }
}
