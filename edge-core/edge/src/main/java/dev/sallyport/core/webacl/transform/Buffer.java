package dev.sallyport.core.webacl.transform;

import java.util.Arrays;

/** Growing bytes, without the locks of a stream. */
final class Buffer {
    private byte[] bytes;
    private int size;

    Buffer(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    void add(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) value;
    }

    void add(byte[] from, int start, int end) {
        for (int i = start; i < end; i++) {
            add(from[i]);
        }
    }

    int size() {
        return size;
    }

    /** The last byte, -1 when there is none. */
    int last() {
        return size == 0 ? -1 : bytes[size - 1] & 0xff;
    }

    void cutTo(int newSize) {
        size = newSize;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Value of a hexadecimal digit, -1 for any other byte or beyond the end. */
    static int hexDigit(byte[] from, int at) {
        return at < from.length && from[at] >= 0 ? Character.digit(from[at], 16) : -1;
    }
}
