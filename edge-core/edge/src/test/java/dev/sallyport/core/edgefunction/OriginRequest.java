package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An origin-request event in the documented form, and the reading of the request that a function makes of it.
 *
 * @param body base64; null where the behavior includes none
 */
record OriginRequest(
        String method,
        String uri,
        String query,
        @Nullable String contentType,
        @Nullable String body,
        String host,
        String path) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    static final String API = "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com";

    static OriginRequest get(String uri, String query) {
        return new OriginRequest("GET", uri, query, null, null, API, "/prod");
    }

    static OriginRequest post(@Nullable String contentType, byte[] body) {
        String data = Base64.getEncoder().encodeToString(body);
        return new OriginRequest("POST", "/records", "", contentType, data, API, "/prod");
    }

    OriginRequest to(String otherHost, String otherPath) {
        return new OriginRequest(method, uri, query, contentType, body, otherHost, otherPath);
    }

    ObjectNode event() {
        ObjectNode event = JSON.objectNode();
        ObjectNode cf = event.putArray("Records").addObject().putObject("cf");
        cf.putObject("config")
                .put("distributionDomainName", "d111111abcdef8.cloudfront.net")
                .put("distributionId", "EDFDVBD6EXAMPLE")
                .put("eventType", "origin-request")
                .put("requestId", "4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==");
        ObjectNode request = cf.putObject("request");
        request.put("clientIp", "203.0.113.178").put("method", method).put("uri", uri).put("querystring", query);
        ObjectNode headers = request.putObject("headers");
        header(headers, "Host", host);
        header(headers, "User-Agent", "Amazon CloudFront");
        header(headers, "Via", "2.0 2afae0d44e2540f472c0635ab62c232b.cloudfront.net (CloudFront)");
        header(headers, "X-Forwarded-For", "203.0.113.178");
        if (contentType != null) {
            header(headers, "Content-Type", contentType);
        }
        if (body != null) {
            request.putObject("body")
                    .put("inputTruncated", false)
                    .put("action", "read-only")
                    .put("encoding", "base64")
                    .put("data", body);
        }
        ObjectNode custom = request.putObject("origin").putObject("custom");
        custom.putObject("customHeaders");
        custom.put("domainName", host)
                .put("keepaliveTimeout", 5)
                .put("path", path)
                .put("port", 443)
                .put("protocol", "https")
                .put("readTimeout", 30);
        custom.putArray("sslProtocols").add("TLSv1.2");
        return event;
    }

    static JsonNode request(ObjectNode event) {
        return event.at("/Records/0/cf/request");
    }

    private static void header(ObjectNode headers, String name, String value) {
        headers.putArray(name.toLowerCase(java.util.Locale.ROOT)).addObject().put("key", name).put("value", value);
    }

    /** A header's value in a request or response that a function returned; null when it has none. */
    static @Nullable String header(JsonNode answer, String name) {
        JsonNode value = answer.path("headers").path(name).path(0).path("value");
        return value.isMissingNode() ? null : value.asText();
    }

    /** The address that CloudFront would call for this answer of a function. */
    static String address(JsonNode answer) {
        JsonNode custom = answer.at("/origin/custom");
        String query = answer.path("querystring").asText();
        return "https://" + custom.path("domainName").asText() + custom.path("path").asText()
                + answer.path("uri").asText() + (query.isEmpty() ? "" : "?" + query);
    }

    /** The body that CloudFront would send. */
    static byte[] body(JsonNode answer) {
        String data = answer.at("/body/data").asText();
        return answer.at("/body/encoding").asText().equals("text")
                ? data.getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(data);
    }
}
