package dev.sallyport.core.log;

import dev.sallyport.core.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Log events on their way into the store: Lambda's with their place and time, the others as the record they carry. */
final class EventFile implements AutoCloseable {
    private static final Pattern BREAKS = Pattern.compile("[\\r\\n]+");

    private final BufferedWriter out;
    private final LogKind kind;

    EventFile(Path file, LogKind kind) {
        this.out = new BufferedWriter(new OutputStreamWriter(SpareFile.create(file), StandardCharsets.UTF_8));
        this.kind = kind;
    }

    void add(LogEvent event) throws IOException {
        String line = kind == LogKind.EDGE ? placed(event) : BREAKS.matcher(event.message()).replaceAll(" ");
        out.write(line);
        out.write('\n');
    }

    private static String placed(LogEvent event) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("moment", event.timestamp().toEpochMilli());
        line.put("region", event.region());
        line.put("name", event.function());
        line.put("stream", event.stream());
        // A lone surrogate is no Unicode text, and no JSON reader has to take it.
        byte[] text = event.message().getBytes(StandardCharsets.UTF_8);
        line.put("line", new String(text, StandardCharsets.UTF_8));
        return Json.MAPPER.writeValueAsString(line);
    }

    /** A line that Lambda printed, of which the place is not known, and the time only where the line has it. */
    static String unplaced(String text) throws IOException {
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        return Json.MAPPER.writeValueAsString(Map.of("line", new String(whole, StandardCharsets.UTF_8)));
    }

    /** The text in a line that this wrote. */
    static String text(String line) {
        return LineKinds.json(line).map(event -> event.path("line").asText()).orElse(line);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
