package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.ViewerFunction;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Reasons;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.time.Clock;
import java.util.Base64;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Calls CloudFront Functions with the documented event and takes their results over, as far as CloudFront takes them. What they
 * print goes to their log group in us-east-1, as AWS page "CloudFront Functions logs" says.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html">Event
 *     structure</a>
 */
final class ViewerEvents {
    private final SandboxCloudFront cloudFront;
    private final LogDelivery logs;
    private final Clock clock;

    ViewerEvents(SandboxCloudFront cloudFront, LogDelivery logs, Clock clock) {
        this.cloudFront = cloudFront;
        this.logs = logs;
        this.clock = clock;
    }

    /** Runs the function of that ARN at {@code viewer-request}. */
    EdgeFunctions.Decision onRequest(Exchange exchange, String arn, Request request, OriginTarget origin) {
        ObjectNode event = event(exchange, "viewer-request", request);
        JsonNode result = result(exchange, arn, event);
        if (result.has("statusCode")) {
            return new EdgeFunctions.Answer(response(result, Headers.NONE, SdkBytes.fromUtf8String("")));
        }
        return new EdgeFunctions.Go(changed(request, result), origin);
    }

    /** Runs the function of that ARN at {@code viewer-response}. */
    Response onResponse(Exchange exchange, String arn, Request request, Response response) {
        ObjectNode event = event(exchange, "viewer-response", request);
        ObjectNode shown = event.putObject("response");
        shown.put("statusCode", response.status()).put("statusDescription", Reasons.of(response.status()));
        shown.set("headers", ViewerEventForm.headers(response.headers()));
        shown.set("cookies", ViewerEventForm.setCookies(response.headers()));
        return response(result(exchange, arn, event), response.headers(), response.body());
    }

    private static ObjectNode event(Exchange exchange, String type, Request request) {
        ObjectNode event = Json.MAPPER.createObjectNode().put("version", "1.0");
        event.putObject("context")
                .put("distributionDomainName", exchange.view().distribution().domainName())
                .put("distributionId", exchange.view().id())
                .put("eventType", type)
                .put("requestId", exchange.requestId());
        event.putObject("viewer").put("ip", exchange.clientIp());
        ObjectNode shown = event.putObject("request").put("method", request.method()).put("uri", request.path());
        shown.set("querystring", ViewerEventForm.query(request.query()));
        shown.set("headers", ViewerEventForm.headers(request.headers()));
        shown.set("cookies", ViewerEventForm.sentCookies(request.headers()));
        return event;
    }

    private JsonNode result(Exchange exchange, String arn, ObjectNode event) {
        ViewerFunction.Run run = cloudFront.runViewerFunction(arn, event);
        LogDelivery.Destination to = new LogDelivery.Destination(
                Caller.root(),
                "us-east-1",
                "/aws/cloudfront/function/" + Arns.name(arn),
                exchange.view().id() + '/' + Exchange.LOCATION,
                true);
        run.logs().forEach(line -> logs.write(to, clock.instant(), exchange.requestId() + ' ' + line));
        JsonNode value = run.value();
        if (value == null) {
            logs.write(to, clock.instant(), exchange.requestId() + ' ' + run.error());
            throw new EdgeFailure(
                    503,
                    "FunctionExecutionError",
                    "The CloudFront function associated with the CloudFront distribution is invalid or could not run. "
                            + run.error());
        }
        if (!value.isObject()) {
            throw ViewerEventForm.invalid("It is neither a request nor a response.");
        }
        return value;
    }

    private static Request changed(Request before, JsonNode result) {
        String uri = result.path("uri").asText();
        if (!result.path("uri").isTextual() || !uri.startsWith("/") || uri.matches("(?s).*[\\s?#\\p{Cntrl}].*")) {
            throw ViewerEventForm.invalid("The request's uri must be a path that starts with /.");
        }
        if (!result.path("method").asText(before.method()).equals(before.method())) {
            throw ViewerEventForm.invalid("The request's method is read-only.");
        }
        String query = ViewerEventForm.queryOf(result.path("querystring"));
        if (query.matches("(?s).*[\\s#\\p{Cntrl}].*")) {
            throw ViewerEventForm.invalid("The query string has a space, a control character or a #.");
        }
        Headers headers = ViewerEventForm.headersOf(result, true);
        checkHeaders("viewer-request", before.headers(), headers);
        String target = uri + (query.isEmpty() ? "" : '?' + query);
        return new Request(before.method(), target, before.version(), headers, before.body());
    }

    private static void checkHeaders(String event, Headers before, Headers after) {
        try {
            EdgeHeaders.check(event, before, after);
        } catch (EdgeFailure e) {
            throw ViewerEventForm.invalid(e.page().substring(e.page().indexOf(": ") + 2));
        }
    }

    /** A response that a function made, or changed; without a body in it the one that was there stays. */
    private static Response response(JsonNode result, Headers before, SdkBytes body) {
        int status = result.path("statusCode").asInt();
        if (status < 100 || status > 599) {
            throw ViewerEventForm.invalid("The statusCode must be a number from 100 to 599.");
        }
        Headers headers = ViewerEventForm.headersOf(result, false);
        JsonNode given = result.path("body");
        if (given.isMissingNode() || given.isNull()) {
            checkHeaders(before.equals(Headers.NONE) ? "generated" : "viewer-response", before, headers);
            return new Response(status, headers, body);
        }
        String data = given.isTextual() ? given.asText() : given.path("data").asText();
        boolean base64 = given.path("encoding").asText().equals("base64");
        checkHeaders("generated", before, headers);
        try {
            SdkBytes bytes = base64
                    ? SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(data))
                    : SdkBytes.fromUtf8String(data);
            return new Response(status, headers.without("Content-Length").without("Content-Encoding"), bytes);
        } catch (IllegalArgumentException e) {
            throw ViewerEventForm.invalid("The body is not valid base64.");
        }
    }
}
