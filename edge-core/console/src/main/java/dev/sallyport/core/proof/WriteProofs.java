package dev.sallyport.core.proof;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.Origin;
import dev.sallyport.core.distribution.OriginKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesResponse;

/**
 * Whether an origin lets just anyone write, which no GET shows: an API has an authorization of its own for each method.
 * It is read; only where a write is asked for, one is sent.
 */
final class WriteProofs {
    private static final Set<String> WRITING = Set.of("ANY", "DELETE", "PATCH", "POST", "PUT");
    /** Over what AWS WAF inspects of a body by default and what a signer might cut, 8 KB. */
    private static final int BYTES = 9 * 1024;

    private static final int MOST = 3;

    private final AwsClients aws;
    private final Origin origin;
    private final boolean writes;

    /** @param writes whether bodies are sent */
    WriteProofs(AwsClients aws, Origin origin, boolean writes) {
        this.aws = aws;
        this.origin = origin;
        this.writes = writes;
    }

    /**
     * One check.
     *
     * @param path that the origin is known to answer, which a body is sent to where no method tells another
     */
    Check check(String path) {
        return new Check(
                "origin-refuses-writes:" + origin.id(),
                "The origin refuses whoever writes at its own address: " + origin.id(),
                Lag.NONE,
                () -> refuses(path));
    }

    /** Whether there is anything to read or to send. */
    boolean asks() {
        return switch (origin.kind()) {
            case API_GATEWAY -> true;
            case FUNCTION_URL, LOAD_BALANCER, CUSTOM -> writes;
            case S3, S3_WEBSITE -> false;
        };
    }

    private Verdict refuses(String path) throws InterruptedException {
        if (origin.kind() != OriginKind.API_GATEWAY) {
            return sent(List.of("POST " + path), "");
        }
        Methods methods = methods();
        List<String> writing = methods.types().entrySet().stream()
                .filter(method -> WRITING.contains(method.getKey().split(" ", 2)[0]))
                .map(method -> method.getKey() + " demands " + method.getValue())
                .toList();
        List<String> open = methods.types().entrySet().stream()
                .filter(method -> method.getValue().equals("NONE"))
                .map(Map.Entry::getKey)
                .filter(method -> WRITING.contains(method.split(" ", 2)[0]))
                .toList();
        String read = methods.what() + ": " + (writing.isEmpty() ? "no method writes" : String.join(", ", writing));
        if (!open.isEmpty()) {
            return methods.hasPolicy()
                    ? Verdict.unknown(read + "; the API's resource policy may refuse all the same")
                    : Verdict.of(false, read);
        }
        List<String> literal = methods.types().keySet().stream()
                .filter(method -> method.matches("(?:POST|PUT|PATCH|ANY) /[A-Za-z0-9/._~-]*"))
                .map(method -> method.replaceFirst("^ANY ", "POST "))
                .limit(MOST)
                .toList();
        return writes && !literal.isEmpty() ? sent(literal, read + "; ") : Verdict.of(true, read);
    }

    /** Signs nothing, as anyone would. */
    private Verdict sent(List<String> requests, String read) throws InterruptedException {
        List<String> said = new ArrayList<>();
        boolean lets = false;
        boolean refuses = true;
        String body = "{\"planted\":\"by a proof of Sallyport\",\"filler\":\"" + "x".repeat(BYTES) + "\"}";
        for (String request : requests) {
            List<String> parts = List.of(request.split(" ", 2));
            URI uri = URI.create(aws.address(origin.domainName()) + origin.path() + parts.getLast());
            HttpProbe.Answer answer =
                    HttpProbe.send(parts.getFirst(), uri, Map.of("Content-Type", "application/json"), body);
            said.add(parts.getFirst() + " " + uri + " with " + body.length() + " bytes → " + answer.summary());
            lets |= answer.status() < 400;
            refuses &= answer.status() == 401 || answer.status() == 403;
        }
        String evidence = read + String.join("; ", said);
        return lets || refuses
                ? Verdict.of(!lets, evidence)
                : Verdict.unknown(evidence + ", which is no refusal by the origin's lock");
    }

    /** @param types authorization by verb and path; an API key counts as one */
    private record Methods(String what, SortedMap<String, String> types, boolean hasPolicy) {}

    private Methods methods() {
        List<String> host = List.of(origin.domainName().split("\\.", -1));
        String id = host.getFirst();
        List<String> path = List.of(origin.path().split("/", -1));
        String stage = path.size() > 1 ? path.get(1) : "";
        ApiGatewayClient rest = aws.apiGateway(host.get(2));
        SortedMap<String, String> types = new TreeMap<>();
        try {
            String policy = rest.getRestApi(request -> request.restApiId(id)).policy();
            String deployment =
                    rest.getStage(request -> request.restApiId(id).stageName(stage)).deploymentId();
            rest.getDeployment(request -> request.restApiId(id).deploymentId(deployment).embed("apisummary"))
                    .apiSummary()
                    .forEach((resource, verbs) -> verbs.forEach((verb, method) -> types.put(
                            verb + " " + resource,
                            type(method.authorizationType(), Boolean.TRUE.equals(method.apiKeyRequired())))));
            return new Methods(
                    "the stage " + stage + " of the REST API " + id + " serves",
                    types,
                    policy != null && !policy.isBlank());
        } catch (NotFoundException noRestApi) {
            return routes(host.get(2), id, types);
        }
    }

    private Methods routes(String region, String id, SortedMap<String, String> types) {
        String token = null;
        do {
            String from = token;
            GetRoutesResponse page = aws.apiGatewayV2(region).getRoutes(request -> request.apiId(id).nextToken(from));
            page.items().forEach(route -> types.put(
                    route.routeKey().equals("$default") ? "ANY $default" : route.routeKey(),
                    type(route.authorizationTypeAsString(), Boolean.TRUE.equals(route.apiKeyRequired()))));
            token = page.nextToken();
        } while (token != null);
        return new Methods("the HTTP API " + id + " has", types, false);
    }

    private static String type(@Nullable String authorization, boolean key) {
        String type = Objects.requireNonNullElse(authorization, "NONE");
        return type.equals("NONE") && key ? "an API key" : type;
    }
}
