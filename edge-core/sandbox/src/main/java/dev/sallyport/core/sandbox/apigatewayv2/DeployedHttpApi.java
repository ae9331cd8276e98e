package dev.sallyport.core.sandbox.apigatewayv2;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * A stage of an HTTP API as its data plane serves it.
 *
 * @param apiId of the API
 * @param region where it is
 * @param stage that the request chose
 * @param path below the stage, undecoded, starts with {@code /}
 * @param endpointDisabled whether the API refuses calls to its default host
 * @param routes that were deployed
 * @param integrations by id, as deployed
 */
public record DeployedHttpApi(
        String apiId,
        String region,
        Stage stage,
        String path,
        boolean endpointDisabled,
        List<Route> routes,
        Map<String, Integration> integrations) {

    /**
     * The route of a request.
     *
     * @param route the best fit
     * @param integration behind it, empty where the route has none
     * @param parameters values of the path's variables, undecoded
     */
    public record Match(Route route, Optional<Integration> integration, Map<String, String> parameters) {
        /** The path with the names of its variables, such as {@code /pets/{petId}}, or {@code $default}. */
        public String routePath() {
            return RouteKey.parse(route.routeKey()).orElseThrow().path();
        }
    }

    private record Candidate(Route route, RouteKey key, Map<String, String> parameters) {}

    /** The route of highest priority among those that fit the stage's path. */
    public Optional<Match> match(String method) {
        List<String> given = RouteKey.segments(path.substring(1));
        List<Candidate> fits = new ArrayList<>();
        for (Route route : routes) {
            RouteKey key = RouteKey.parse(route.routeKey()).orElseThrow();
            key.match(method, given).ifPresent(parameters -> fits.add(new Candidate(route, key, parameters)));
        }
        return fits.stream()
                .min(Comparator.comparing(fit -> fit.key().rank()))
                .map(fit -> new Match(fit.route(), integration(fit.route()), fit.parameters()));
    }

    private Optional<Integration> integration(Route route) {
        String target = Objects.requireNonNullElse(route.target(), "");
        return Optional.ofNullable(integrations.get(target.substring(target.indexOf('/') + 1)));
    }
}
