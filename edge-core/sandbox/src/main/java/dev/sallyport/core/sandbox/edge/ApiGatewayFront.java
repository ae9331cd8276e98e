package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.apigateway.DeployedApi;
import dev.sallyport.core.sandbox.apigateway.SandboxApiGateway;
import dev.sallyport.core.sandbox.apigateway.UsagePlans;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.wire.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.MethodSetting;
import software.amazon.awssdk.services.apigateway.model.ThrottleSettings;

/**
 * A REST API's own host: {@code <apiId>.execute-api.<region>.amazonaws.com/<stage>/…}. With AWS_IAM it lets in whom IAM
 * lets in, and answers everybody else with API Gateway's own 403.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html">
 *     Gateway responses</a>
 */
final class ApiGatewayFront {
    /** The signing name. */
    private static final String SERVICE = "execute-api";

    private final SandboxApiGateway gateway;
    private final SignedOrigin signatures;
    private final Authorizer authorizer;
    private final ApiIntegrations integrations;
    private final Throttle throttle;

    ApiGatewayFront(
            SandboxApiGateway gateway,
            SignedOrigin signatures,
            Authorizer authorizer,
            ApiIntegrations integrations,
            Throttle throttle) {
        this.gateway = gateway;
        this.signatures = signatures;
        this.authorizer = authorizer;
        this.integrations = integrations;
        this.throttle = throttle;
    }

    Response handle(String host, Request request) {
        String requestId = UUID.randomUUID().toString();
        return answer(host, request, requestId)
                .with("x-amzn-RequestId", requestId)
                .with("x-amz-apigw-id", requestId.replace("-", "").substring(0, 15) + '=');
    }

    /** The answer to a request that is not let in whatever its body is. */
    Optional<Response> refuse(String host, Request head) {
        Asked asked = asked(host, head);
        return asked.method() == null || (asked.signed() && signatures.isRefused(head, SERVICE, asked.region()))
                ? Optional.of(handle(host, head))
                : Optional.empty();
    }

    /** Whether the head of a request that is not refused shows who sends it. */
    boolean knows(String host, Request head) {
        return asked(host, head).signed() && signatures.knows(head);
    }

    /** What a request's head asks for: a method of a deployed API, null where there is none. */
    private record Asked(
            String stage,
            String inside,
            @Nullable DeployedApi api,
            DeployedApi.@Nullable Match match,
            @Nullable Method method) {
        boolean signed() {
            return method != null && "AWS_IAM".equals(method.authorizationType());
        }

        String region() {
            return api == null ? "" : api.region();
        }
    }

    private Asked asked(String host, Request request) {
        String path = request.path();
        int end = path.indexOf('/', 1);
        String stage = end < 0 ? path.substring(1) : path.substring(1, end);
        String inside = end < 0 ? "/" : path.substring(end);
        DeployedApi api = gateway.deployed(host, stage).orElse(null);
        DeployedApi.Match match = api == null ? null : api.match(inside).orElse(null);
        Map<String, Method> methods = match == null ? Map.of() : match.resource().resourceMethods();
        return new Asked(stage, inside, api, match, methods.getOrDefault(request.method(), methods.get("ANY")));
    }

