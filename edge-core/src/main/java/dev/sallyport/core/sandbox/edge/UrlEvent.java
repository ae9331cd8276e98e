package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * The event of a function URL, payload format 2.0.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Invoking function URLs</a>
 */
final class UrlEvent {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private UrlEvent() {}

    static ObjectNode of(String host, Request request, Caller caller, String requestId, Instant now) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("version", "2.0")
                .put("routeKey", "$default")
                .put("rawPath", request.path())
                .put("rawQueryString", request.query());
        ArrayNode cookies = Json.MAPPER.createArrayNode();
        ObjectNode headers = event.putObject("headers");
        request.headers().byName().forEach((name, values) -> {
            if (name.equalsIgnoreCase("cookie")) {
                values.forEach(value -> Arrays.stream(value.split(";\\s*", -1)).forEach(cookies::add));
            } else {
                headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
            }
        });
        if (!cookies.isEmpty()) {
            event.set("cookies", cookies);
        }
        if (!request.query().isEmpty()) {
            ObjectNode parameters = event.putObject("queryStringParameters");
            Percent.parameters(request.query())
                    .forEach(each -> parameters.put(
                            each.getKey(),
                            parameters.has(each.getKey())
                                    ? parameters.get(each.getKey()).asText() + ',' + each.getValue()
                                    : each.getValue()));
        }
        ObjectNode context = event.putObject("requestContext");
        boolean signed = !caller.equals(Caller.anonymous());
        context.put("accountId", signed ? caller.account() : "anonymous")
                .put("apiId", host.substring(0, host.indexOf('.')))
                .put("domainName", host)
                .put("domainPrefix", host.substring(0, host.indexOf('.')))
                .put("requestId", requestId)
                .put("routeKey", "$default")
                .put("stage", "$default")
                .put("time", TIME.format(now))
                .put("timeEpoch", now.toEpochMilli());
        context.putObject("http")
                .put("method", request.method())
                .put("path", request.path())
                .put("protocol", request.version())
                .put("sourceIp", "127.0.0.1")
                .put("userAgent", request.headers().first("User-Agent").orElse(""));
        if (signed) {
            context.withObject("/authorizer/iam")
                    .put("accessKey", caller.accessKeyId())
                    .put("accountId", caller.account())
                    .put("callerId", caller.arn())
                    .put("userArn", caller.arn())
                    .put("userId", caller.arn());
        }
        boolean binary = ProxyEvent.isBinary(request.headers().first("Content-Type").orElse(""));
        if (request.bytes().length > 0) {
            event.put(
                    "body",
                    binary
                            ? Base64.getEncoder().encodeToString(request.bytes())
                            : new String(request.bytes(), StandardCharsets.UTF_8));
        }
        return event.put("isBase64Encoded", binary && request.bytes().length > 0);
    }
}
