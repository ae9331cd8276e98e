package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionError;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Reasons;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Calls Lambda@Edge functions with the documented event and takes their results over, as far as CloudFront takes them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html">
 *     Event structure</a>
 */
final class EdgeFunctions {
    private static final int VIEWER_BODY = 40 << 10;
    private static final int ORIGIN_BODY = 1 << 20;

    private final SandboxLambda lambda;
    private final FailureLog failures;

    /** Takes the lines that CloudFront itself writes about results that it refused. */
    @FunctionalInterface
    interface FailureLog {
        void invalid(Exchange exchange, String event, String why);
    }

    EdgeFunctions(SandboxLambda lambda, FailureLog failures) {
        this.lambda = lambda;
        this.failures = failures;
    }

    /** What a function at a request event decided. */
    sealed interface Decision {}

    /** Go on with this request. */
    record Go(Request request, OriginTarget origin) implements Decision {}

    /** Answer with this. */
    record Answer(Response response) implements Decision {}

    /** Runs a function at {@code viewer-request} or {@code origin-request}. */
    Decision onRequest(
            Exchange exchange, String event, Behavior.Function function, Request request, OriginTarget origin) {
        boolean atOrigin = event.startsWith("origin");
        int limit = atOrigin ? ORIGIN_BODY : VIEWER_BODY;
        ObjectNode cf = cf(exchange, event);
        ObjectNode shown = requestJson(exchange, request);
        if (function.includeBody()) {
            shown.set("body", body(request, limit));
        }
        if (atOrigin) {
            shown.set("origin", origin.toJson());
        }
        cf.set("request", shown);
        return checked(exchange, event, () -> {
            JsonNode result = invoke(function, cf);
            if (result.has("status")) {
                return new Answer(generated(result, limit, Headers.NONE, event));
            }
            return new Go(
                    changed(event, request, result, limit),
                    atOrigin ? OriginTarget.fromJson(result.path("origin"), origin) : origin);
        });
    }

    /** Runs a function at {@code origin-response} or {@code viewer-response}. */
    Response onResponse(
            Exchange exchange, String event, Behavior.Function function, Request request, Response response) {
        ObjectNode cf = cf(exchange, event);
        cf.set("request", requestJson(exchange, request));
        ObjectNode shown = cf.putObject("response");
        shown.put("status", Integer.toString(response.status()))
                .put("statusDescription", Reasons.of(response.status()));
        shown.set("headers", EdgeHeaders.toJson(response.headers()));
        int limit = event.startsWith("origin") ? ORIGIN_BODY : VIEWER_BODY;
        return checked(exchange, event, () -> {
            JsonNode result = invoke(function, cf);
            Response made = generated(result, limit, response.headers(), event);
            return result.has("body") ? made : new Response(made.status(), made.headers(), response.body());
        });
    }

    private <T> T checked(Exchange exchange, String event, Supplier<T> call) {
        try {
            return call.get();
        } catch (EdgeFailure e) {
            if (e.detail().equals("LambdaValidationError")) {
                failures.invalid(exchange, event, e.page());
            }
            throw e;
        }
    }

    private static ObjectNode cf(Exchange exchange, String event) {
        ObjectNode cf = Json.MAPPER.createObjectNode();
        cf.putObject("config")
                .put("distributionDomainName", exchange.view().distribution().domainName())
                .put("distributionId", exchange.view().id())
                .put("eventType", event)
                .put("requestId", exchange.requestId());
        return cf;
    }

