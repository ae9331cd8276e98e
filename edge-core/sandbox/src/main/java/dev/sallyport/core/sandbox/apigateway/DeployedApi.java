package dev.sallyport.core.sandbox.apigateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.Stage;

/**
 * A stage of an API as its data plane serves it.
 *
 * @param apiId of the API
 * @param region where it is
 * @param stage the stage
 * @param policy the resource policy that was deployed, null for none
 * @param resources that were deployed
 */
public record DeployedApi(
        String apiId, String region, Stage stage, @Nullable String policy, List<Resource> resources) {

    /**
     * A resource that fits a path.
     *
     * @param resource the best fit
     * @param parameters values of the path's variables, undecoded
     */
    public record Match(Resource resource, Map<String, String> parameters) {}

    /** The resource of a path below the stage: literal segments before variables, a greedy variable last. */
    public Optional<Match> match(String path) {
        List<String> segments = segments(path);
        Match best = null;
        String bestRank = "";
        for (Resource resource : resources) {
            Map<String, String> parameters = new LinkedHashMap<>();
            String rank = fit(segments(resource.path()), segments, parameters);
            if (rank != null && (best == null || rank.compareTo(bestRank) < 0)) {
                best = new Match(resource, parameters);
                bestRank = rank;
            }
        }
        return Optional.ofNullable(best);
    }

    /** One letter per segment, smaller is better; null when the path does not fit. */
    private static @Nullable String fit(
            List<String> template, List<String> path, Map<String, String> parameters) {
        StringBuilder rank = new StringBuilder();
        for (int i = 0; i < template.size(); i++) {
            String step = template.get(i);
            if (step.startsWith("{") && step.endsWith("+}")) {
                if (path.size() <= i) {
                    return null;
                }
                parameters.put(step.substring(1, step.length() - 2), String.join("/", path.subList(i, path.size())));
                return rank.append('c').toString();
            }
            if (i >= path.size()) {
                return null;
            }
            if (step.startsWith("{") && step.endsWith("}")) {
                parameters.put(step.substring(1, step.length() - 1), path.get(i));
                rank.append('b');
            } else if (step.equals(path.get(i))) {
                rank.append('a');
            } else {
                return null;
            }
        }
        return template.size() == path.size() ? rank.toString() : null;
    }

    private static List<String> segments(String path) {
        String bare = path.startsWith("/") ? path.substring(1) : path;
        if (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return bare.isEmpty() ? List.of() : List.of(bare.split("/", -1));
    }
}
