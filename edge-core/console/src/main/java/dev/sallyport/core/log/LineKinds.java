package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells by its content which log a line belongs to. */
final class LineKinds {
    private static final ObjectReader JSON = Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Set<String> WAF = Set.of("webaclId", "terminatingRuleId", "httpRequest");
    static final Set<String> CLOUDFRONT = Set.of(
            "x-edge-request-id", "x-edge-location", "x-edge-result-type", "cs-method", "cs(Host)", "c-ip", "sc-status",
            "cs-uri-stem");
    private static final Pattern W3C_RECORD =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d\t\\d\\d:\\d\\d:\\d\\d\t[^\t]*\t(?:[^\t]*\t){8,}[^\t]*");
    private static final Pattern LAMBDA = Pattern.compile(
            "(?:START|END|REPORT) RequestId: .*|INIT_(?:START|REPORT)"
                    + " .*|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(?:Z|\\+00:00)?[\t ].+"
                    + "|\\[(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)]\t\\d{4}-\\d\\d-\\d\\dT.*",
            Pattern.DOTALL);

    private static final Pattern PLATFORM = Pattern.compile("(?:START|END|REPORT|INIT_START|INIT_REPORT) ");

    private LineKinds() {}

    /** The kind of one line or event; empty for a line of no log or a broken one. */
    static Optional<LogKind> of(String line) {
        if (line.startsWith("#Version:") || line.startsWith("#Fields:") || W3C_RECORD.matcher(line).lookingAt()) {
            return Optional.of(LogKind.CLOUDFRONT);
        }
        if (line.startsWith("{")) {
            return ofJson(line);
        }
        Optional<LogKind> behind = LineRecords.behindPrefix(line);
        if (behind.isPresent()) {
            return behind;
        }
        return LAMBDA.matcher(line).matches() ? Optional.of(LogKind.EDGE) : Optional.empty();
    }

    /** Whether it is a text of a function with its time in front, which may go on on the next line. */
    static boolean isTimedText(String line) {
        return !PLATFORM.matcher(line).lookingAt() && LAMBDA.matcher(line).matches();
    }

    /** The kind of a text that is one JSON object. */
    static Optional<LogKind> ofJson(String text) {
        return json(text).flatMap(LineKinds::of);
    }

    /** The kind of a JSON record. */
    static Optional<LogKind> of(JsonNode record) {
        if (WAF.stream().anyMatch(record::has)) {
            return Optional.of(LogKind.WAF);
        }
        if (CLOUDFRONT.stream().anyMatch(record::has)) {
            return Optional.of(LogKind.CLOUDFRONT);
        }
        boolean timed = record.has("timestamp") || record.has("time");
        boolean lambda = record.has("level") || record.has("type") || record.has("requestId") || record.has("message");
        return timed && lambda ? Optional.of(LogKind.EDGE) : Optional.empty();
    }

    /** The line as a JSON object; empty when it is anything else. */
    static Optional<JsonNode> json(String line) {
        try {
            return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        }
    }

    /** The kind that most of the lines have; where none is whole, the kind that a broken one points to. */
    static Optional<LogKind> of(List<String> lines) {
        Map<LogKind, Integer> votes = new EnumMap<>(LogKind.class);
        lines.forEach(line -> of(line).ifPresent(kind -> votes.merge(kind, 1, Integer::sum)));
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .or(() -> lines.stream().filter(LineKinds::looksLikeWaf).findFirst().map(line -> LogKind.WAF));
    }

    private static boolean looksLikeWaf(String line) {
        return WAF.stream().anyMatch(name -> line.contains('"' + name + '"'));
    }

    /** The non-blank lines of a text. */
    static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        text.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        return lines;
    }
}
