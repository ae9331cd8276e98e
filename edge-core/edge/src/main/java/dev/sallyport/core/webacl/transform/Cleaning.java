package dev.sallyport.core.webacl.transform;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** White space, letter case, comments, command lines. */
final class Cleaning {
    private Cleaning() {}

    static byte[] map(byte[] bytes, IntUnaryOperator change) {
        byte[] changed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            changed[i] = (byte) change.applyAsInt(bytes[i] & 0xff);
        }
        return changed;
    }

    static byte[] without(byte[] bytes, IntPredicate unwanted) {
        Buffer kept = new Buffer(bytes.length);
        for (byte b : bytes) {
            if (!unwanted.test(b & 0xff)) {
                kept.add(b);
            }
        }
        return kept.toBytes();
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    /** Space, \t \n \v \f \r; 160 counts too where AWS says so. */
    static boolean space(int c) {
        return c == ' ' || (c >= 9 && c <= 13);
    }

    static byte[] compressWhiteSpace(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        for (byte b : bytes) {
            int c = b & 0xff;
            if (!space(c) && c != 160) {
                out.add(c);
            } else if (out.last() != ' ') {
                out.add(' ');
            }
        }
        return out.toBytes();
    }

    static byte[] removeWhiteSpace(byte[] bytes) {
        return without(bytes, c -> space(c) || c == 160);
    }

    static byte[] trim(byte[] bytes, boolean left, boolean right) {
        int start = 0;
        int end = bytes.length;
        while (left && start < end && space(bytes[start] & 0xff)) {
            start++;
        }
        while (right && end > start && space(bytes[end - 1] & 0xff)) {
            end--;
        }
        Buffer out = new Buffer(end - start);
        out.add(bytes, start, end);
        return out.toBytes();
    }

    static byte[] commandLine(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        for (byte b : bytes) {
            int c = b & 0xff;
            switch (c) {
                case '\\', '"', '\'', '^' -> {}
                case ' ', ',', ';', '\t', '\r', '\n' -> {
                    if (out.last() != ' ') {
                        out.add(' ');
                    }
                }
                case '/', '(' -> {
                    if (out.last() == ' ') {
                        out.cutTo(out.size() - 1);
                    }
                    out.add(c);
                }
                default -> out.add(lower(c));
            }
        }
        return out.toBytes();
    }

    static byte[] replaceComments(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            if (pair(bytes, i, '/', '*')) {
                out.add(' ');
                i += 2;
                while (i < bytes.length && !pair(bytes, i, '*', '/')) {
                    i++;
                }
                i += 2;
            } else {
                out.add(bytes[i++]);
            }
        }
        return out.toBytes();
    }

    static byte[] removeCommentCharacters(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            if (pair(bytes, i, '/', '*') || pair(bytes, i, '*', '/') || pair(bytes, i, '-', '-')) {
                i += 2;
            } else if (bytes[i] == '#') {
                i++;
            } else {
                out.add(bytes[i++]);
            }
        }
        return out.toBytes();
    }

    private static boolean pair(byte[] bytes, int at, char first, char second) {
        return at + 1 < bytes.length && bytes[at] == first && bytes[at + 1] == second;
    }
}
