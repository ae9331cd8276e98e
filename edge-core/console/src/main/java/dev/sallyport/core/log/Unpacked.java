package dev.sallyport.core.log;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * The text inside a file: out of gzip (RFC 1952), Zstandard (RFC 8878) and zip, told by their first bytes and not by
 * names, as UTF-8 without a byte order mark.
 */
final class Unpacked {
    /** A file of a log that was packed again on its way, and once more. */
    private static final int DEEPEST = 4;

    private static final int LOOKED_AT = 4;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private Unpacked() {}

    /** Formats that are only named, with the way out. */
    private enum Foreign {
        BZIP2(0, "425A68", "packed with bzip2", "Unpack it with bunzip2 -k, then name what comes out."),
        XZ(0, "FD377A585A00", "packed with xz", "Unpack it with unxz -k, then name what comes out."),
        SEVEN_ZIP(0, "377ABCAF271C", "a 7-Zip archive", "Unpack it with 7z x, then name what comes out."),
        LZ4(0, "04224D18", "packed with LZ4", "Unpack it with lz4 -d, then name what comes out."),
        SNAPPY(0, "FF060000734E61507059", "packed with Snappy", "Unpack it with snzip -d, then name what comes out."),
        PARQUET(0, "50415231", "a Parquet file", "Export it as JSON lines, one record a line, and name that."),
        ORC(0, "4F5243", "an ORC file", "Export it as JSON lines, one record a line, and name that."),
        AVRO(0, "4F626A01", "an Avro file", "Export it as JSON lines, one record a line, and name that."),
        TAR(257, "7573746172", "a tar archive", "Unpack it with tar xf, then name the files in it.");

        private final int offset;
        /** Hexadecimal, in capitals. */
        private final String magic;
        private final String what;
        private final String next;

        Foreign(int offset, String magic, String what, String next) {
            this.offset = offset;
            this.magic = magic;
            this.what = what;
            this.next = next;
        }

        private boolean begins(byte[] head) {
            int end = offset + magic.length() / 2;
            return head.length >= end
                    && HexFormat.of().withUpperCase().formatHex(head, offset, end).equals(magic);
        }
    }

    /**
     * A format that is not read.
     *
     * @param what the file is
     * @param next what to do about it
     */
    record Named(String what, String next) {}

    /** What a file is that cannot be read, by its first 512 bytes. */
    static Optional<Named> foreign(byte[] head) {
        return Arrays.stream(Foreign.values())
                .filter(format -> format.begins(head))
                .findFirst()
                .map(format -> new Named(format.what, format.next));
    }

    /** Whether the file, by its first bytes, cannot be read as it lies there. */
    static boolean needed(byte[] head) {
        byte[] start = Arrays.copyOf(head, LOOKED_AT);
        return gzip(start) || zstd(start) || zip(start) || marked(start) || utf16(start).isPresent();
    }

    private static boolean gzip(byte[] start) {
        return start[0] == 0x1F && start[1] == (byte) 0x8B;
    }

    private static boolean zstd(byte[] start) {
        return start[0] == 0x28 && start[1] == (byte) 0xB5 && start[2] == 0x2F && start[3] == (byte) 0xFD;
    }

    private static boolean zip(byte[] start) {
        return start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
    }

    private static boolean marked(byte[] start) {
        return Arrays.equals(start, 0, MARK.length, MARK, 0, MARK.length);
    }

    /** By the byte order mark (RFC 2781), or by the zero in the first character, which is ASCII in every log. */
    private static Optional<Charset> utf16(byte[] start) {
        boolean wide = start[2] == 0 && start[3] == 0;
        if (start[0] == (byte) 0xFF && start[1] == (byte) 0xFE && !wide) {
            return Optional.of(StandardCharsets.UTF_16);
        } else if (start[0] == (byte) 0xFE && start[1] == (byte) 0xFF) {
            return Optional.of(StandardCharsets.UTF_16);
        } else if (start[0] > 0 && start[1] == 0 && start[2] > 0 && start[3] == 0) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        boolean big = start[0] == 0 && start[1] > 0 && start[2] == 0 && start[3] > 0;
        return big ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
    }

    /** Copies the text; what was written before a failure stays. */
    static void copy(InputStream packed, OutputStream out) throws IOException {
        copy(packed, out, 0);
    }

    private static void copy(InputStream packed, OutputStream out, int depth) throws IOException {
        byte[] looked = packed.readNBytes(LOOKED_AT);
        byte[] start = Arrays.copyOf(looked, LOOKED_AT);
        // Not buffered: a buffer that is being filled when packed data ends early takes what was good with it.
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(looked), packed);
        if (depth < DEEPEST && gzip(start)) {
            copy(new GZIPInputStream(in, 1 << 16), out, depth + 1);
        } else if (depth < DEEPEST && zstd(start)) {
            // What it unpacks with lies outside the heap, and only closing it gives that back.
            try (Frames frames = new Frames(in)) {
                copy(frames, out, depth + 1);
            }
        } else if (depth < DEEPEST && zip(start)) {
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                // A Mac puts its own notes beside each file.
                if (!entry.isDirectory() && !entry.getName().startsWith("__MACOSX/")) {
                    copy(new Entry(zip), out, depth + 1);
                    out.write('\n');
                }
            }
        } else {
            text(in, start, out);
        }
    }

    /** Frames of Zstandard; where they end early, that is said as gzip says it. */
    private static final class Frames extends FilterInputStream {
        Frames(InputStream packed) throws IOException {
            super(new ZstdInputStreamNoFinalizer(packed));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return super.read(bytes, from, length);
            } catch (ZstdIOException e) {
                ZipException broken = new ZipException(e.getMessage());
                broken.initCause(e);
                throw broken;
            }
        }
    }

    /** An entry of an archive, which ends before the archive does. */
    private static final class Entry extends FilterInputStream {
        Entry(InputStream archive) {
            super(archive);
        }

        @Override
        public void close() {
            // The next entry comes from the same stream.
        }
    }

    private static void text(InputStream in, byte[] start, OutputStream out) throws IOException {
        Optional<Charset> wide = utf16(start);
        if (wide.isPresent()) {
            Reader reader = new InputStreamReader(in, wide.get());
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            reader.transferTo(writer);
            writer.flush();
            return;
        }
        if (marked(start)) {
            in.skipNBytes(MARK.length);
        }
        byte[] buffer = new byte[1 << 16];
        for (int n; (n = in.read(buffer)) >= 0; ) {
            out.write(buffer, 0, n);
        }
    }
}
