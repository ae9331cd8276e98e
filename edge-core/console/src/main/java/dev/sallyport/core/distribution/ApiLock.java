package dev.sallyport.core.distribution;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.OwnLock.State;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.GetApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;

/** What an API asks of its callers: the authorization of the methods that its stage has deployed, and its policy. */
final class ApiLock {
    private static final int NAMED = 3;

    private final List<String> open = new ArrayList<>();
    private int methods;

    private ApiLock() {}

    static OwnLock read(AwsClients aws, ApiHost host) {
        try {
            return new ApiLock().rest(aws, host);
        } catch (NotFoundException noRestApi) {
            return OwnLock.of(State.NOT_SEEN, "the API " + host.id() + " or its stage " + host.stage() + " was not found");
        } catch (software.amazon.awssdk.services.apigatewayv2.model.NotFoundException none) {
            return OwnLock.of(State.NOT_SEEN, "the account has no API " + host.id() + ", or not the stage " + host.stage());
        } catch (SdkException e) {
            return OwnLock.notSeen("the API " + host.id(), e, "apigateway:GET");
        }
    }

    private OwnLock rest(AwsClients aws, ApiHost host) {
        ApiGatewayClient gateway = aws.apiGateway(host.region());
        GetRestApiResponse api;
        try {
            api = gateway.getRestApi(request -> request.restApiId(host.id()));
        } catch (NotFoundException noRestApi) {
            return http(aws.apiGatewayV2(host.region()), host);
        }
        boolean isPrivate = api.endpointConfiguration() != null
                && api.endpointConfiguration().types().contains(EndpointType.PRIVATE);
        if (isPrivate || Boolean.TRUE.equals(api.disableExecuteApiEndpoint())) {
            return closed(host);
        }
        if (host.stage().isEmpty()) {
            return OwnLock.of(State.NOT_SEEN, "the origin's path names no stage of the API " + host.id());
        }
        String deployment = gateway.getStage(request -> request.restApiId(host.id()).stageName(host.stage()))
                .deploymentId();
        new TreeMap<>(gateway.getDeployment(request ->
                                request.restApiId(host.id()).deploymentId(deployment).embed("apisummary"))
                        .apiSummary())
                .forEach((path, verbs) -> new TreeMap<>(verbs).forEach((verb, method) -> count(
                        verb + " " + path,
                        Boolean.TRUE.equals(method.apiKeyRequired()) ? "API_KEY" : method.authorizationType())));
        OwnLock lock = lock("methods that the stage " + host.stage() + " of the API " + host.id() + " has deployed");
        return lock.isOpen() && api.policy() != null && !Statements.of(Statements.document(api.policy())).letsEveryoneIn()
                ? lock.unless("its resource policy refuses")
                : lock;
    }

    private static OwnLock closed(ApiHost host) {
        return OwnLock.of(State.CLOSED, "the default endpoint of the API " + host.id() + " is private or disabled");
    }

    /** A WebSocket API is locked by its route $connect alone (API Gateway Developer Guide, "Control access to WebSocket APIs"). */
    private OwnLock http(ApiGatewayV2Client gateway, ApiHost host) {
        GetApiResponse api = gateway.getApi(request -> request.apiId(host.id()));
        if (Boolean.TRUE.equals(api.disableExecuteApiEndpoint())) {
            return closed(host);
        }
        String stage = host.stage().isEmpty() ? "$default" : host.stage();
        boolean asDeployed = Boolean.TRUE.equals(
                gateway.getStage(request -> request.apiId(host.id()).stageName(stage)).autoDeploy());
        String token = null;
        do {
            String from = token;
            GetRoutesResponse page = gateway.getRoutes(request -> request.apiId(host.id()).nextToken(from));
            page.items().stream()
                    .filter(route -> api.protocolType() != ProtocolType.WEBSOCKET || route.routeKey().equals("$connect"))
                    .forEach(route -> count(
                            route.routeKey(),
                            Boolean.TRUE.equals(route.apiKeyRequired()) ? "API_KEY" : route.authorizationTypeAsString()));
            token = page.nextToken();
        } while (token != null);
        return lock("routes of the API " + host.id() + (asDeployed ? "" : ", which its stage may have deployed otherwise,"));
    }

    /** A preflight request never carries credentials (Fetch Standard, "CORS protocol and credentials"). */
    private void count(String method, @Nullable String authorization) {
        if (method.startsWith("OPTIONS ")) {
            return;
        }
        methods++;
        if (authorization == null || authorization.equals("NONE")) {
            open.add(method);
        }
    }

    private OwnLock lock(String what) {
        if (open.isEmpty()) {
            return OwnLock.of(State.CLOSED, "all " + methods + " " + what + " ask for authorization");
        }
        String named = String.join(", ", open.stream().limit(NAMED).toList()) + (open.size() > NAMED ? ", …" : "");
        return OwnLock.of(
                open.size() == methods ? State.OPEN : State.PARTLY_OPEN,
                open.size() + " of the " + methods + " " + what + " ask for no authorization: " + named);
    }
}
