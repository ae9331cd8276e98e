package dev.sallyport.core.match;

import org.jspecify.annotations.Nullable;

/**
 * An IP address, parsed without ever asking a name server.
 *
 * @param v4 whether it is IPv4; then {@code low} holds its 32 bits
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record Address(boolean v4, long high, long low) implements Comparable<Address> {

    /** The address in its usual notation; null when the text is none. */
    public static @Nullable Address parse(String text) {
        String bare = text.strip();
        return bare.indexOf(':') < 0 ? four(bare) : six(bare);
    }

    private static @Nullable Address four(String text) {
        long bits = 0;
        int parts = 0;
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('.', start);
            end = end < 0 ? text.length() : end;
            int part = number(text, start, end, 10, 3);
            if (part < 0 || part > 255 || ++parts > 4) {
                return null;
            }
            bits = bits << 8 | part;
            start = end + 1;
        }
        return parts == 4 ? new Address(true, 0, bits) : null;
    }

    private static @Nullable Address six(String text) {
        int[] groups = new int[8];
        int count = 0;
        int gap = -1;
        int start = 0;
        if (text.startsWith("::")) {
            gap = 0;
            start = 2;
        }
        while (start < text.length()) {
            int end = text.indexOf(':', start);
            end = end < 0 ? text.length() : end;
            if (end == text.length() && text.indexOf('.', start) >= 0) {
                Address tail = four(text.substring(start));
                if (tail == null || count > 6) {
                    return null;
                }
                groups[count++] = (int) (tail.low >>> 16);
                groups[count++] = (int) (tail.low & 0xffff);
                break;
            }
            int group = number(text, start, end, 16, 4);
            if (group < 0 || count == 8) {
                return null;
            }
            groups[count++] = group;
            if (end == text.length()) {
                break;
            }
            start = end + 1;
            if (start < text.length() && text.charAt(start) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                start++;
            } else if (start == text.length()) {
                return null;
            }
        }
        if (gap < 0 ? count != 8 : count > 7) {
            return null;
        }
        int[] full = new int[8];
        int head = gap < 0 ? 8 : gap;
        System.arraycopy(groups, 0, full, 0, Math.min(head, count));
        System.arraycopy(groups, Math.min(head, count), full, 8 - Math.max(0, count - head), Math.max(0, count - head));
        return new Address(false, join(full, 0), join(full, 4));
    }

    private static long join(int[] groups, int from) {
        return (long) groups[from] << 48 | (long) groups[from + 1] << 32 | (long) groups[from + 2] << 16 | groups[from + 3];
    }

    private static int number(String text, int start, int end, int radix, int most) {
        if (end <= start || end - start > most) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) > 127 ? -1 : Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    /** The first address of the block of that prefix length. */
    Address first(int prefix) {
        return v4
                ? new Address(true, 0, low & mask(prefix + 32))
                : new Address(false, high & mask(prefix), low & mask(prefix - 64));
    }

    /** The last address of the block of that prefix length. */
    Address last(int prefix) {
        return v4
                ? new Address(true, 0, (low | ~mask(prefix + 32)) & 0xffff_ffffL)
                : new Address(false, high | ~mask(prefix), low | ~mask(prefix - 64));
    }

    /** A word whose first {@code bits} bits are set. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    /** In the order of the number that the address is; IPv4 and IPv6 are not to be mixed. */
    @Override
    public int compareTo(Address other) {
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }
}