    private static ObjectNode requestJson(Exchange exchange, Request request) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("clientIp", exchange.clientIp());
        json.set("headers", EdgeHeaders.toJson(request.headers()));
        return json.put("method", request.method())
                .put("querystring", request.query())
                .put("uri", request.path());
    }

    private static ObjectNode body(Request request, int limit) {
        byte[] bytes = request.bytes();
        boolean cut = bytes.length > limit;
        return Json.MAPPER
                .createObjectNode()
                .put("inputTruncated", cut)
                .put("action", "read-only")
                .put("encoding", "base64")
                .put("data", Base64.getEncoder().encodeToString(cut ? Arrays.copyOf(bytes, limit) : bytes));
    }

    private JsonNode invoke(Behavior.Function function, ObjectNode cf) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.putArray("Records").addObject().set("cf", cf);
        return switch (lambda.invokeAtEdge(function.version(), event).outcome()) {
            case Returned(JsonNode value) -> {
                if (!value.isObject()) {
                    throw EdgeFailure.invalidResult("The function returned no object.");
                }
                yield value;
            }
            case Failed(FunctionError error) -> throw error.errorType().equals(FunctionError.THROTTLED)
                    ? new EdgeFailure(
                            503,
                            "LambdaLimitExceeded",
                            "The Lambda function associated with the CloudFront distribution was throttled.")
                    : new EdgeFailure(
                            503,
                            "LambdaExecutionError",
                            "The Lambda function associated with the CloudFront distribution is invalid or doesn't have "
                                    + "the required permissions.");
        };
    }

    private static Request changed(String event, Request before, JsonNode result, int limit) {
        if (!result.path("uri").isTextual() || !result.path("uri").asText().startsWith("/")) {
            throw EdgeFailure.invalidResult("The request's uri must be a string that starts with /.");
        }
        if (!result.path("method").asText(before.method()).equals(before.method())) {
            throw EdgeFailure.invalidResult("The request's method is read-only.");
        }
        String query = result.path("querystring").asText();
        if (query.matches("(?s).*[\\s#\\p{Cntrl}].*")) {
            throw EdgeFailure.invalidResult("The querystring has a space, a control character or a #.");
        }
        String target = result.path("uri").asText() + (query.isEmpty() ? "" : '?' + query);
        if (target.length() > 8192) {
            throw EdgeFailure.invalidResult("The URI and the query string are longer than 8,192 characters.");
        }
        Headers headers = EdgeHeaders.fromJson(result.path("headers"));
        EdgeHeaders.check(event, before.headers(), headers);
        JsonNode body = result.path("body");
        if (!body.path("action").asText().equals("replace")) {
            return new Request(before.method(), target, before.version(), headers, before.body());
        }
        SdkBytes replaced = decoded(body.path("data").asText(), body.path("encoding").asText("text"), limit);
        if (headers.has("Content-Length")) {
            headers = headers.with("Content-Length", Integer.toString(replaced.asByteArrayUnsafe().length));
        }
        return new Request(before.method(), target, before.version(), headers, replaced);
    }

    private static Response generated(JsonNode result, int limit, Headers before, String event) {
        int status = result.path("status").asInt();
        if (status < 200 || status > 599) {
            throw EdgeFailure.invalidResult("The status must be a number from 200 to 599.");
        }
        Headers headers = EdgeHeaders.fromJson(result.path("headers"));
        EdgeHeaders.check(event.endsWith("response") ? event : "generated", before, headers);
        JsonNode body = result.path("body");
        if (!body.isMissingNode() && !body.isTextual()) {
            throw EdgeFailure.invalidResult("The body is not a string.");
        }
        SdkBytes bytes = decoded(body.asText(), result.path("bodyEncoding").asText("text"), limit);
        int size = bytes.asByteArrayUnsafe().length;
        for (Headers.Line line : headers.lines()) {
            size += line.name().length() + line.value().length();
        }
        if (size > limit) {
            throw EdgeFailure.invalidResult("The response is larger than " + limit + " bytes.");
        }
        if (status == 204 && !bytes.asUtf8String().isEmpty() && event.equals("viewer-request")) {
            throw EdgeFailure.invalidResult("A response with status 204 has a body.");
        }
        return new Response(status, headers, bytes);
    }

    private static SdkBytes decoded(String data, String encoding, int limit) {
        SdkBytes bytes = switch (encoding) {
            case "text" -> SdkBytes.fromUtf8String(data);
            case "base64" -> {
                try {
                    yield SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(data));
                } catch (IllegalArgumentException e) {
                    throw EdgeFailure.invalidResult("The body is not valid base64.");
                }
            }
            default -> throw EdgeFailure.invalidResult("The body encoding is neither text nor base64.");
        };
        if (bytes.asByteArrayUnsafe().length > limit) {
            throw EdgeFailure.invalidResult("The body is larger than " + limit + " bytes.");
        }
        return bytes;
    }
}
