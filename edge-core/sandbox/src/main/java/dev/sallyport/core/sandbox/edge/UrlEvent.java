package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.PercentCoding;
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
 * An event of the payload format 2.0, which function URLs and HTTP APIs share.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Invoking function URLs</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Lambda proxy integrations for HTTP APIs</a>
 */
final class UrlEvent {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private UrlEvent() {}

    /**
     * What the two differ in.
     *
     * @param path as the event has it
     * @param owner account id, or {@code anonymous}
     */
    private record Where(String routeKey, String stage, String path, String owner) {}

    /** The event of a function URL. */
    static ObjectNode of(String host, Request request, Caller caller, String requestId, Instant now) {
        String owner = caller.equals(Caller.anonymous()) ? "anonymous" : caller.account();
        return event(new Where("$default", "$default", request.path(), owner), host, request, caller, requestId, now);
    }

    /** The event of an HTTP API, which decodes the path and keeps a named stage in it. */
    static ObjectNode of(HttpApiCall call, Instant now) {
        Where where = new Where(
                call.match().route().routeKey(),
                call.api().stage().stageName(),
                PercentCoding.decode(call.request().path()),
                Caller.ACCOUNT);
        ObjectNode event = event(where, call.host(), call.request(), call.caller(), call.requestId(), now);
        if (!call.match().parameters().isEmpty()) {
            ObjectNode parameters = event.putObject("pathParameters");
            call.match().parameters().forEach((name, value) -> parameters.put(name, PercentCoding.decode(value)));
        }
        if (!call.api().stage().stageVariables().isEmpty()) {
            ObjectNode variables = event.putObject("stageVariables");
            call.api().stage().stageVariables().forEach(variables::put);
        }
        return event;
    }

    private static ObjectNode event(
            Where where, String host, Request request, Caller caller, String requestId, Instant now) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("version", "2.0")
                .put("routeKey", where.routeKey())
                .put("rawPath", where.path())
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
            PercentCoding.parameters(request.query())
                    .forEach(each -> parameters.put(
                            each.getKey(),
                            parameters.has(each.getKey())
                                    ? parameters.get(each.getKey()).asText() + ',' + each.getValue()
                                    : each.getValue()));
        }
        ObjectNode context = event.putObject("requestContext");
        boolean signed = !caller.equals(Caller.anonymous());
        context.put("accountId", where.owner())
                .put("apiId", host.substring(0, host.indexOf('.')))
                .put("domainName", host)
                .put("domainPrefix", host.substring(0, host.indexOf('.')))
                .put("requestId", requestId)
                .put("routeKey", where.routeKey())
                .put("stage", where.stage())
                .put("time", TIME.format(now))
                .put("timeEpoch", now.toEpochMilli());
        context.putObject("http")
                .put("method", request.method())
                .put("path", where.path())
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
