package dev.sallyport.core.firewall;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** WAF log files, plain or gzip, one record a line or JSON documents that hold records; read again as often as needed. */
final class TrafficLog {
    private final List<Path> files;
    private final Set<String> warnings = new LinkedHashSet<>();

    TrafficLog(List<Path> files) {
        this.files = files;
    }

    /** What could not be read, one sentence each. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Hands out every line that is not blank, in the order of the files.
     *
     * @throws SallyportException bad input: missing, or not readable
     */
    void lines(Consumer<String> each) {
        for (Path file : files) {
            try (InputStream in = unpacked(file)) {
                if (document(file)) {
                    records(Json.MAPPER.readTree(in), each);
                } else {
                    lines(in, file, each);
                }
            } catch (NoSuchFileException e) {
                throw SallyportException.badInput(
                                "SP-LOG-MISSING", "There is no file " + file + ".", "Check the name of the log file.")
                        .causedBy(e);
            } catch (IOException e) {
                throw SallyportException.badInput(
                                "SP-LOG-UNREADABLE",
                                "The file " + file + " cannot be read: " + e.getMessage(),
                                "Check the file and the disk it is on.")
                        .causedBy(e);
            }
        }
    }

    private void lines(InputStream in, Path file, Consumer<String> each) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8), 1 << 16);
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    each.accept(line.startsWith("\ufeff") ? line.substring(1) : line);
                }
            }
        } catch (EOFException | ZipException e) {
            warnings.add(file + " is cut short: its gzip data ends early, what could be read was counted.");
        }
    }

    private static InputStream unpacked(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** Whether the file is one JSON document over several lines, rather than a record a line. */
    private static boolean document(Path file) throws IOException {
        try (InputStream in = unpacked(file);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String bare = line.strip();
                if (!bare.isEmpty()) {
                    return bare.startsWith("[") || (bare.startsWith("{") && !bare.endsWith("}"));
                }
            }
            return false;
        } catch (EOFException | ZipException e) {
            return false;
        }
    }

    private static void records(JsonNode node, Consumer<String> each) {
        List<JsonNode> open = new ArrayList<>(List.of(node));
        while (!open.isEmpty()) {
            JsonNode next = open.removeFirst();
            if (next.path("httpRequest").isObject()) {
                each.accept(next.toString());
            } else if (next.isTextual() && next.asText().contains("\"httpRequest\"")) {
                each.accept(next.asText());
            } else if (next.isContainerNode()) {
                int at = 0;
                for (JsonNode child : next) {
                    open.add(at++, child);
                }
            }
        }
    }
}
