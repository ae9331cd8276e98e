package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Opens a file: unpacks it, finds out which log it is, refuses what is none.
 */
final class SourceReader {
    private static final int HEAD = 256 * 1024;
    private static final int SAMPLE = 200;
    /** A line that is read past for the sake of those behind it, in bytes. */
    private static final int LONGEST_FIRST = 1 << 26;
    /** Of a tar archive, which tells itself within its first header. */
    private static final int FIRST_BLOCK = 512;

    /** See CloudFront Developer Guide, "Use real-time access logs": by default the first field is a time in seconds. */
    private static final Pattern REAL_TIME = Pattern.compile("\\d{10}\\.\\d{3}\\t[^\\t\\n]+(\\t[^\\t\\n]*){5,}");

    private SourceReader() {}

    /**
     * Opens {@code given}; what must be unpacked, and what can be read only once, goes to {@code spare}.
     *
     * @throws SallyportException bad input: missing, a folder, not readable, or no log
     */
    static LogSource open(LogFile given, Path spare) {
        Path file = given.path();
        String name = given.name();
        try {
            long size = Files.size(file);
            Path again = file;
            if (!Files.isRegularFile(file)) {
                again = spare.resolveSibling(spare.getFileName() + "-piped");
                try (InputStream in = Files.newInputStream(file);
                        SpareFile out = SpareFile.create(again)) {
                    in.transferTo(out);
                }
            }
            byte[] start = head(again, FIRST_BLOCK);
            if (ParquetLines.begins(start)) {
                try (OutputStream out = new Bounded(SpareFile.create(spare), name, Files.size(again))) {
                    ParquetLines.write(name, again, out);
                } catch (SallyportException refused) {
                    Files.deleteIfExists(spare);
                    throw refused;
                }
                return tell(given, spare, size, List.of());
            }
            if (!Unpacked.needed(start)) {
                return tell(given, again, size, List.of());
            }
            return tell(given, spare, size, unpack(name, again, spare));
        } catch (NoSuchFileException e) {
            throw SallyportException.badInput(
                            "SP-LOG-MISSING", "There is no file " + name + ".", "Check the name of the log file.")
                    .causedBy(e);
        } catch (AccessDeniedException e) {
            throw SallyportException.badInput(
                            "SP-LOG-UNREADABLE",
                            "The file " + name + " may not be read.",
                            "Grant yourself the permission to read it.")
                    .causedBy(e);
        } catch (IOException e) {
            throw SallyportException.badInput(
                            "SP-LOG-UNREADABLE",
                            "The file " + name + " cannot be read: " + e.getMessage(),
                            "Check the file and the disk it is on.")
                    .causedBy(e);
        }
    }

    /** Unpacks as much as there is; says so when it is not all. */
    private static List<String> unpack(String name, Path from, Path target) throws IOException {
        try (SpareFile out = SpareFile.create(target);
                InputStream packed = Files.newInputStream(from)) {
            Unpacked.copy(packed, new Bounded(out, name, Files.size(from)));
            return List.of();
        } catch (SallyportException refused) {
            Files.deleteIfExists(target);
            throw refused;
        } catch (EOFException | ZipException e) {
            return List.of(name + " is cut short: its packed data ends early, what could be read was counted.");
        }
    }

    /** A log is a tenth of its size when it is packed; what is made to fill a disk is a thousandth, or that of that. */
    private static final class Bounded extends FilterOutputStream {
        private static final int SWELLS = 250;
        private static final long ANYWAY = 1L << 26;

        private final String name;
        private final long most;
        private long written;

        Bounded(OutputStream out, String name, long packed) {
            super(out);
            this.name = name;
            this.most = Math.max(ANYWAY, SWELLS * packed);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            written += length;
            if (written > most) {
                throw SallyportException.badInput(
                        "SP-LOG-SWELLS",
                        name + " unpacks to more than " + SWELLS + " times its size and was left alone.",
                        "If it is a log, unpack it yourself and name what comes out.");
            }
            out.write(bytes, from, length);
        }
    }

