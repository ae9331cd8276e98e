package dev.sallyport.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.bucket.TimeSpan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of web ACL traffic logs in files, for whom each record matters whole and once. The files are opened and
 * taken apart as a {@link LogStore} does it, so that both see the same lines.
 */
public final class WafLines implements AutoCloseable {
    /** As long as a line may be that DuckDB reads; a log record is a hundredth of it. */
    private static final int LONGEST = 1 << 24;

    private static final int BLOCK = 1 << 18;

    private final StoreFolder folder;
    private final SourceFiles files;
    private final LogInput input;
    private final Map<LogFile, LogSource> sources = new LinkedHashMap<>();
    /** Why files were left out, each once although the files are read as often as asked. */
    private final Set<String> left = new LinkedHashSet<>();

    private WafLines(StoreFolder folder, LogInput input) {
        this.folder = folder;
        this.files = new SourceFiles(folder);
        this.input = input;
    }

    /**
     * The lines of these files; none is opened yet.
     *
     * @param home below which they are unpacked, one after the other, until this is closed
     */
    public static WafLines open(Home home, List<Path> paths) {
        return open(home, LogInput.of(paths, TimeSpan.ALL));
    }

    /**
     * The same of sources from anywhere.
     *
     * @param input stays open as long as this
     */
    public static WafLines open(Home home, LogInput input) {
        return new WafLines(StoreFolder.create(home), input);
    }

    /** The time of the records that count; lines of other times are handed out too. */
    public TimeSpan span() {
        return input.span();
    }

    /**
     * Hands out every line that is not blank, records or not, in the order of the files; as often as asked.
     *
     * @throws SallyportException bad input: a file that is missing, not readable or no log; {@code SP-HOME} where one
     *     cannot be unpacked
     */
    public void each(Consumer<String> line) {
        for (LogFile file : input.files()) {
            LogSource source = source(file);
            if (source == null) {
                continue;
            }
            sources.put(file, source);
            try {
                List<SourceFiles.Part> parts = source.holds(LogKind.WAF) ? files.parts(source) : List.of();
                for (SourceFiles.Part part : parts) {
                    if (part.kind() == LogKind.WAF) {
                        read(part.lines(), line);
                    }
                    forget(source, part.lines());
                }
                forget(source, source.path());
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
    }

    /** What can be read only once is kept from its first reading on. */
    private @Nullable LogSource source(LogFile file) {
        LogSource before = sources.get(file);
        if (before != null && !Files.isRegularFile(file.path()) && Files.exists(before.path())) {
            return before;
        }
        List<String> reason = new ArrayList<>();
        LogSource source = files.open(file, reason).orElse(null);
        left.addAll(reason);
        return source;
    }

    private static void forget(LogSource source, Path file) throws IOException {
        boolean ours = !file.equals(source.original());
        boolean only = file.equals(source.path()) && !Files.isRegularFile(source.original());
        if (ours && !only) {
            Files.deleteIfExists(file);
        }
    }

    private static void read(Path file, Consumer<String> each) throws IOException {
        read(file, (line, number) -> each.accept(line));
    }

    /** Gets a line. */
    @FunctionalInterface
    interface Numbered {
        /**
         * Takes one.
         *
         * @param number of the line in its file, from 1
         */
        void accept(String line, long number);
    }

    /** Hands out every line that is not blank. */
    static void read(Path file, Numbered each) throws IOException {
        long number = 1;
        byte[] buffer = new byte[BLOCK];
        int start = 0;
        int end = 0;
        int scanned = 0;
        boolean tooLong = false;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = 0; n >= 0; n = in.read(buffer, end, buffer.length - end), end += Math.max(n, 0)) {
                for (; scanned < end; scanned++) {
                    if (buffer[scanned] == '\n') {
                        line(buffer, start, scanned, tooLong, number++, each);
                        start = scanned + 1;
                        tooLong = false;
                    }
                }
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
                if (end >= LONGEST) {
                    tooLong = true;
                    end = 0;
                } else if (end == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * end);
                }
                scanned = end;
            }
        }
        line(buffer, start, end, tooLong, number, each);
    }

    private static void line(byte[] buffer, int from, int to, boolean tooLong, long number, Numbered each) {
        if (tooLong) {
            each.accept("(a line of more than " + LONGEST + " bytes)", number);
            return;
        }
        for (int i = from; i < to; i++) {
            // As RawLines and DuckDB tell a blank line.
            if (buffer[i] != ' ' && (buffer[i] < '\t' || buffer[i] > '\r')) {
                each.accept(new String(buffer, from, to - from, UTF_8), number);
                return;
            }
        }
    }

    /** A private file for who must put the lines into another order; gone when this is closed. */
    public Path spare() {
        return files.next("spare");
    }

    /**
     * What became of the files that were read, in the words of a store that has loaded them.
     *
     * @param records lines that were records
     * @param rejected lines that were none
     * @param outside records of another time than was asked for
     */
    public LoadReport report(long records, long rejected, long outside) {
        List<String> all = new ArrayList<>(input.gaps());
        all.addAll(SourceFiles.few(left));
        for (LogSource source : sources.values()) {
            all.addAll(source.warnings());
            source.uncounted(LogKind.WAF).ifPresent(all::add);
        }
        try {
            for (LogSource source : sources.values()) {
                SourceFiles.shrunk(source).ifPresent(all::add);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return LoadReport.of(
                Map.of(LogKind.WAF, records),
                rejected,
                outside,
                all,
                sources.values().stream().map(LogSource::name).toList());
    }

    private static SallyportException unreadable(IOException e) {
        return SallyportException.unavailable(
                        "SP-LOG-UNREADABLE",
                        "A log file cannot be read any more: " + e.getMessage(),
                        "Check the disk that it is on, and the free space under the home folder.")
                .causedBy(e);
    }

    @Override
    public void close() {
        folder.close();
    }
}
