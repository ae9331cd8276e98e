package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.http.Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Headers in the form of Lambda@Edge events, and which of them a function may touch.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html">
 *     Restrictions on all edge functions</a>
 */
final class EdgeHeaders {
    private static final Set<String> DISALLOWED = Set.of(
            "connection",
            "expect",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "trailer",
            "upgrade",
            "x-accel-buffering",
            "x-accel-charset",
            "x-accel-limit-rate",
            "x-accel-redirect",
            "x-amzn-auth",
            "x-amzn-cf-billing",
            "x-amzn-cf-id",
            "x-amzn-cf-xff",
            "x-amzn-errortype",
            "x-amzn-fle-profile",
            "x-amzn-header-count",
            "x-amzn-header-order",
            "x-amzn-lambda-integration-tag",
            "x-amzn-requestid",
            "x-cache",
            "x-forwarded-proto",
            "x-real-ip");
    private static final Map<String, Set<String>> READ_ONLY = Map.of(
            "viewer-request", Set.of("content-length", "host", "transfer-encoding", "via"),
            "origin-request",
                    Set.of(
                            "accept-encoding",
                            "cdn-loop",
                            "content-length",
                            "if-modified-since",
                            "if-none-match",
                            "if-range",
                            "if-unmodified-since",
                            "transfer-encoding",
                            "via"),
            "origin-response", Set.of("transfer-encoding", "via"),
            "viewer-response",
                    Set.of("content-encoding", "content-length", "transfer-encoding", "warning", "via"));

    private EdgeHeaders() {}

    /** Lower-case name to its values. */
    static ObjectNode toJson(Headers headers) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        for (Headers.Line line : headers.lines()) {
            json.withArray("/" + line.name().toLowerCase(Locale.ROOT).replace("~", "~0").replace("/", "~1"))
                    .addObject()
                    .put("key", line.name())
                    .put("value", line.value());
        }
        return json;
    }

    /** Reads what a function returned. */
    static Headers fromJson(JsonNode json) {
        if (json.isMissingNode() || json.isNull()) {
            return Headers.NONE;
        }
        if (!json.isObject()) {
            throw EdgeFailure.invalidResult("The headers are not an object.");
        }
        List<Headers.Line> lines = new ArrayList<>();
        json.properties().forEach(entry -> {
            if (!entry.getValue().isArray()) {
                throw EdgeFailure.invalidResult("The header " + entry.getKey() + " is not an array.");
            }
            if (!entry.getKey().equals(entry.getKey().toLowerCase(Locale.ROOT))) {
                throw EdgeFailure.invalidResult("The header name " + entry.getKey() + " is not in lower case.");
            }
            for (JsonNode item : entry.getValue()) {
                String key = item.path("key").asText(entry.getKey());
                if (!item.path("value").isTextual() || !key.equalsIgnoreCase(entry.getKey())
                        || !key.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                        || item.path("value").asText().matches("(?s).*[\\r\\n].*")) {
                    throw EdgeFailure.invalidResult("The header " + entry.getKey() + " is not valid.");
                }
                lines.add(new Headers.Line(
                        item.has("key") ? key : titleCase(key), item.path("value").asText()));
            }
        });
        return new Headers(lines);
    }

    static String titleCase(String name) {
        return Arrays.stream(name.split("-", -1))
                .map(part -> part.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining("-"));
    }

    /** Refuses a change that CloudFront refuses. */
    static void check(String event, Headers before, Headers after) {
        Map<String, List<String>> was = before.byName();
        Map<String, List<String>> is = after.byName();
        for (String name : READ_ONLY.getOrDefault(event, Set.of())) {
            if (!was.getOrDefault(name, List.of()).equals(is.getOrDefault(name, List.of()))) {
                throw EdgeFailure.invalidResult("The header " + name + " is read-only.");
            }
        }
        is.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean forbidden =
                    DISALLOWED.contains(lower) || lower.startsWith("x-amz-cf-") || lower.startsWith("x-edge-");
            if (forbidden && !values.equals(was.get(name))) {
                throw EdgeFailure.invalidResult("The header " + lower + " is not allowed.");
            }
        });
    }
}