    private static LogSource tell(LogFile given, Path plain, long size, List<String> warnings) throws IOException {
        Path file = given.path();
        String name = given.name();
        byte[] head = head(plain, HEAD);
        Optional<Unpacked.Named> foreign = Unpacked.foreign(head);
        if (foreign.isPresent()) {
            throw SallyportException.badInput(
                    "SP-LOG-KIND",
                    name + " is " + foreign.get().what() + ", which is not read here.",
                    foreign.get().next());
        }
        String text = new String(head, StandardCharsets.UTF_8);
        List<String> lines = lines(head);
        if (lines.isEmpty()) {
            return new LogSource(name, null, Set.of(), LogFormat.LINES, plain, file, size, warnings);
        }
        boolean whole = lines.stream().anyMatch(line -> LineKinds.of(line).isPresent());
        Optional<LogKind> inTree = whole ? Optional.empty() : firstInTree(plain);
        if (inTree.isPresent()) {
            return new LogSource(name, inTree.get(), Set.of(), LogFormat.JSON_TREE, plain, file, size, warnings);
        }
        if (!whole && head.length == HEAD && lines.size() == 1) {
            // One line that is longer than all of the head says nothing about those behind it.
            lines = lines(behindFirstLine(plain));
        }
        LogKind kind = LineKinds.of(lines)
                .orElseThrow(() -> noLog(name, text));
        SortedLines sorted = new SortedLines(kind, (shelf, line, number) -> {});
        lines.forEach(line -> sorted.add(line, 0));
        Set<LogKind> others = sorted.kinds();
        others.remove(kind);
        LogFormat format = sorted.isMixed()
                ? LogFormat.MIXED
                : sorted.isW3c() ? LogFormat.W3C : LogFormat.LINES;
        return new LogSource(name, kind, others, format, plain, file, size, warnings);
    }

    private static List<String> lines(byte[] head) {
        List<String> lines = LineKinds.split(new String(head, StandardCharsets.UTF_8));
        // The last one is cut by the end of the head.
        return lines.size() > 1 && head.length == HEAD ? lines.subList(0, lines.size() - 1) : lines;
    }

    private static byte[] behindFirstLine(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), HEAD)) {
            int b = in.read();
            for (int read = 1; b >= 0 && b != '\n' && read < LONGEST_FIRST; read++) {
                b = in.read();
            }
            return in.readNBytes(HEAD);
        }
    }

    /** The kind of the first record of a file that is JSON, but not one record a line; of texts in it too. */
    private static Optional<LogKind> firstInTree(Path plain) throws IOException {
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(plain.toFile())) {
            for (int judged = 0; judged < SAMPLE; ) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return Optional.empty();
                }
                if (token == JsonToken.START_OBJECT || token == JsonToken.VALUE_STRING) {
                    judged++;
                    Optional<LogKind> kind = JsonTree.kindOf(Json.MAPPER.readTree(parser));
                    if (kind.isPresent()) {
                        return kind;
                    }
                }
            }
            return Optional.empty();
        } catch (JacksonException broken) {
            return Optional.empty();
        }
    }

    private static byte[] head(Path file, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(length);
        }
    }

    /** What a text is that is no log: named where that is known. */
    private static SallyportException noLog(String name, String text) {
        if (text.contains("\"SampledRequests\"")) {
            return noLog(
                    name,
                    "it holds sampled requests, as get-sampled-requests prints them, without request ids",
                    "Read the log of the web ACL instead.");
        }
        if (REAL_TIME.matcher(text.stripLeading()).lookingAt()) {
            return noLog(
                    name,
                    "it looks like a CloudFront real-time log, and only its configuration knows its fields",
                    "Put a line before it that begins with #Fields: and names them in their order.");
        }
        return noLog(
                name,
                text.indexOf('\0') >= 0 ? "it is binary" : "no line of it is a WAF, CloudFront or Lambda log",
                "Give WAF JSON, CloudFront standard or Lambda@Edge logs, plain, gzip, Zstandard or zip, or as Parquet.");
    }

    private static SallyportException noLog(String name, String why, String next) {
        return SallyportException.badInput("SP-LOG-KIND", name + " is no log that can be read: " + why + ".", next);
    }
}
