package dev.sallyport.core.log;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Small parts of one kind put behind each other, so that the thousands of objects that a log in S3 consists of are not each
 * a question to the database.
 */
final class SmallFiles implements AutoCloseable {
    private static final long SMALL = 1 << 16;

    private final Path file;
    private final LogKind kind;
    private final BufferedWriter out;
    private final List<Member> members = new ArrayList<>();

    /**
     * One of them.
     *
     * @param base lines of others before its own
     * @param lines of its own that are not blank
     */
    record Member(SourceFiles.Part part, long base, long lines) {}

    SmallFiles(Path file, LogKind kind) {
        this.file = file;
        this.kind = kind;
        this.out = new BufferedWriter(new OutputStreamWriter(SpareFile.create(file), StandardCharsets.UTF_8));
    }

    /** Whether a part is small, and lies one JSON record a line. */
    static boolean fits(SourceFiles.Part part) throws IOException {
        return part.format() == LogFormat.LINES && part.kind() != LogKind.EDGE && Files.size(part.lines()) <= SMALL;
    }

    LogKind kind() {
        return kind;
    }

    Path file() {
        return file;
    }

    List<Member> members() {
        return members;
    }

    void add(SourceFiles.Part part) throws IOException {
        long base = members.isEmpty() ? 0 : members.getLast().base() + members.getLast().lines();
        LongStream.Builder numbers = LongStream.builder();
        try {
            WafLines.read(part.lines(), (line, number) -> {
                numbers.add(number);
                try {
                    out.write(line);
                    out.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        long[] own = numbers.build().toArray();
        long[] shown = part.numbers().length == 0 ? own : part.numbers();
        members.add(new Member(
                new SourceFiles.Part(part.name(), kind, part.lines(), part.format(), part.placed(), shown), base, own.length));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
