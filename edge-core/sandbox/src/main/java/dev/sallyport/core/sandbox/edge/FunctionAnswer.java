package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;

/** What a function behind API Gateway or a function URL returned, as an HTTP response. */
final class FunctionAnswer {
    private FunctionAnswer() {}

    /** Payload format 1.0; empty when it is malformed. */
    static Optional<Response> ofProxy(byte[] payload) {
        JsonNode json = parse(payload);
        JsonNode status = json.path("statusCode");
        return status.canConvertToInt() || status.isTextual() ? response(json) : Optional.empty();
    }

    /** Payload format 2.0: without a statusCode the whole value is the body. */
    static Optional<Response> ofUrl(byte[] payload) {
        JsonNode json = parse(payload);
        if (json.isObject() && json.has("statusCode")) {
            return response(json);
        }
        String body = json.isTextual() ? json.asText() : json.toString();
        return Optional.of(Response.text(200, Headers.of("Content-Type", "application/json"), body));
    }

    private static JsonNode parse(byte[] payload) {
        try {
            return Json.MAPPER.readTree(payload);
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }

    private static Optional<Response> response(JsonNode json) {
        int status = json.path("statusCode").asInt();
        JsonNode body = json.path("body");
        if (status < 200 || status > 599 || body.isContainerNode()) {
            return Optional.empty();
        }
        List<Headers.Line> lines = new ArrayList<>();
        json.path("headers").properties().forEach(header ->
                lines.add(new Headers.Line(header.getKey(), header.getValue().asText())));
        json.path("multiValueHeaders").properties().forEach(header -> {
            lines.removeIf(line -> line.name().equalsIgnoreCase(header.getKey()));
            header.getValue().forEach(value -> lines.add(new Headers.Line(header.getKey(), value.asText())));
        });
        json.path("cookies").forEach(cookie -> lines.add(new Headers.Line("Set-Cookie", cookie.asText())));
        Headers headers = new Headers(lines);
        if (!headers.has("Content-Type")) {
            headers = headers.plus("Content-Type", "application/json");
        }
        String text = body.isNull() || body.isMissingNode() ? "" : body.asText();
        try {
            SdkBytes bytes = json.path("isBase64Encoded").asBoolean()
                    ? SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text))
                    : SdkBytes.fromUtf8String(text);
            return Optional.of(new Response(status, headers, bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
