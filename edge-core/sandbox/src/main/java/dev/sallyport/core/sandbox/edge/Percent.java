package dev.sallyport.core.sandbox.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Percent-encoding as RFC 3986 has it; a {@code +} stays a plus. */
final class Percent {
    private Percent() {}

    /** The text with every escape decoded as UTF-8; an escape that is none stays as it is. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length && bytes[i] == '%' ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            if (low >= 0) {
                out.write(high * 16 + low);
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** As {@link #decode}, with {@code +} as a space: the values of query parameters. */
    static String decodeForm(String text) {
        return decode(text.replace('+', ' '));
    }

    /** The decoded parameters of a query in order. */
    static List<Map.Entry<String, String>> parameters(String query) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                all.add(Map.entry(decodeForm(name), equals < 0 ? "" : decodeForm(part.substring(equals + 1))));
            }
        }
        return all;
    }
}
