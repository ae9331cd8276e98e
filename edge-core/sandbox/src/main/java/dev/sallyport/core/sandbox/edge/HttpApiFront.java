package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.apigatewayv2.DeployedHttpApi;
import dev.sallyport.core.sandbox.apigatewayv2.SandboxApiGatewayV2;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.RouteSettings;

/**
 * An HTTP API's own host. A route with AWS_IAM lets in whom IAM lets in; everybody else gets the same bare 403,
 * whatever was wrong. HTTP APIs have no resource policy.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html">Control
 *     access to HTTP APIs with IAM authorization</a>
 */
final class HttpApiFront {
    /** The signing name. */
    private static final String SERVICE = "execute-api";

    private final SandboxApiGatewayV2 gateway;
    private final SignedOrigin signatures;
    private final Authorizer authorizer;
    private final FunctionIntegration functions;
    private final HttpApiLog log;
    private final Clock clock;
    private final Throttle throttle;
    private final SecureRandom random = new SecureRandom();

    HttpApiFront(
            SandboxApiGatewayV2 gateway,
            SignedOrigin signatures,
            Authorizer authorizer,
            FunctionIntegration functions,
            HttpApiLog log,
            Clock clock) {
        this.gateway = gateway;
        this.signatures = signatures;
        this.authorizer = authorizer;
        this.functions = functions;
        this.log = log;
        this.clock = clock;
        this.throttle = new Throttle(clock);
    }

    /** An answer, and what the access log says of it. */
    private record Answer(
            Response response, Caller caller, @Nullable String error, @Nullable Integer integrationStatus) {
        static Answer own(Caller caller, int status, String message) {
            Headers json = Headers.of("Content-Type", "application/json");
            return new Answer(Response.text(status, json, "{\"message\":\"" + message + "\"}"), caller, message, null);
        }
    }

    /** The answer to a request that is not let in whatever its body is. */
    Optional<Response> refuse(String host, Request head) {
        Optional<DeployedHttpApi> api = gateway.deployed(host, head.path()).filter(found -> !found.endpointDisabled());
        Optional<DeployedHttpApi.Match> match = api.flatMap(found -> found.match(head.method()));
        boolean opens = match.isPresent()
                && (!signed(match.get())
                        || !signatures.isRefused(head, SERVICE, api.get().region()));
        return opens ? Optional.empty() : Optional.of(handle(host, head));
    }

    /** Whether the head of a request that is not refused shows who sends it. */
    boolean knows(String host, Request head) {
        return gateway.deployed(host, head.path())
                        .flatMap(api -> api.match(head.method()))
                        .filter(HttpApiFront::signed)
                        .isPresent()
                && signatures.knows(head);
    }

    private static boolean signed(DeployedHttpApi.Match match) {
        return "AWS_IAM".equals(match.route().authorizationTypeAsString());
    }

    Response handle(String host, Request request) {
        Instant at = clock.instant();
        byte[] id = new byte[11];
        random.nextBytes(id);
        String requestId = Base64.getUrlEncoder().encodeToString(id);
        Optional<DeployedHttpApi> api = gateway.deployed(host, request.path());
        if (api.isEmpty() || api.get().endpointDisabled()) {
            // No stage: nobody's log either.
            return Answer.own(Caller.anonymous(), 404, "Not Found").response().with("apigw-requestid", requestId);
        }
        Optional<DeployedHttpApi.Match> match = api.get().match(request.method());
        Answer answer = match.map(found -> answer(host, api.get(), found, request, requestId))
                .orElseGet(() -> Answer.own(Caller.anonymous(), 404, "Not Found"));
        Response response = answer.response().with("apigw-requestid", requestId);
        String routeKey = match.map(found -> found.route().routeKey()).orElse(null);
        log.write(new HttpApiLog.Line(
                at, host, api.get(), request, requestId, routeKey, answer.caller(), response, answer.error(),
                answer.integrationStatus(), clock.instant()));
        return response;
    }

    private Answer answer(
            String host, DeployedHttpApi api, DeployedHttpApi.Match match, Request request, String requestId) {
        Caller caller = Caller.anonymous();
        if (signed(match)) {
            switch (signatures.signer(request, SERVICE, api.region())) {
                case SignedOrigin.Unknown _ -> {
                    return Answer.own(caller, 403, "Forbidden");
                }
                case SignedOrigin.Known known -> caller = known.caller();
            }
            if (!allowed(api, caller, request, requestId)) {
                return Answer.own(caller, 403, "Forbidden");
            }
        }
        RouteSettings byStage = Objects.requireNonNullElseGet(
                api.stage().defaultRouteSettings(), () -> RouteSettings.builder().build());
        RouteSettings own = api.stage().routeSettings().getOrDefault(match.route().routeKey(), byStage);
        Double rate = own.throttlingRateLimit() == null ? byStage.throttlingRateLimit() : own.throttlingRateLimit();
        Integer burst =
                own.throttlingBurstLimit() == null ? byStage.throttlingBurstLimit() : own.throttlingBurstLimit();
        String bucket = host + ' ' + api.stage().stageName() + ' ' + match.route().routeKey();
        if (!throttle.admits(bucket, rate, burst)) {
            return Answer.own(caller, 429, "Too Many Requests");
        }
        return run(new HttpApiCall(host, api, match, request, caller, requestId));
    }

    private boolean allowed(DeployedHttpApi api, Caller caller, Request request, String requestId) {
        Map<String, List<String>> context = Map.of("aws:SourceIp", List.of("127.0.0.1"));
        String arn = "arn:aws:execute-api:" + api.region() + ':' + Caller.ACCOUNT + ':' + api.apiId() + '/'
                + api.stage().stageName() + '/' + request.method() + api.path();
        return new Call(caller, api.region(), requestId, context)
                .answer(() -> authorizer.allows(caller, "execute-api:Invoke", arn, null, context));
    }

    private Answer run(HttpApiCall call) {
        Optional<String> arn =
                call.match().integration().map(Integration::integrationUri).flatMap(FunctionIntegration::function);
        if (arn.isEmpty()) {
            return Answer.own(call.caller(), 500, "Internal Server Error");
        }
        var source = new FunctionIntegration.Source(call.api().region(), call.requestId(), call.sourceArn());
        return switch (functions.invoke(arn.get(), UrlEvent.of(call, clock.instant()), source)) {
            case FunctionIntegration.Answered(SdkBytes payload) ->
                FunctionAnswer.ofUrl(payload.asByteArrayUnsafe())
                        .map(response -> new Answer(response, call.caller(), null, 200))
                        .orElseGet(() -> Answer.own(call.caller(), 500, "Internal Server Error"));
            case FunctionIntegration.Broken(boolean late) ->
                late
                        ? Answer.own(call.caller(), 503, "Service Unavailable")
                        : Answer.own(call.caller(), 500, "Internal Server Error");
            case FunctionIntegration.Refused _ -> Answer.own(call.caller(), 500, "Internal Server Error");
        };
    }
}
