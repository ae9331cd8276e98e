package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Opens a file: unpacks gzip (by its content, RFC 1952), takes off a byte order mark, finds out which log it is, refuses
 * what is none.
 */
final class SourceReader {
    private static final int HEAD = 256 * 1024;
    private static final int SAMPLE = 200;
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private SourceReader() {}

    /**
     * Opens {@code file}; what must be unpacked, and what can be read only once, goes to {@code spare}.
     *
     * @throws SallyportException bad input: missing, a folder, not readable, or no log
     */
    static LogSource open(Path file, Path spare) {
        try {
            if (Files.isDirectory(file)) {
                throw SallyportException.badInput(
                        "SP-LOG-FOLDER", file + " is a folder, not a log file.", "Name the files in it.");
            }
            long size = Files.size(file);
            Path again = file;
            if (!Files.isRegularFile(file)) {
                again = spare.resolveSibling(spare.getFileName() + "-piped");
                try (InputStream in = Files.newInputStream(file);
                        SpareFile out = SpareFile.create(again)) {
                    in.transferTo(out);
                }
            }
            byte[] start = head(again, BOM.length);
            boolean gzip = start.length >= 2 && (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B;
            if (!gzip && !Arrays.equals(start, BOM)) {
                return tell(file, again, size, List.of());
            }
            return tell(file, spare, size, unpack(file, again, gzip, spare));
        } catch (NoSuchFileException e) {
            throw SallyportException.badInput(
                            "SP-LOG-MISSING", "There is no file " + file + ".", "Check the name of the log file.")
                    .causedBy(e);
        } catch (AccessDeniedException e) {
            throw SallyportException.badInput(
                            "SP-LOG-UNREADABLE",
                            "The file " + file + " may not be read.",
                            "Grant yourself the permission to read it.")
                    .causedBy(e);
        } catch (IOException e) {
            throw SallyportException.badInput(
                            "SP-LOG-UNREADABLE",
                            "The file " + file + " cannot be read: " + e.getMessage(),
                            "Check the file and the disk it is on.")
                    .causedBy(e);
        }
    }

    /** Unpacks as much as there is, without its byte order mark; says so when it is not all. */
    private static List<String> unpack(Path file, Path from, boolean gzip, Path target) throws IOException {
        try (SpareFile out = SpareFile.create(target);
                InputStream packed = new BufferedInputStream(Files.newInputStream(from), 1 << 16);
                InputStream in = gzip ? new GZIPInputStream(packed, 1 << 16) : packed) {
            byte[] start = in.readNBytes(BOM.length);
            if (!Arrays.equals(start, BOM)) {
                out.write(start);
            }
            byte[] buffer = new byte[1 << 16];
            for (int n; (n = in.read(buffer)) >= 0; ) {
                out.write(buffer, 0, n);
            }
            return List.of();
        } catch (EOFException | ZipException e) {
            return List.of(file + " is cut short: its gzip data ends early, what could be read was counted.");
        }
    }

    private static LogSource tell(Path file, Path plain, long size, List<String> warnings) throws IOException {
        byte[] head = head(plain, HEAD);
        String text = new String(head, StandardCharsets.UTF_8);
        List<String> lines = LineKinds.split(text);
        if (lines.size() > 1 && head.length == HEAD) {
            // The last one is cut by the end of the head.
            lines = lines.subList(0, lines.size() - 1);
        }
        String name = file.toString();
        if (lines.isEmpty()) {
            return new LogSource(name, null, LogFormat.LINES, plain, file, size, warnings);
        }
        boolean whole = lines.stream().anyMatch(line -> LineKinds.of(line).isPresent());
        Optional<LogKind> inTree = whole ? Optional.empty() : firstInTree(plain);
        if (inTree.isPresent()) {
            return new LogSource(name, inTree.get(), LogFormat.JSON_TREE, plain, file, size, warnings);
        }
        LogKind kind = LineKinds.of(lines)
                .orElseThrow(() -> noLog(
                        file,
                        text.indexOf('\0') >= 0 ? "it is binary" : "no line of it is a WAF, CloudFront or Lambda log"));
        LogFormat format = kind == LogKind.CLOUDFRONT && mostlyW3c(lines) ? LogFormat.W3C : LogFormat.LINES;
        return new LogSource(name, kind, format, plain, file, size, warnings);
    }

    private static boolean mostlyW3c(List<String> lines) {
        long json = lines.stream()
                .filter(line -> line.startsWith("{") && LineKinds.of(line).equals(Optional.of(LogKind.CLOUDFRONT)))
                .count();
        long all = lines.stream()
                .filter(line -> LineKinds.of(line).equals(Optional.of(LogKind.CLOUDFRONT)))
                .count();
        return all > 2 * json;
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

    private static SallyportException noLog(Path file, String why) {
        return SallyportException.badInput(
                "SP-LOG-KIND",
                file + " is no log that can be read: " + why + ".",
                "Give WAF JSON, CloudFront standard or Lambda@Edge logs, plain or gzip.");
    }
}
