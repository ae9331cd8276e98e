package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Takes JSON apart that is not one record a line: arrays, pretty-printed or concatenated objects, the
 * {@code {"events":[…]}} that {@code aws logs filter-log-events} and {@code get-log-events} print, the
 * {@code {"logEvents":[…]}} of a subscription (CloudWatch Logs User Guide, "Subscription filters"), the
 * {@code {"results":[[{"field":…,"value":…}]]}} of {@code aws logs get-query-results}, and records, as objects or as
 * texts, in whatever holds them.
 */
final class JsonTree {
    private JsonTree() {}

    /** The kind of a text or an object, or of the first record that it holds. */
    static Optional<LogKind> kindOf(JsonNode node) {
        JsonNode event = events(node).path(0);
        String message = event.isMissingNode() ? node.path("message").asText() : event.path("message").asText();
        boolean printed = !event.isMissingNode() || node.has("logStreamName") || node.has("ingestionTime");
        if (printed) {
            return LineKinds.of(message.strip()).or(() -> Optional.of(LogKind.EDGE));
        }
        List<LogEvent> found = found(node);
        if (!found.isEmpty()) {
            return LineKinds.of(found.getFirst().message().strip()).or(() -> Optional.of(LogKind.EDGE));
        }
        return own(node).or(() -> StreamSupport.stream(node.spliterator(), false)
                .filter(child -> child.isContainerNode() || child.isTextual())
                .flatMap(child -> kindOf(child).stream())
                .findFirst());
    }

    /** The kind of what is a record by itself. */
    private static Optional<LogKind> own(JsonNode node) {
        return node.isTextual() ? LineKinds.of(node.textValue().strip()) : LineKinds.of(node);
    }

    /** The messages of what CloudWatch Logs Insights found; a row without one is none. */
    private static List<LogEvent> found(JsonNode node) {
        List<LogEvent> found = new ArrayList<>();
        for (JsonNode row : node.path("results")) {
            Map<String, String> fields = new HashMap<>();
            row.forEach(field -> fields.put(field.path("field").asText(), field.path("value").asText()));
            String message = fields.get("@message");
            if (message != null) {
                found.add(new LogEvent(
                        moment(fields.getOrDefault("@timestamp", "")),
                        "",
                        "",
                        fields.getOrDefault("@logStream", ""),
                        message));
            }
        }
        return found;
    }

    /** The time of {@code 2026-01-02 03:04:05.678}, which is UTC; the beginning of all where there is none. */
    private static Instant moment(String timestamp) {
        try {
            return Instant.parse(timestamp.replace(' ', 'T') + "Z");
        } catch (DateTimeParseException none) {
            return Instant.EPOCH;
        }
    }

    private static JsonNode events(JsonNode record) {
        return record.path(record.has("logEvents") ? "logEvents" : "events");
    }

    /**
     * Writes each record as one line to {@code lines}; events of CloudWatch Logs go to {@code events} instead. What
     * follows a break in the JSON is written as it stands, line by line, so that nothing is lost.
     */
    static void split(Path file, Path lines, EventFile events) throws IOException {
        try (BufferedWriter out = new BufferedWriter(
                        new OutputStreamWriter(SpareFile.create(lines), StandardCharsets.UTF_8))) {
            for (long from = 0; from >= 0; ) {
                from = values(file, from, out, events);
            }
        }
    }

    /**
     * Reads values until the end or a break. Commas between values, as in what is copied out of a list, are no break.
     *
     * @return where to go on behind commas; negative at the end
     */
    private static long values(Path file, long from, BufferedWriter out, EventFile events) throws IOException {
        long whole = from;
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            try (JsonParser parser = Json.MAPPER.getFactory().createParser(in)) {
                for (JsonToken token; (token = parser.nextToken()) != null; ) {
                    if (token == JsonToken.START_OBJECT) {
                        record(Json.MAPPER.readTree(parser), out, events);
                    } else if (token.isScalarValue()) {
                        text(parser.getValueAsString("null"), out);
                    }
                    whole = from + parser.currentLocation().getByteOffset();
                }
                return -1;
            } catch (JacksonException broken) {
                long behind = behindCommas(file, whole);
                if (behind < 0) {
                    rest(file, whole, out);
                }
                return behind;
            }
        }
    }

    /** Where the text goes on behind a comma; negative where no comma is next. */
    private static long behindCommas(Path file, long from) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.skipNBytes(from);
            boolean comma = false;
            long at = from;
            for (int b; (b = in.read()) == ',' || b == '\n' || b == '\r' || b == ' ' || b == '\t'; at++) {
                comma |= b == ',';
            }
            return comma ? at : -1;
        }
    }

    private static void record(JsonNode record, BufferedWriter out, EventFile events) throws IOException {
        if (events(record).isArray()) {
            for (JsonNode event : events(record)) {
                events.add(event(event));
            }
        } else if (record.has("ingestionTime") && record.path("message").isTextual()) {
            events.add(event(record));
        } else if (!found(record).isEmpty()) {
            for (LogEvent event : found(record)) {
                events.add(event);
            }
        } else if (own(record).isPresent() || kindOf(record).isEmpty()) {
            out.write(Json.MAPPER.writeValueAsString(record));
            out.newLine();
        } else {
            within(record, out, events);
        }
    }

    /** What is no record itself, but holds some: each of them, and what is beside them in the same list. */
    private static void within(JsonNode holder, BufferedWriter out, EventFile events) throws IOException {
        for (JsonNode child : holder) {
            if (child.isArray() && kindOf(child).isPresent()) {
                within(child, out, events);
            } else if (child.isObject() && (holder.isArray() || kindOf(child).isPresent())) {
                record(child, out, events);
            } else if (child.isTextual() && (holder.isArray() || kindOf(child).isPresent())) {
                text(child.textValue(), out);
            }
        }
    }

    /** A record in a text has no line ends of its own but those that JSON may have. */
    private static void text(String text, BufferedWriter out) throws IOException {
        out.write(text.stripLeading().startsWith("{") ? text.replaceAll("[\\r\\n]+", " ").strip() : text);
        out.newLine();
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
