package dev.sallyport.core.sandbox.athena;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The lines of objects as the SerDe of their table reads them, each written as a JSON object of the table's columns.
 */
final class TableRows {
    static final String PATH = "$path";
    private static final String NULL = "\\N";

    /** A log is a tenth of its size when it is packed; what is made to fill a disk is a thousandth. */
    private static final int SWELLS = 250;

    private static final long ANYWAY = 1L << 26;

    /** Ends a query instead of the disk. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int read = super.read(to, from, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new FailedQueryException("HIVE_CURSOR_ERROR: an object unpacks to more than " + SWELLS
                        + " times its size, which the sandbox does not read");
            }
            return read;
        }
    }

    private final StoredTable table;
    private final List<String> columns;

    TableRows(StoredTable table) {
        this.table = table;
        this.columns = new ArrayList<>(table.columns().keySet());
    }

    /** Adds the rows of an object; what is packed is told by the end of its key, as by Athena. */
    void write(TableObjects.Found object, byte[] bytes, BufferedWriter out) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        long left = Math.max(ANYWAY, (long) SWELLS * bytes.length);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                object.key().endsWith(".gz") ? new Bounded(new GZIPInputStream(in), left) : in, StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                ObjectNode row = table.delimiter().isEmpty() ? json(line, object) : delimited(line);
                if (!object.partition().isEmpty()) {
                    row.put(table.partitions().keySet().iterator().next(), object.partition());
                }
                out.write(row.put(PATH, object.path()).toString());
                out.write('\n');
            }
        }
    }

    private ObjectNode delimited(String line) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        String[] fields = line.split(Pattern.quote(table.delimiter()), -1);
        for (int i = 0; i < Math.min(fields.length, columns.size()); i++) {
            if (!fields[i].equals(NULL)) {
                row.put(columns.get(i), fields[i]);
            }
        }
        return row;
    }

    private ObjectNode json(String line, TableObjects.Found object) {
        try {
            // Like the SerDe, what stands behind the first object of a line is not seen.
            JsonNode node = Json.MAPPER.readerFor(JsonNode.class).readValue(line);
            if (node instanceof ObjectNode known) {
                ObjectNode row = Json.MAPPER.createObjectNode();
                known.properties().stream()
                        .filter(member -> columns.contains(member.getKey().toLowerCase(Locale.ROOT)))
                        .forEach(member -> row.set(member.getKey().toLowerCase(Locale.ROOT), lower(member.getValue())));
                return row;
            }
        } catch (JsonProcessingException broken) {
            if (!table.lenient()) {
                throw new FailedQueryException("HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: "
                        + broken.getOriginalMessage() + " in " + object.path());
            }
        }
        return Json.MAPPER.createObjectNode();
    }

    /** Names of members are read whatever their case. */
    private static JsonNode lower(JsonNode node) {
        if (node instanceof ObjectNode members) {
            ObjectNode lower = Json.MAPPER.createObjectNode();
            members.properties().forEach(member ->
                    lower.set(member.getKey().toLowerCase(Locale.ROOT), lower(member.getValue())));
            return lower;
        }
        if (node instanceof ArrayNode items) {
            ArrayNode lower = Json.MAPPER.createArrayNode();
            items.forEach(item -> lower.add(lower(item)));
            return lower;
        }
        return node;
    }
}
