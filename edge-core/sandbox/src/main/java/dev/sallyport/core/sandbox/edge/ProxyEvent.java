package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The event of a Lambda proxy integration, payload format 1.0.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">
 *     Lambda proxy integrations</a>
 */
final class ProxyEvent {
    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private ProxyEvent() {}

    static ObjectNode of(ApiCall call, Instant now) {
        Request request = call.request();
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("resource", call.match().resource().path());
        event.put("path", call.path());
        event.put("httpMethod", request.method());
        ObjectNode headers = event.putObject("headers");
        ObjectNode many = event.putObject("multiValueHeaders");
        for (Headers.Line line : request.headers().lines()) {
            headers.put(line.name(), line.value());
            many.withArray(line.name()).add(line.value());
        }
        parameters(event, request.query());
        texts(event, "pathParameters", decoded(call.match().parameters()));
        texts(event, "stageVariables", call.api().stage().variables());
        event.set("requestContext", context(call, now));
        boolean binary = isBinary(request.headers().first("Content-Type").orElse(""));
        if (request.bytes().length == 0) {
            event.putNull("body");
        } else {
            event.put(
                    "body",
                    binary
                            ? Base64.getEncoder().encodeToString(request.bytes())
                            : new String(request.bytes(), StandardCharsets.UTF_8));
        }
        return event.put("isBase64Encoded", binary && request.bytes().length > 0);
    }

    private static Map<String, String> decoded(Map<String, String> raw) {
        Map<String, String> decoded = new TreeMap<>();
        raw.forEach((name, value) -> decoded.put(name, PercentCoding.decode(value)));
        return decoded;
    }

    private static void parameters(ObjectNode event, String query) {
        if (query.isEmpty()) {
            event.putNull("queryStringParameters").putNull("multiValueQueryStringParameters");
            return;
        }
        ObjectNode one = event.putObject("queryStringParameters");
        ObjectNode many = event.putObject("multiValueQueryStringParameters");
        for (Map.Entry<String, String> parameter : PercentCoding.parameters(query)) {
            one.put(parameter.getKey(), parameter.getValue());
            many.withArray(parameter.getKey()).add(parameter.getValue());
        }
    }

    private static void texts(ObjectNode event, String member, Map<String, String> values) {
        if (values.isEmpty()) {
            event.putNull(member);
            return;
        }
        ObjectNode object = event.putObject(member);
        values.forEach(object::put);
    }

    private static ObjectNode context(ApiCall call, Instant now) {
        Request request = call.request();
        ObjectNode context = Json.MAPPER.createObjectNode();
        context.put("resourceId", call.match().resource().id())
                .put("resourcePath", call.match().resource().path())
                .put("httpMethod", request.method())
                .put("requestTime", REQUEST_TIME.format(now))
                .put("path", request.path())
                .put("accountId", Caller.ACCOUNT)
                .put("protocol", request.version())
                .put("stage", call.stage())
                .put("domainPrefix", call.api().apiId())
                .put("requestTimeEpoch", now.toEpochMilli())
                .put("requestId", call.requestId())
                .put("domainName", call.host())
                .put("apiId", call.api().apiId());
        ObjectNode identity = context.putObject("identity");
        identity.put("sourceIp", "127.0.0.1")
                .put("userAgent", request.headers().first("User-Agent").orElse(null));
        boolean signed = !call.caller().equals(Caller.anonymous());
        identity.put("accessKey", signed ? call.caller().accessKeyId() : null)
                .put("accountId", signed ? call.caller().account() : null)
                .put("userArn", signed ? call.caller().arn() : null)
                .put("caller", signed ? call.caller().arn() : null)
                .put("user", signed ? call.caller().arn() : null);
        return context;
    }

    /** What is not text goes as base64. API Gateway does so for the API's binaryMediaTypes. */
    static boolean isBinary(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        return !type.isEmpty()
                && !type.matches("(text/.*|application/([\\w.+-]+\\+)?(json|xml)|application/javascript"
                        + "|application/x-www-form-urlencoded).*");
    }
}
