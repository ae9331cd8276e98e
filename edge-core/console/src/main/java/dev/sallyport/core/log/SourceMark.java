package dev.sallyport.core.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * By what a source is known again, without reading all of it.
 *
 * @param name as the user gave it
 * @param place of the file, or of the object in S3
 * @param size bytes
 * @param version changes with the content: of a file its inode and when it was written, of an object its entity tag
 * @param head SHA-256 of a file's first bytes; empty for an object
 * @param tail SHA-256 of its last ones
 */
record SourceMark(String name, String place, long size, String version, String head, String tail) {
    private static final int SPAN = 1 << 16;

    /** Of all sources; empty where one of them cannot be known again, such as a pipe. */
    static Optional<List<SourceMark>> of(List<LogFile> files) {
        List<SourceMark> marks = new ArrayList<>();
        try {
            for (LogFile file : files) {
                if (file.version().equals(LogFile.CUT) || !isKnownAgain(file.path())) {
                    return Optional.empty();
                }
                marks.add(of(file));
            }
        } catch (IOException | InvalidPathException unreadable) {
            // Reading it will say so.
            return Optional.empty();
        }
        return Optional.of(marks);
    }

    /** A pipe is not, nor what has a name that this system cannot write. */
    private static boolean isKnownAgain(Path file) throws IOException {
        return Files.isRegularFile(file)
                && !SourceFiles.isInput(file)
                && Path.of(file.toRealPath().toString()).equals(file.toRealPath());
    }

    private static SourceMark of(LogFile file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
        long size = attributes.size();
        if (!file.version().isEmpty()) {
            return new SourceMark(file.name(), file.name(), size, file.version(), "", "");
        }
        return new SourceMark(
                file.name(),
                file.path().toRealPath().toString(),
                size,
                attributes.fileKey() + " " + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                hash(file.path(), 0, Math.min(SPAN, size)),
                hash(file.path(), Math.max(0, size - SPAN), Math.min(SPAN, size)));
    }

    /** Whether it is the same source with the same content, whatever it is called. */
    boolean same(SourceMark other) {
        return place.equals(other.place)
                && size == other.size
                && version.equals(other.version)
                && head.equals(other.head)
                && tail.equals(other.tail);
    }

    /** Whether {@code later} is this file with more lines behind those it had, as far as its ends tell. */
    boolean grewInto(SourceMark later) throws IOException {
        Path file = Path.of(place);
        return !head.isEmpty()
                && place.equals(later.place)
                && size > 0
                && size < later.size
                && endsLine(file, size)
                && hash(file, 0, Math.min(SPAN, size)).equals(head)
                && hash(file, Math.max(0, size - SPAN), Math.min(SPAN, size)).equals(tail);
    }

    private static boolean endsLine(Path file, long size) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.read(last, size - 1) == 1 && last.get(0) == '\n';
        }
    }

    private static String hash(Path file, long from, long length) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            long at = from;
            while (bytes.hasRemaining()) {
                int read = in.read(bytes, at);
                if (read < 0) {
                    break;
                }
                at += read;
            }
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(hash.digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
