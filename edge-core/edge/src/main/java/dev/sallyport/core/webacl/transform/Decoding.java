package dev.sallyport.core.webacl.transform;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.core.PercentCoding;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** URL, base64, hexadecimal, HTML and UTF-8. What is not validly encoded stays as it is. */
final class Decoding {
    /** Names in lower case and what they stand for, after AWS's table of {@code HTML_ENTITY_DECODE}. */
    private static final Map<String, Integer> ENTITIES = entities(
            "\" quot", "& amp", "< lt", "> gt", "\u00A0 nbsp nonbreakingspace", "\n newline", "\t tab", "{ lcub lbrace",
            "| verbar vert verticalline", "} rcub rbrace", "! excl", "# num", "$ dollar", "% percent percnt", "' apos",
            "( lpar", ") rpar", "* ast midast", "+ plus", ", comma", ". period", "/ sol", ": colon", "; semi", "= equals",
            "? quest", "~ tilde diacriticaltilde", "- minus", "[ lsqb lbrack", "\\ bsol", "] rsqb rbrack", "^ hat",
            "_ lowbar underbar", "` grave diacriticalgrave");

    private static final int LONGEST_ENTITY = 24;

    private Decoding() {}

    private static Map<String, Integer> entities(String... characters) {
        Map<String, Integer> codes = new HashMap<>();
        for (String one : characters) {
            for (String name : one.substring(2).split(" ", -1)) {
                codes.put(name, (int) one.charAt(0));
            }
        }
        return codes;
    }

    static byte[] url(byte[] bytes, boolean unicode) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            int c = bytes[i];
            int octet = PercentCoding.octet(bytes, i);
            if (octet >= 0) {
                out.add(octet);
                i += 3;
            } else if (c == '%' && unicode && i + 1 < bytes.length && (bytes[i + 1] | 32) == 'u' && four(bytes, i + 2) >= 0) {
                out.add(narrow(four(bytes, i + 2)));
                i += 6;
            } else {
                out.add(c == '+' ? ' ' : c);
                i++;
            }
        }
        return out.toBytes();
    }

    /** The value of four hexadecimal digits, -1 when there are not four. */
    static int four(byte[] bytes, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Buffer.hexDigit(bytes, i);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** One byte of a code unit: full-width ASCII becomes ASCII, of anything else the lower byte stays. */
    static int narrow(int unit) {
        return unit >= 0xff01 && unit <= 0xff5e ? (unit & 0xff) + 0x20 : unit & 0xff;
    }

    static byte[] base64(byte[] bytes, boolean forgiving) {
        Buffer out = new Buffer(bytes.length);
        int bits = 0;
        int count = 0;
        for (byte b : bytes) {
            int value = sextet(b);
            if (value < 0) {
                if (forgiving) {
                    continue;
                }
                break;
            }
            bits = bits << 6 | value;
            count += 6;
            if (count >= 8) {
                count -= 8;
                out.add(bits >> count);
            }
        }
        return out.toBytes();
    }

    private static int sextet(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        } else if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        } else if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }

    static byte[] hex(byte[] bytes) {
        Buffer out = new Buffer(bytes.length / 2);
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            int high = Buffer.hexDigit(bytes, i);
            int low = Buffer.hexDigit(bytes, i + 1);
            if (high < 0 || low < 0) {
                return bytes;
            }
            out.add(high << 4 | low);
        }
        return out.toBytes();
    }

    static byte[] sqlHex(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            boolean marker = bytes[i] == '0' && i + 1 < bytes.length && (bytes[i + 1] | 32) == 'x';
            if (!marker || Buffer.hexDigit(bytes, i + 2) < 0 || Buffer.hexDigit(bytes, i + 3) < 0) {
                out.add(bytes[i++]);
                continue;
            }
            i += 2;
            while (Buffer.hexDigit(bytes, i) >= 0 && Buffer.hexDigit(bytes, i + 1) >= 0) {
                out.add(Buffer.hexDigit(bytes, i) << 4 | Buffer.hexDigit(bytes, i + 1));
                i += 2;
            }
        }
        return out.toBytes();
    }

    /**
     * Decodes character references once; letter case makes no difference. See AWS WAF Developer Guide, "Using text
     * transformations in AWS WAF", {@code HTML_ENTITY_DECODE}.
     */
    static byte[] htmlEntities(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            int end = bytes[i] == '&' ? entityEnd(bytes, i + 1) : -1;
            int code = end < 0 ? -1 : code(new String(bytes, i + 1, end - i - 1, US_ASCII));
            if (code < 0) {
                out.add(bytes[i++]);
                continue;
            }
            if (code < 256) {
                out.add(code);
            } else {
                byte[] utf8 = Character.toString(code).getBytes(UTF_8);
                out.add(utf8, 0, utf8.length);
            }
            i = end < bytes.length && bytes[end] == ';' ? end + 1 : end;
        }
        return out.toBytes();
    }

    private static int entityEnd(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && end - start < LONGEST_ENTITY && bytes[end] >= 0
                && (Character.isLetterOrDigit(bytes[end]) || (end == start && bytes[end] == '#'))) {
            end++;
        }
        return end;
    }

    private static int code(String entity) {
        if (!entity.startsWith("#")) {
            return ENTITIES.getOrDefault(entity.toLowerCase(Locale.ROOT), -1);
        }
        boolean hex = entity.length() > 1 && (entity.charAt(1) | 32) == 'x';
        try {
            int code = Integer.parseInt(entity.substring(hex ? 2 : 1), hex ? 16 : 10);
            return Character.isValidCodePoint(code) ? code : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static byte[] utf8ToUnicode(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            int length = sequence(bytes, i);
            if (length == 1) {
                out.add(bytes[i++]);
                continue;
            }
            int point = new String(bytes, i, length, UTF_8).codePointAt(0);
            byte[] escape = (point > 0xffff ? String.format("%%u%05x", point) : String.format("%%u%04x", point)).getBytes(US_ASCII);
            out.add(escape, 0, escape.length);
            i += length;
        }
        return out.toBytes();
    }

    /** Length of the valid multi-byte sequence that starts here, 1 when there is none. */
    private static int sequence(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        int length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 1;
        if (length == 1 || at + length > bytes.length) {
            return 1;
        }
        return new String(bytes, at, length, UTF_8).codePointAt(0) == 0xfffd ? 1 : length;
    }
}
