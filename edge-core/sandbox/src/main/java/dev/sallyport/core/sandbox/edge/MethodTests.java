package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.apigateway.DeployedApi;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.TestInvokeMethodRequest;
import software.amazon.awssdk.services.apigateway.model.TestInvokeMethodResponse;

/**
 * Runs methods for TestInvokeMethod: what stands behind them is really called, authorization and keys are left out.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html">TestInvokeMethod</a>
 */
final class MethodTests {
    private final ApiIntegrations integrations;
    private final Clock clock;

    MethodTests(ApiIntegrations integrations, Clock clock) {
        this.integrations = integrations;
        this.clock = clock;
    }

    TestInvokeMethodResponse run(DeployedApi api, String target, Method method, TestInvokeMethodRequest asked) {
        long start = System.nanoTime();
        String requestId = UUID.randomUUID().toString();
        String stage = api.stage().stageName();
        String host = api.apiId() + ".execute-api." + api.region() + ".amazonaws.com";
        Headers headers = Headers.of("Host", host);
        for (Map.Entry<String, String> header : asked.headers().entrySet()) {
            headers = headers.with(header.getKey(), header.getValue());
        }
        for (Map.Entry<String, List<String>> header : asked.multiValueHeaders().entrySet()) {
            for (String value : header.getValue()) {
                headers = headers.plus(header.getKey(), value);
            }
        }
        SdkBytes body = SdkBytes.fromUtf8String(Objects.requireNonNullElse(asked.body(), ""));
        String verb = asked.httpMethod().equals("ANY") ? "GET" : asked.httpMethod();
        Request request = new Request(verb, target, "HTTP/1.1", headers, body);
        // A path with variables in it, as the resource has it, is none that fits.
        DeployedApi.Match match = api.match(request.path())
                .filter(found -> found.resource().id().equals(asked.resourceId()))
                .orElseGet(() -> new DeployedApi.Match(
                        api.resources().stream()
                                .filter(resource -> resource.id().equals(asked.resourceId()))
                                .findFirst()
                                .orElseThrow(),
                        Map.of()));
        Caller caller = Call.current().caller();
        String began = "Execution log for request " + requestId + "\n" + clock.instant()
                + " : Starting execution for request: " + requestId + "\n" + clock.instant() + " : HTTP Method: " + verb
                + ", Resource Path: " + match.resource().path() + '\n';
        Response response = integrations.run(
                new ApiCall(host, api, match, method, request, stage, request.path(), caller, requestId));
        Map<String, String> first = new TreeMap<>();
        response.headers().byName().forEach((name, values) -> first.put(name, values.getFirst()));
        return TestInvokeMethodResponse.builder()
                .status(response.status())
                .body(new String(response.bytes(), StandardCharsets.UTF_8))
                .headers(first)
                .multiValueHeaders(response.headers().byName())
                .log(began + clock.instant() + " : Method completed with status: " + response.status() + '\n')
                .latency((System.nanoTime() - start) / 1_000_000)
                .build();
    }
}
