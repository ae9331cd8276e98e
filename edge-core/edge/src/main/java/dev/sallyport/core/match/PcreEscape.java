package dev.sallyport.core.match;

import dev.sallyport.core.match.PcreSyntax.UnreadableException;

/**
 * A backslash that stands for one character, inside and outside of classes.
 *
 * @param value the byte
 * @param end behind it
 */
record PcreEscape(int value, int end) {

    /** Reads the one at that place. */
    static PcreEscape at(String pattern, int start) throws UnreadableException {
        char c = pattern.charAt(start + 1);
        int next = start + 2;
        return switch (c) {
            case 'a' -> new PcreEscape(0x07, next);
            case 'e' -> new PcreEscape(0x1B, next);
            case 'f' -> new PcreEscape(0x0C, next);
            case 'n' -> new PcreEscape(0x0A, next);
            case 'r' -> new PcreEscape(0x0D, next);
            case 't' -> new PcreEscape(0x09, next);
            case '0' -> number(pattern, next, next + 2, 8);
            case 'x' -> hexadecimal(pattern, next);
            case 'o' -> braced(pattern, next, 8);
            case 'c' -> control(pattern, next);
            default -> {
                if (c >= 128 || Character.isLetterOrDigit(c)) {
                    throw new UnreadableException("\\" + c + ", which is not read here");
                }
                yield new PcreEscape(c, next);
            }
        };
    }

    private static PcreEscape control(String pattern, int at) throws UnreadableException {
        if (at == pattern.length() || pattern.charAt(at) >= 128) {
            throw new UnreadableException("\\c without its character");
        }
        return new PcreEscape(Character.toUpperCase(pattern.charAt(at)) ^ 0x40, at + 1);
    }

    private static PcreEscape hexadecimal(String pattern, int at) throws UnreadableException {
        return pattern.startsWith("{", at) ? braced(pattern, at, 16) : number(pattern, at, at + 2, 16);
    }

    private static PcreEscape braced(String pattern, int at, int radix) throws UnreadableException {
        int end = pattern.startsWith("{", at) ? pattern.indexOf('}', at) : -1;
        PcreEscape inside = end < 0 ? null : number(pattern, at + 1, Math.min(end, at + 5), radix);
        if (inside == null || inside.end != end || inside.value > 0xFF) {
            throw new UnreadableException("a character by a number that is not read here");
        }
        return new PcreEscape(inside.value, end + 1);
    }

    /** As many digits as there are; none are 0. */
    private static PcreEscape number(String pattern, int start, int most, int radix) {
        int value = 0;
        int at = start;
        while (at < Math.min(most, pattern.length()) && Character.digit(pattern.charAt(at), radix) >= 0) {
            value = value * radix + Character.digit(pattern.charAt(at++), radix);
        }
        return new PcreEscape(value, at);
    }

    /** Up to three octal digits, as a class may hold them; -1 as the value where there are none. */
    static PcreEscape octal(String pattern, int start) {
        PcreEscape read = number(pattern, start + 1, start + 4, 8);
        return read.end == start + 1 || read.value > 0xFF ? new PcreEscape(-1, start) : read;
    }
}
