package dev.sallyport.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Percent-encoding by RFC 3986. It works on bytes, so that no sequence is lost: encoded text is taken as it comes over
 * the wire, one character for each byte; decoded text is UTF-8.
 */
public final class PercentCoding {
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    private static final String HEX = "0123456789ABCDEF";

    private PercentCoding() {}

    /** Decodes {@code %XX}; what is no such triplet stays as it is. */
    public static byte[] decode(String text, boolean plusIsSpace) {
        byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            int octet = octet(in, i);
            if (octet >= 0) {
                out.write(octet);
                i += 2;
            } else {
                out.write(in[i] == '+' && plusIsSpace ? ' ' : in[i]);
            }
        }
        return out.toByteArray();
    }

    /** The octet that {@code %XX} at a place stands for; -1 where no such triplet begins. */
    public static int octet(byte[] in, int at) {
        return at >= 0 && at + 2 < in.length && in[at] == '%' ? octet((char) in[at + 1], (char) in[at + 2]) : -1;
    }

    /** The octet that {@code %XX} at a place stands for; -1 where no such triplet begins. */
    public static int octet(CharSequence in, int at) {
        return at >= 0 && at + 2 < in.length() && in.charAt(at) == '%'
                ? octet(in.charAt(at + 1), in.charAt(at + 2))
                : -1;
    }

    private static int octet(char high, char low) {
        return HexFormat.isHexDigit(high) && HexFormat.isHexDigit(low)
                ? HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low)
                : -1;
    }

    /** Decodes a path or a part of it; a {@code +} stays a plus. */
    public static String decode(String text) {
        return new String(decode(text, false), StandardCharsets.UTF_8);
    }

    /** Encodes all but the unreserved characters. */
    public static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Encodes all but the unreserved characters, and the slash where {@code keepSlash}. */
    public static String encode(byte[] bytes, boolean keepSlash) {
        StringBuilder out = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (UNRESERVED.indexOf(b) >= 0 || (b == '/' && keepSlash)) {
                out.append((char) b);
            } else {
                append(out, b);
            }
        }
        return out.toString();
    }

    /** Encodes the octets for which something is so, of a text that has a character for each; any other is a question mark. */
    public static String encode(String text, IntPredicate wanted) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            if (wanted.test(b & 0xff)) {
                append(out, b);
            } else {
                out.append((char) (b & 0xff));
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, byte b) {
        out.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
    }

    /** The parameters of a query string or form in their order, decoded. */
    public static List<Map.Entry<String, String>> parameters(String query) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> raw : rawParameters(query)) {
            String name = new String(raw.getKey(), StandardCharsets.UTF_8);
            all.add(Map.entry(name, new String(raw.getValue(), StandardCharsets.UTF_8)));
        }
        return all;
    }

    /** The parameters of a query string in their order, as bytes. */
    public static List<Map.Entry<byte[], byte[]>> rawParameters(String query) {
        List<Map.Entry<byte[], byte[]>> all = new ArrayList<>();
        int from = 0;
        while (from < query.length()) {
            int end = query.indexOf('&', from);
            String part = query.substring(from, end < 0 ? query.length() : end);
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                all.add(Map.entry(decode(name, true), decode(value, true)));
            }
            from = end < 0 ? query.length() : end + 1;
        }
        return all;
    }
}
