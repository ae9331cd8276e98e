package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.match.BoundedRegex;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.LoopbackClient;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.IntegrationResponse;

/** Runs what stands behind a method: a Lambda function, a mock, or another HTTP endpoint on loopback. */
final class ApiIntegrations {
    /** The status that a mock's request names, also where the JSON lacks its quotes. */
    private static final Pattern STATUS = Pattern.compile("[\"']?statusCode[\"']?\\s*:\\s*[\"']?(\\d{3})\\b");

    private final FunctionIntegration functions;
    private final AddressBook addresses;
    private final LoopbackClient client;
    private final Clock clock;

    ApiIntegrations(FunctionIntegration functions, AddressBook addresses, LoopbackClient client, Clock clock) {
        this.functions = functions;
        this.addresses = addresses;
        this.client = client;
        this.clock = clock;
    }

    Response run(ApiCall call) {
        Integration integration = call.method().methodIntegration();
        return switch (integration.typeAsString()) {
            case "AWS_PROXY" -> function(call, integration);
            case "MOCK" -> mock(call, integration);
            case "HTTP_PROXY" -> http(call, integration);
            default -> broken();
        };
    }

    private static Response broken() {
        return ApiGatewayFront.error(
                502, "InternalServerErrorException", "{\"message\": \"Internal server error\"}");
    }

    private Response function(ApiCall call, Integration integration) {
        Optional<String> arn = FunctionIntegration.function(integration.uri());
        if (arn.isEmpty()) {
            return broken();
        }
        var source = new FunctionIntegration.Source(call.api().region(), call.requestId(), call.sourceArn());
        return switch (functions.invoke(arn.get(), ProxyEvent.of(call, clock.instant()), source)) {
            case FunctionIntegration.Answered(SdkBytes payload) ->
                FunctionAnswer.ofProxy(payload.asByteArrayUnsafe()).orElseGet(ApiIntegrations::broken);
            case FunctionIntegration.Broken(boolean late) ->
                late
                        ? ApiGatewayFront.error(
                                504,
                                "EndpointRequestTimedOutException",
                                "{\"message\": \"Endpoint request timed out\"}")
                        : broken();
            case FunctionIntegration.Refused _ ->
                ApiGatewayFront.error(500, "InternalServerErrorException", "{\"message\":\"Internal server error\"}");
        };
    }

    /**
     * What a mock answers: its request template names a status, the integration responses turn it into a method
     * response. Source: AWS pages "Set up mock integrations in API Gateway" and "Set up an integration response".
     */
    private static Response mock(ApiCall call, Integration integration) {
        Optional<String> request = mockRequest(call, integration);
        if (request.isEmpty()) {
            return ApiGatewayFront.error(
                    415, "UnsupportedMediaTypeException", "{\"message\": \"Unsupported Media Type\"}");
        }
        Matcher status = STATUS.matcher(request.get());
        IntegrationResponse found = status.find() ? selected(integration, status.group(1)) : null;
        if (found == null) {
            return ApiGatewayFront.error(
                    500, "InternalServerErrorException", "{\"message\": \"Internal server error\"}");
        }
        Headers headers = Headers.of("Content-Type", "application/json");
        for (Map.Entry<String, String> parameter : found.responseParameters().entrySet()) {
            String value = parameter.getValue();
            if (parameter.getKey().startsWith("method.response.header.") && value.startsWith("'")) {
                headers = headers.with(
                        parameter.getKey().substring("method.response.header.".length()),
                        value.substring(1, value.length() - 1));
            }
        }
        String body = found.responseTemplates().values().stream().findFirst().orElse("");
        return Response.text(
                Integer.parseInt(found.statusCode()), headers, body.replace("$context.requestId", call.requestId()));
    }

    /** The template for the request's content type, else the body as it came; empty where that must not pass through. */
    private static Optional<String> mockRequest(ApiCall call, Integration integration) {
        Map<String, String> templates = integration.requestTemplates();
        String given = call.request().header("Content-Type").orElse("application/json");
        int end = given.indexOf(';');
        String template = templates.get((end < 0 ? given : given.substring(0, end)).strip().toLowerCase(Locale.ROOT));
        if (template != null) {
            return Optional.of(template);
        }
        String behavior = integration.passthroughBehavior();
        boolean passes = !"NEVER".equals(behavior) && !("WHEN_NO_TEMPLATES".equals(behavior) && !templates.isEmpty());
        return passes ? Optional.of(new String(call.request().bytes(), StandardCharsets.UTF_8)) : Optional.empty();
    }

    /**
     * The integration response whose selection pattern fits the status; else the default one, which has no pattern; null
     * where there is none.
     */
    private static @Nullable IntegrationResponse selected(Integration integration, String status) {
        IntegrationResponse otherwise = null;
        for (IntegrationResponse each : integration.integrationResponses().values()) {
            String pattern = each.selectionPattern();
            if (pattern == null || pattern.isEmpty()) {
                otherwise = otherwise == null || status.equals(each.statusCode()) ? each : otherwise;
            } else if (BoundedRegex.of(pattern).matches(status) == BoundedRegex.Answer.YES) {
                return each;
            }
        }
        return otherwise;
    }

    private Response http(ApiCall call, Integration integration) {
        String uri = integration.uri();
        for (Map.Entry<String, String> variable : call.match().parameters().entrySet()) {
            uri = uri.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        Matcher address = Pattern.compile("https?://([^/:]+)(?::(\\d+))?(/.*)?").matcher(uri);
        if (!address.matches()) {
            return broken();
        }
        String host = address.group(1);
        boolean here = host.equals("127.0.0.1") && address.group(2) != null;
        if (!here && !addresses.knows(host)) {
            // The sandbox reaches nothing but itself.
            return ApiGatewayFront.error(
                    504, "IntegrationFailureException", "{\"message\": \"Network error communicating with endpoint\"}");
        }
        int port = here ? Integer.parseInt(address.group(2)) : addresses.port(host);
        String query = call.request().query();
        String target = (address.group(3) == null ? "/" : address.group(3)) + (query.isEmpty() ? "" : '?' + query);
        String verb = "ANY".equals(integration.httpMethod()) ? call.request().method() : integration.httpMethod();
        Headers headers = call.request().headers().with("Host", here ? "127.0.0.1:" + port : host);
        try {
            return client.send(
                    port,
                    Request.of(verb, target, headers, call.request().body()),
                    Duration.ofMillis(integration.timeoutInMillis()));
        } catch (SocketTimeoutException e) {
            return ApiGatewayFront.error(
                    504, "IntegrationTimeoutException", "{\"message\": \"Endpoint request timed out\"}");
        } catch (IOException e) {
            return broken();
        }
    }
}
