package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.wire.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.InvokeMode;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * A function URL's host. With AWS_IAM the signer needs lambda:InvokeFunctionUrl and, since October 2025,
 * lambda:InvokeFunction too.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html">Access to function URLs</a>
 */
final class FunctionUrlFront {
    private static final String FORBIDDEN =
            "{\"Message\":\"Forbidden. For troubleshooting Function URL authorization issues, see: "
                    + "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html\"}";

    private final SandboxLambda lambda;
    private final SignedOrigin signatures;
    private final Authorizer authorizer;
    private final Clock clock;

    FunctionUrlFront(SandboxLambda lambda, SignedOrigin signatures, Authorizer authorizer, Clock clock) {
        this.lambda = lambda;
        this.signatures = signatures;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    /** The answer to a request that is not let in whatever its body is. */
    Optional<Response> refuse(String host, Request head) {
        Optional<FunctionUrlConfig> url = lambda.urlAt(host);
        boolean opens = url.isPresent() && (!signed(url.get()) || isPreflight(url.get(), head)
                || !signatures.isRefused(head, "lambda", Origins.region(host)));
        return opens ? Optional.empty() : Optional.of(handle(host, head));
    }

    /** Whether the head of a request that is not refused shows who sends it. */
    boolean knows(String host, Request head) {
        return lambda.urlAt(host).filter(FunctionUrlFront::signed).isPresent() && signatures.knows(head);
    }

    private static boolean signed(FunctionUrlConfig url) {
        return url.authType() == FunctionUrlAuthType.AWS_IAM;
    }

    private static boolean isPreflight(FunctionUrlConfig url, Request request) {
        return url.cors() != null
                && request.method().equals("OPTIONS")
                && request.headers().has("Access-Control-Request-Method");
    }

    Response handle(String host, Request request) {
        String requestId = UUID.randomUUID().toString();
        Optional<FunctionUrlConfig> url = lambda.urlAt(host);
        if (url.isEmpty()) {
            return json(403, "AccessDeniedException", FORBIDDEN).with("x-amzn-RequestId", requestId);
        }
        String region = Origins.region(host);
        Response response = new Call(Caller.root(), region, requestId)
                .answer(() -> answer(url.get(), host, region, request, requestId));
        return cors(url.get().cors(), request, response).with("x-amzn-RequestId", requestId);
    }

    private Response answer(FunctionUrlConfig url, String host, String region, Request request, String requestId) {
        if (isPreflight(url, request)) {
            return Response.empty(200, Headers.NONE);
        }
        Caller caller = Caller.anonymous();
        Map<String, List<String>> keys = Map.of();
        if (signed(url)) {
            switch (signatures.signer(request, "lambda", region)) {
                case SignedOrigin.Unknown(Refusal reason) -> {
                    return refused(reason);
                }
                case SignedOrigin.Known known -> {
                    caller = known.caller();
                    keys = known.conditionKeys();
                }
            }
        }
        if (!allowed(url, caller, region, requestId, keys)) {
            return json(403, "AccessDeniedException", FORBIDDEN);
        }
        SdkBytes event = SdkBytes.fromUtf8String(
                UrlEvent.of(host, request, caller, requestId, clock.instant()).toString());
        InvokeRequest invocation = InvokeRequest.builder()
                .functionName(url.functionArn())
                .payload(event)
                .build();
        if (url.invokeMode() == InvokeMode.RESPONSE_STREAM) {
            return StreamedAnswer.of(
                    pieces -> invoked(invocation, pieces),
                    work -> new Call(Caller.root(), region, requestId).answer(() -> {
                        work.run();
                        return requestId;
                    }),
                    FunctionUrlFront::broken);
        }
        return invoked(invocation, null);
    }

    private Response invoked(InvokeRequest invocation, @Nullable Consumer<JsonNode> pieces) {
        InvokeResponse answer;
        try {
            answer = pieces == null ? lambda.invokeChecked(invocation) : lambda.invokeChecked(invocation, pieces);
        } catch (TooManyRequestsException e) {
            return json(429, "TooManyRequestsException", "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\","
                    + "\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}");
        }
        return answer.functionError() == null
                ? FunctionAnswer.ofUrl(answer.payload().asByteArrayUnsafe()).orElseGet(FunctionUrlFront::broken)
                : broken();
    }

    /** Both permissions, as the page says for URLs made since October 2025. */
    private boolean allowed(
            FunctionUrlConfig url, Caller caller, String region, String requestId, Map<String, List<String>> keys) {
        String policy = lambda.policyOf(url.functionArn()).orElse(null);
        String type = url.authTypeAsString();
        return new Call(caller, region, requestId, keys).answer(() -> authorizer.allows(
                                caller,
                                "lambda:InvokeFunctionUrl",
                                url.functionArn(),
                                policy,
                                Map.of("lambda:FunctionUrlAuthType", List.of(type)))
                        && authorizer.allows(
                                caller,
                                "lambda:InvokeFunction",
                                url.functionArn(),
                                policy,
                                Map.of("lambda:InvokedViaFunctionUrl", List.of("true"))));
    }

    private static Response refused(Refusal reason) {
        if (reason == Refusal.UNSIGNED) {
            return json(403, "AccessDeniedException", FORBIDDEN);
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("message", reason.message(Refusal.Style.JSON));
        return json(reason.status(Refusal.Style.JSON), reason.code(Refusal.Style.JSON), body.toString());
    }

    private static Response broken() {
        return Response.text(502, Headers.of("Content-Type", "application/json"), "Internal Server Error");
    }

    private static Response json(int status, String type, String body) {
        return Response.text(status, Headers.of("Content-Type", "application/json", "x-amzn-ErrorType", type), body);
    }

    private static Response cors(@Nullable Cors cors, Request request, Response response) {
        String origin = request.headers().first("Origin").orElse("");
        if (cors == null || origin.isEmpty()) {
            return response;
        }
        boolean fits = cors.allowOrigins().contains("*") || cors.allowOrigins().contains(origin);
        if (!fits) {
            return response;
        }
        Response with = response.with("Access-Control-Allow-Origin", cors.allowOrigins().contains("*") ? "*" : origin);
        if (Boolean.TRUE.equals(cors.allowCredentials())) {
            with = with.with("Access-Control-Allow-Credentials", "true");
        }
        if (request.method().equals("OPTIONS")) {
            with = with.with("Access-Control-Allow-Methods", String.join(",", cors.allowMethods()))
                    .with("Access-Control-Allow-Headers", String.join(",", cors.allowHeaders()));
        }
        return with;
    }
}
