package dev.sallyport.core.log;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a W3C log that share one {@code #Fields} directive. See W3C, "Extended Log File Format".
 *
 * @param file holds these lines only
 * @param fields in the order of the columns; none where no directive names them
 */
record W3cPart(Path file, List<String> fields) {
    private static final String FIELDS = "#Fields:";

    /** The parts of a log: mostly one; more where logs of different fields were put together. */
    static List<W3cPart> of(LogDatabase database, Path file, Path spare)
            throws SQLException, IOException {
        List<Map<String, @Nullable Object>> directives = database.rows(
                """
                SELECT DISTINCT line
                FROM %s
                WHERE starts_with(line, '%s')
                """
                        .formatted(LogTable.lines(file), FIELDS));
        if (directives.isEmpty()) {
            return List.of(new W3cPart(file, List.of()));
        }
        String directive = String.valueOf(directives.getFirst().get("line"));
        if (directives.size() == 1 && leads(file, directive)) {
            return List.of(new W3cPart(file, fields(directive)));
        }
        CleanCopy.write(file, spare, true);
        List<W3cPart> parts = new ArrayList<>();
        List<String> fields = List.of();
        try (BufferedReader lines = Files.newBufferedReader(spare)) {
            String line = lines.readLine();
            while (line != null) {
                Path part = spare.resolveSibling(spare.getFileName() + "-" + parts.size());
                try (BufferedWriter out = Files.newBufferedWriter(part)) {
                    do {
                        if (line.startsWith(FIELDS)) {
                            fields = fields(line);
                        }
                        out.write(line);
                        out.write('\n');
                        line = lines.readLine();
                    } while (line != null && !(line.startsWith(FIELDS) && !fields(line).equals(fields)));
                }
                parts.add(new W3cPart(part, fields));
            }
        }
        return parts;
    }

    /** Whether no record stands before the directive. */
    private static boolean leads(Path file, String directive) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && (line.isBlank() || line.startsWith("#")) && !line.equals(directive)) {
                line = lines.readLine();
            }
            return directive.equals(line);
        }
    }

    private static List<String> fields(String directive) {
        return List.of(directive.substring(FIELDS.length()).strip().split("\\s+"));
    }
}