    private Response answer(String host, Request request, String requestId) {
        Asked asked = asked(host, request);
        DeployedApi api = asked.api();
        DeployedApi.Match match = asked.match();
        Method method = asked.method();
        if (api == null) {
            return error(403, "ForbiddenException", "{\"message\":\"Forbidden\"}");
        }
        if (match == null || method == null) {
            return missingToken();
        }
        String stageName = asked.stage();
        String inside = asked.inside();
        String arn = "arn:aws:execute-api:" + api.region() + ':' + Caller.ACCOUNT + ':' + api.apiId() + '/' + stageName
                + '/' + request.method() + inside;
        Map<String, List<String>> context = Map.of("aws:SourceIp", List.of("127.0.0.1"));
        Caller caller = Caller.anonymous();
        if ("AWS_IAM".equals(method.authorizationType())) {
            switch (signatures.signer(request, SERVICE, api.region())) {
                case SignedOrigin.Unknown(Refusal reason) -> {
                    return refused(reason);
                }
                case SignedOrigin.Known known -> caller = known.caller();
            }
        } else if (!"NONE".equals(method.authorizationType())) {
            return error(
                    500,
                    "AuthorizerConfigurationException",
                    "{\"message\":\"The sandbox has no authorizers of type " + method.authorizationType() + "\"}");
        }
        boolean asks = api.policy() != null || !caller.equals(Caller.anonymous());
        if (asks && !allowed(api, caller, arn, requestId, context)) {
            return denied(caller, arn);
        }
        if (Boolean.TRUE.equals(method.apiKeyRequired())) {
            Optional<Response> refusal = unlessKeyed(host, api, request);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        if (!admits(host, api, match.resource().path(), request.method())) {
            return error(429, "TooManyRequestsException", "{\"message\":\"Too Many Requests\"}");
        }
        ApiCall call = new ApiCall(host, api, match, method, request, stageName, inside, caller, requestId);
        return integrations.run(call);
    }

    /** The answer to a request whose key opens nothing, or whose plan has no more for it. */
    private Optional<Response> unlessKeyed(String host, DeployedApi api, Request request) {
        Optional<UsagePlans.Admission> plan = gateway.admission(api, request.header("x-api-key").orElse(null));
        if (plan.isEmpty()) {
            return Optional.of(error(403, "ForbiddenException", "{\"message\":\"Forbidden\"}"));
        }
        UsagePlans.Admission admission = plan.get();
        if (!admission.within()) {
            return Optional.of(error(429, "LimitExceededException", "{\"message\":\"Limit Exceeded\"}"));
        }
        ThrottleSettings limits = admission.throttle();
        String bucket = host + ' ' + admission.planId() + ' ' + admission.keyId();
        boolean passes = limits == null || throttle.admits(bucket, limits.rateLimit(), limits.burstLimit());
        return passes
                ? Optional.empty()
                : Optional.of(error(429, "TooManyRequestsException", "{\"message\":\"Too Many Requests\"}"));
    }

    private boolean admits(String host, DeployedApi api, String resource, String method) {
        Map<String, MethodSetting> settings = api.stage().methodSettings();
        MethodSetting own = settings.getOrDefault(resource.substring(1) + '/' + method, settings.get("*/*"));
        String bucket = host + ' ' + api.stage().stageName() + ' ' + method + ' ' + resource;
        return own == null || throttle.admits(bucket, own.throttlingRateLimit(), own.throttlingBurstLimit());
    }

    private boolean allowed(
            DeployedApi api, Caller caller, String arn, String requestId, Map<String, List<String>> context) {
        String policy = api.policy();
        // The short form that AWS expands when the policy is saved.
        String full = policy == null
                ? null
                : policy.replace(
                        "\"execute-api:/",
                        "\"arn:aws:execute-api:" + api.region() + ':' + Caller.ACCOUNT + ':' + api.apiId() + '/');
        return new Call(caller, api.region(), requestId, context)
                .answer(() -> authorizer.allows(caller, "execute-api:Invoke", arn, full, context));
    }

    private static Response denied(Caller caller, String arn) {
        String masked = arn.replace(Caller.ACCOUNT, "********" + Caller.ACCOUNT.substring(8));
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put(
                "Message",
                "User: " + caller.arn() + " is not authorized to perform: execute-api:Invoke on resource: " + masked);
        return error(403, "AccessDeniedException", body.toString());
    }

    private static Response refused(Refusal reason) {
        if (reason == Refusal.UNSIGNED) {
            return missingToken();
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("message", reason.message(Refusal.Style.JSON));
        return error(reason.status(Refusal.Style.JSON), reason.code(Refusal.Style.JSON), body.toString());
    }

    private static Response missingToken() {
        return error(403, "MissingAuthenticationTokenException", "{\"message\":\"Missing Authentication Token\"}");
    }

    static Response error(int status, String type, String body) {
        return Response.text(status, Headers.of("Content-Type", "application/json", "x-amzn-ErrorType", type), body);
    }
}
