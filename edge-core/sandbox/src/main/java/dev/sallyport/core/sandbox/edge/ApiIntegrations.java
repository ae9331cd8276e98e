package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.LoopbackClient;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.IntegrationResponse;

/** Runs what stands behind a method: a Lambda function, a mock, or another HTTP endpoint on loopback. */
final class ApiIntegrations {
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

    private static Response mock(ApiCall call, Integration integration) {
        String template = integration.requestTemplates().values().stream()
                .findFirst()
                .orElse("{\"statusCode\": 200}");
        Matcher status = Pattern.compile("\"?statusCode\"?\\s*:\\s*(\\d{3})").matcher(template);
        String wanted = status.find() ? status.group(1) : "500";
        IntegrationResponse found = integration.integrationResponses().get(wanted);
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
                Integer.parseInt(wanted), headers, body.replace("$context.requestId", call.requestId()));
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
