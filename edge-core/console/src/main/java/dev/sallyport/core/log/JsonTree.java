package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes JSON apart that is not one record a line: arrays, pretty-printed or concatenated objects, and the
 * {@code {"events":[…]}} that {@code aws logs filter-log-events} and {@code get-log-events} print, and the
 * {@code {"logEvents":[…]}} of a subscription (CloudWatch Logs User Guide, "Subscription filters").
 */
final class JsonTree {
    private JsonTree() {}

    /** The kind of the object that begins here; reads it. */
    static Optional<LogKind> kindOf(JsonParser parser) throws IOException {
        JsonNode record = Json.MAPPER.readTree(parser);
        JsonNode event = events(record).path(0);
        String message = event.isMissingNode() ? record.path("message").asText() : event.path("message").asText();
        boolean printed = !event.isMissingNode() || record.has("logStreamName") || record.has("ingestionTime");
        return printed ? LineKinds.of(message.strip()).or(() -> Optional.of(LogKind.EDGE)) : LineKinds.of(record);
    }

    private static JsonNode events(JsonNode record) {
        return record.path(record.has("logEvents") ? "logEvents" : "events");
    }

    /**
     * Writes each record as one line to {@code lines}; events of CloudWatch Logs go to {@code events} instead. What
     * follows a break in the JSON is written as it stands, line by line, so that nothing is lost.
     */
    static void split(Path file, Path lines, EventFile events) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(lines);
                JsonParser parser = Json.MAPPER.getFactory().createParser(file.toFile())) {
            long whole = 0;
            try {
                for (JsonToken token; (token = parser.nextToken()) != null; ) {
                    if (token == JsonToken.START_OBJECT) {
                        record(Json.MAPPER.readTree(parser), out, events);
                    } else if (token.isScalarValue()) {
                        out.write(parser.getValueAsString("null"));
                        out.newLine();
                    }
                    whole = parser.currentLocation().getByteOffset();
                }
            } catch (JacksonException broken) {
                rest(file, whole, out);
            }
        }
    }

    private static void record(JsonNode record, BufferedWriter out, EventFile events) throws IOException {
        if (events(record).isArray()) {
            for (JsonNode event : events(record)) {
                events.add(event(event));
            }
        } else if (record.has("ingestionTime") && record.path("message").isTextual()) {
            events.add(event(record));
        } else {
            out.write(Json.MAPPER.writeValueAsString(record));
            out.newLine();
        }
    }

    private static LogEvent event(JsonNode event) {
        return new LogEvent(
                Instant.ofEpochMilli(event.path("timestamp").asLong()),
                "",
                "",
                event.path("logStreamName").asText(""),
                event.path("message").asText(""));
    }

    private static void rest(Path file, long from, BufferedWriter out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line; (line = text.readLine()) != null; ) {
                String bare = line.strip();
                out.write(bare.equals("]") || bare.equals(",") ? "" : line);
                out.newLine();
            }
        }
    }
}
