package dev.sallyport.core.decrypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** A part of a file that is held, as bytes and as a text with a character for each of them. */
final class Block {
    private final FileChannel file;
    private byte[] bytes = new byte[0];
    private String text = "";
    private long start;

    Block(FileChannel file) {
        this.file = file;
    }

    /** Goes to the {@code length} bytes from {@code from} on. */
    void read(long from, int length) throws IOException {
        if (bytes.length < length || bytes.length > 4L * length) {
            bytes = new byte[length];
        }
        fill(file, from, ByteBuffer.wrap(bytes, 0, length));
        start = from;
        text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Reads what {@code buffer} has room for. */
    static void fill(FileChannel file, long from, ByteBuffer buffer) throws IOException {
        long at = from;
        while (buffer.hasRemaining()) {
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            at += read;
        }
    }

    long start() {
        return start;
    }

    String text() {
        return text;
    }

    /** Some of them, copied. */
    byte[] bytes(int from, int to) {
        byte[] copy = new byte[to - from];
        copy(from, to, copy);
        return copy;
    }

    void copy(int from, int to, byte[] target) {
        System.arraycopy(bytes, from, target, 0, to - from);
    }

    byte at(int index) {
        return bytes[index];
    }

    /** The nearest place at or before {@code index} that is inside no character of UTF-8. */
    int boundary(int index) {
        int at = index;
        while (at > 0 && index - at < 4 && isContinuation(at)) {
            at--;
        }
        return isContinuation(at) ? index : at;
    }

    boolean isContinuation(int index) {
        return index < text.length() && (bytes[index] & 0xc0) == 0x80;
    }
}
