package dev.sallyport.core.distribution;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The lines of a JSON or YAML file on which its members and items stand, by JSON pointer. */
final class SavedLines {
    /** Deeper than any template; a pointer is as long as it is deep. */
    private static final int DEEPEST = 64;

    private static final int LONGEST = 2_000;

    private final Map<String, Integer> lines;

    private SavedLines(Map<String, Integer> lines) {
        this.lines = lines;
    }

    static SavedLines of(byte[] bytes, String text) {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructEnd() ? -1 : 0;
                String pointer = depth < DEEPEST ? parser.getParsingContext().pathAsPointer().toString() : "";
                if (pointer.length() < LONGEST) {
                    lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
                }
                depth += token.isStructStart() ? 1 : 0;
            }
        } catch (JacksonException e) {
            lines.clear();
            Yaml.read(text, (pointer, line) -> {
                if (pointer.length() < LONGEST) {
                    lines.putIfAbsent(pointer, line);
                }
            });
        } catch (IOException e) {
            lines.clear();
        }
        return new SavedLines(lines);
    }

    /** Of what stands at a pointer, or else of the nearest around it. */
    Optional<Integer> line(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null || at.isEmpty()) {
                return Optional.ofNullable(line);
            }
        }
    }
}
