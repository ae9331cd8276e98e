package dev.sallyport.core.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in a sentence why a line is no record of the log that it stands in. */
final class Rejection {
    private static final List<String> WAF = List.of("timestamp", "action", "httpRequest");

    private Rejection() {}

    static String reason(LogKind kind, String line) {
        boolean json = line.stripLeading().startsWith("{");
        return switch (kind) {
            case WAF -> LineKinds.json(line).map(Rejection::ofWaf).orElse(json ? broken() : "It is no JSON object.");
            case CLOUDFRONT -> json
                    ? LineKinds.json(line)
                            .map(record -> "A value is of another type than its field, or none of its fields is CloudFront's.")
                            .orElse(broken())
                    : ofColumns(line);
            case EDGE -> "It is no line that Lambda writes, and belongs to none.";
        };
    }

    private static String broken() {
        return "Its JSON is cut or broken.";
    }

    private static String ofWaf(JsonNode record) {
        List<String> lacking = Stream.concat(
                        WAF.stream().filter(name -> record.path(name).isMissingNode() || record.path(name).isNull()),
                        Optional.of("action").filter(name -> record.path(name).asText("-").isEmpty()).stream())
                .toList();
        if (!lacking.isEmpty()) {
            return "It lacks " + String.join(", ", lacking) + ".";
        }
        return record.path("httpRequest").isObject() ? "Its timestamp is no time." : "Its httpRequest is no object.";
    }

    private static String ofColumns(String line) {
        long columns = line.chars().filter(c -> c == '\t').count() + 1;
        return columns == 1
                ? "It has no columns."
                : "It has " + columns + " columns, another number than its log, or a value of another type than its field.";
    }
}
