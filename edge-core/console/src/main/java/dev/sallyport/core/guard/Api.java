package dev.sallyport.core.guard;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.Origin;
import dev.sallyport.core.guard.ApiClosing.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;

/**
 * The API behind an origin.
 *
 * @param id of the API
 * @param arn of everything that can be called of its stage
 * @param open methods or routes that demand nothing, in words
 * @param paths that a GET can be sent to without a value in them
 * @param closing what makes them demand a signature
 */
record Api(String id, String arn, List<String> open, List<String> paths, Measure closing) {
    private static final Pattern HOST =
            Pattern.compile("(?<id>[a-z0-9]+)\\.execute-api\\.(?<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

    /**
     * Looks the API of an origin up.
     *
     * @param name of the guard
     * @throws SallyportException {@code SP-GUARD-ORIGIN} with the reason where its lock cannot be turned
     */
    static Api find(AwsClients aws, String account, String name, Origin origin) {
        Matcher host = HOST.matcher(origin.domainName());
        if (!host.matches() || host.group("id").startsWith("d-")) {
            throw refused(origin.domainName() + " is not an API's default endpoint.", "Lock the API yourself.");
        }
        String id = host.group("id");
        String region = host.group("region");
        String stage = origin.path().split("/", -1).length > 1 ? origin.path().split("/", -1)[1] : "";
        String partition = origin.domainName().endsWith(".cn") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
        String arn = "arn:" + partition + ":execute-api:" + region + ":" + account + ":" + id + "/";
        ApiGatewayClient rest = aws.apiGateway(region);
        try {
            rest.getRestApi(request -> request.restApiId(id));
        } catch (NotFoundException noRestApi) {
            return http(aws.apiGatewayV2(region), name, id, region, stage.isEmpty() ? "$default" : stage, arn);
        }
        return rest(rest, name, id, region, stage, arn);
    }

    private static SallyportException refused(String why, String next) {
        return SallyportException.refused("SP-GUARD-ORIGIN", why, next);
    }

    private static Api rest(ApiGatewayClient gateway, String name, String id, String region, String stage, String arn) {
        if (stage.isEmpty()) {
            throw refused(
                    "The origin of the REST API " + id + " has no OriginPath, so its stage is not known.",
                    "Set the stage as the origin's path.");
        }
        String deployment =
                gateway.getStage(request -> request.restApiId(id).stageName(stage)).deploymentId();
        Map<String, String> types = new TreeMap<>();
        List<Method> open = new ArrayList<>();
        gateway.getResourcesPaginator(request -> request.restApiId(id).embed("methods").limit(500))
                .items()
                .forEach(resource -> resource.resourceMethods().forEach((verb, method) -> {
                    String type = Objects.requireNonNullElse(method.authorizationType(), "NONE");
                    types.put(verb + " " + resource.path(), type);
                    if (type.equals("NONE")) {
                        open.add(new Method(resource.id(), resource.path(), verb));
                    }
                }));
        requireNoOther(id, types);
        return new Api(
                id,
                arn + stage + "/*",
                open.stream().map(method -> method.verb() + " " + method.path()).toList(),
                open.stream()
                        .filter(method -> method.verb().equals("GET") || method.verb().equals("ANY"))
                        .map(Method::path)
                        .filter(Api::isWhole)
                        .limit(5)
                        .toList(),
                new ApiClosing(name, id, region, stage, List.copyOf(open), deployment));
    }

    private static Api http(ApiGatewayV2Client gateway, String name, String id, String region, String stage, String arn) {
        var api = gateway.getApi(request -> request.apiId(id));
        if (api.protocolType() == ProtocolType.WEBSOCKET) {
            throw refused("The API " + id + " is a WebSocket API, whose lock is its route $connect.", "Lock it yourself.");
        }
        var found = gateway.getStage(request -> request.apiId(id).stageName(stage));
        String deployment = Boolean.TRUE.equals(found.autoDeploy()) ? null : found.deploymentId();
        Map<String, String> types = new TreeMap<>();
        List<String> routes = new ArrayList<>();
        List<String> open = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            GetRoutesResponse page = gateway.getRoutes(request -> request.apiId(id).nextToken(from));
            page.items().forEach(route -> {
                String type = Objects.requireNonNullElse(route.authorizationTypeAsString(), "NONE");
                types.put(route.routeKey(), type);
                if (type.equals("NONE")) {
                    routes.add(route.routeId());
                    open.add(route.routeKey());
                }
            });
            token = page.nextToken();
        } while (token != null);
        requireNoOther(id, types);
        return new Api(
                id,
                arn + stage + "/*",
                List.copyOf(open),
                open.stream()
                        .filter(route -> route.startsWith("GET /") || route.startsWith("ANY /"))
                        .map(route -> route.substring(4))
                        .filter(Api::isWhole)
                        .limit(5)
                        .toList(),
                new HttpApiClosing(name, id, region, stage, List.copyOf(routes), deployment));
    }

    private static boolean isWhole(String path) {
        return path.matches("[A-Za-z0-9/._~-]+");
    }

    /** An authorizer reads the header in which the signature is to stand. */
    private static void requireNoOther(String id, Map<String, String> types) {
        List<String> others = types.entrySet().stream()
                .filter(type -> !type.getValue().equals("NONE") && !type.getValue().equals("AWS_IAM"))
                .map(type -> type.getKey() + " (" + type.getValue() + ")")
                .toList();
        if (!others.isEmpty()) {
            throw refused(
                    "Methods of the API " + id + " ask another authorizer, which needs the viewer's Authorization: "
                            + String.join(", ", others) + ".",
                    "Move the viewers' token to another header first.");
        }
    }
}
