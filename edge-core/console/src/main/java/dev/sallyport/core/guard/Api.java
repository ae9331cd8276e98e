package dev.sallyport.core.guard;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.ApiHost;
import dev.sallyport.core.guard.ApiClosing.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;

/**
 * The API behind an origin.
 *
 * @param id of the API
 * @param kind {@code REST} or {@code HTTP}
 * @param region where it is
 * @param stage that is called
 * @param arn of everything that can be called of its stage
 * @param open methods or routes that demand nothing where they are called, in words; empty where none does
 * @param gets paths that a GET can be sent to without a value in them
 * @param paths those of them that demand nothing
 * @param tags of the API, its description among them under the empty key
 * @param undeployed what the deployment that {@code closing} makes would release beside, in words
 * @param unseen why all or a part of that is not known; empty where it is
 * @param closing what makes them demand a signature
 */
record Api(
        String id,
        String kind,
        String region,
        String stage,
        String arn,
        List<String> open,
        List<String> gets,
        List<String> paths,
        Map<String, String> tags,
        List<String> undeployed,
        String unseen,
        Measure closing) {
    /**
     * Looks the API of an origin up.
     *
     * @param name of the guard
     * @param domainName of the origin
     * @param path of the origin, which begins with the stage; empty for the default stage of an HTTP API
     * @throws SallyportException {@code SP-GUARD-ORIGIN} with the reason where its lock cannot be turned
     */
    static Api find(AwsClients aws, String account, String name, String domainName, String path) {
        ApiHost host = ApiHost.of(domainName, path)
                .orElseThrow(() -> refused(domainName + " is not an API's default endpoint.", "Lock the API yourself."));
        String id = host.id();
        String region = host.region();
        String stage = host.stage();
        String partition = domainName.endsWith(".cn") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
        String arn = "arn:" + partition + ":execute-api:" + region + ":" + account + ":" + id + "/";
        ApiGatewayClient rest = aws.apiGateway(region);
        GetRestApiResponse found;
        try {
            found = rest.getRestApi(request -> request.restApiId(id));
            boolean isPrivate = found.endpointConfiguration() != null
                    && found.endpointConfiguration().types().contains(EndpointType.PRIVATE);
            requireReachable(id, isPrivate || Boolean.TRUE.equals(found.disableExecuteApiEndpoint()));
        } catch (NotFoundException noRestApi) {
            return http(aws.apiGatewayV2(region), name, id, region, stage.isEmpty() ? "$default" : stage, arn);
        }
        return rest(rest, name, found, region, stage, arn);
    }

    private static SallyportException refused(String why, String next) {
        return SallyportException.refused("SP-GUARD-ORIGIN", why, next);
    }

    private static void requireReachable(String id, boolean isOff) {
        if (isOff) {
            throw refused(
                    "The default endpoint of the API " + id + " is private or disabled, so the edge cannot call it.",
                    "Enable it, or choose another API.");
        }
    }

    private static Api rest(
            ApiGatewayClient gateway, String name, GetRestApiResponse api, String region, String stage, String arn) {
        String id = api.id();
        if (stage.isEmpty()) {
            throw refused(
                    "The origin of the REST API " + id + " has no OriginPath, so its stage is not known.",
                    "Set the stage as the origin's path.");
        }
        List<Resource> resources =
                gateway.getResourcesPaginator(request -> request.restApiId(id).embed("methods").limit(500)).items().stream()
                        .toList();
        Release release = Release.of(gateway, id, stage, resources);
        List<Method> switched = new ArrayList<>();
        resources.forEach(resource -> resource.resourceMethods().forEach((verb, method) -> {
            if (Objects.requireNonNullElse(method.authorizationType(), "NONE").equals("NONE")) {
                switched.add(new Method(resource.id(), resource.path(), verb));
            }
        }));
        requireNoOther(id, release.types());
        SortedMap<String, String> now = new TreeMap<>();
        Release.methods(resources).forEach((method, found) ->
                now.put(method, Objects.requireNonNullElse(found.authorizationType(), "NONE")));
        requireNoOther(id, now);
        // What callers meet is what the stage serves; a method that is changed and not deployed is as open as before.
        TreeSet<String> words = new TreeSet<>(release.types().keySet());
        words.removeIf(method -> !"NONE".equals(release.types().get(method)));
        if (!words.isEmpty()) {
            switched.forEach(method -> words.add(method.verb() + " " + method.path()));
        }
        return new Api(
                id,
                "REST",
                region,
                stage,
                arn + stage + "/*",
                List.copyOf(words),
                gets(release.types().keySet()),
                gets(words),
                signs(api.tags(), api.description()),
                release.undeployed(),
                release.unknown(),
                new ApiClosing(name, id, region, stage, List.copyOf(switched), release.deployment()));
    }

    private static Api http(ApiGatewayV2Client gateway, String name, String id, String region, String stage, String arn) {
        var api = gateway.getApi(request -> request.apiId(id));
        if (api.protocolType() == ProtocolType.WEBSOCKET) {
            throw refused("The API " + id + " is a WebSocket API, whose lock is its route $connect.", "Lock it yourself.");
        }
        requireReachable(id, Boolean.TRUE.equals(api.disableExecuteApiEndpoint()));
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
                "HTTP",
                region,
                stage,
                arn + stage + "/*",
                List.copyOf(open),
                gets(types.keySet()),
                gets(open),
                signs(api.tags(), api.description()),
                List.of(),
                deployment == null ? "" : "API Gateway does not tell what of an HTTP API's routes is not deployed yet.",
                new HttpApiClosing(name, id, region, stage, List.copyOf(routes), deployment));
    }

    /** Of methods in words, the first paths that a GET can be sent to as they are. */
    private static List<String> gets(Collection<String> methods) {
        return methods.stream()
                .filter(method -> method.matches("(?:GET|ANY) /[A-Za-z0-9/._~-]*"))
                .map(method -> method.substring(4))
                .distinct()
                .limit(5)
                .toList();
    }

    /** Its tags, and its description as if it were one: Terraform and people write there what made it. */
    private static Map<String, String> signs(Map<String, String> tags, @Nullable String description) {
        Map<String, String> signs = new TreeMap<>(tags);
        signs.put("", Objects.requireNonNullElse(description, ""));
        return signs;
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
