package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.http.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.RequiredTrait;

/**
 * Finds the operation of a REST request. All operations of the service take part, also those that nobody implements, so
 * that a request is never taken for another operation.
 */
final class RestRoutes {
    // The SDK's own customization drops the mark that these members are required.
    private static final Map<String, List<String>> REQUIRED_HEADERS = Map.of(
            "CopyObject", List.of("x-amz-copy-source"),
            "UploadPartCopy", List.of("x-amz-copy-source"),
            "RenameObject", List.of("x-amz-rename-source"));
    // Only the endpoint of S3 Express tells it from ListBuckets.
    private static final Set<String> ELSEWHERE = Set.of("ListDirectoryBuckets");
    // The SDK leaves the bucket of all other S3 operations to its endpoint rules.
    private static final Set<String> WITHOUT_BUCKET = Set.of("ListBuckets", "WriteGetObjectResponse");

    private final List<Route> routes;

    private RestRoutes(List<Route> routes) {
        this.routes = routes;
    }

    /**
     * The operation of a request.
     *
     * @param labels decoded values of the path's labels
     */
    record Match(OperationModel operation, Map<String, String> labels) {}

    static RestRoutes of(ServiceModel service) {
        boolean s3 = service.name().equals("s3");
        List<Route> routes = new ArrayList<>();
        for (OperationModel operation : service.operations()) {
            if (!ELSEWHERE.contains(operation.name())) {
                routes.add(Route.of(operation, s3 && !WITHOUT_BUCKET.contains(operation.name())));
            }
        }
        return new RestRoutes(List.copyOf(routes));
    }

    /** The operation that the request means; empty when the service has no such. */
    Optional<Match> match(Request request) {
        List<String> path = segments(request.path());
        Map<String, String> query = new HashMap<>();
        PercentCoding.parameters(request.query()).forEach(each -> query.putIfAbsent(each.getKey(), each.getValue()));
        // The more of the request a route demands, the more it means that route.
        return routes.stream()
                .filter(route -> route.operation.binding().httpMethod().name().equals(request.method()))
                .filter(route -> route.labels(path).isPresent() && route.accepts(request, query))
                .max(Comparator.comparingLong(Route::demands).thenComparing(route -> route.operation.name()))
                .map(route -> new Match(route.operation, route.labels(path).orElseThrow()));
    }

    private static List<String> segments(String path) {
        return List.of((path.startsWith("/") ? path.substring(1) : path).split("/", -1));
    }

    /** The path's template and the members that tell an operation from others on the same path. */
    private record Route(OperationModel operation, List<String> segments, Map<String, String> literals) {

        static Route of(OperationModel operation, boolean bucket) {
            String template = operation.binding().requestUri();
            int mark = template.indexOf('?');
            String path = mark < 0 ? template : template.substring(0, mark);
            Map<String, String> literals = new HashMap<>();
            if (mark >= 0) {
                PercentCoding.parameters(template.substring(mark + 1))
                        .forEach(each -> literals.put(each.getKey(), each.getValue()));
            }
            return new Route(operation, trimmed(RestRoutes.segments((bucket ? "/{Bucket}" : "") + path)), literals);
        }

        private List<String> queries() {
            return required(MarshallLocation.QUERY_PARAM).toList();
        }

        private List<String> headers() {
            List<String> customized = REQUIRED_HEADERS.getOrDefault(operation.name(), List.of());
            return Stream.concat(required(MarshallLocation.HEADER), customized.stream()).toList();
        }

        // Read only for the few operations of one path: the fields of all would take half a second.
        private Stream<String> required(MarshallLocation location) {
            return operation.requestFields().stream()
                    .filter(field -> field.location() == location && field.containsTrait(RequiredTrait.class))
                    .map(SdkField::locationName);
        }

        long demands() {
            long fixed = segments.stream().filter(segment -> !segment.startsWith("{")).count();
            return 1000 * fixed + 10L * (literals.size() + queries().size() + headers().size()) + segments.size();
        }

        boolean accepts(Request request, Map<String, String> query) {
            return literals.entrySet().stream()
                            .allMatch(each -> each.getValue().isEmpty()
                                    ? query.containsKey(each.getKey())
                                    : each.getValue().equals(query.get(each.getKey())))
                    && query.keySet().containsAll(queries())
                    && headers().stream().allMatch(name -> request.header(name).isPresent());
        }

        Optional<Map<String, String>> labels(List<String> path) {
            Map<String, String> labels = new HashMap<>();
            boolean greedy = !segments.isEmpty() && segments.getLast().endsWith("+}");
            List<String> given = greedy ? path : trimmed(path);
            if (greedy ? given.size() < segments.size() : given.size() != segments.size()) {
                return Optional.empty();
            }
            for (int i = 0; i < segments.size(); i++) {
                boolean rest = greedy && i == segments.size() - 1;
                String value = rest ? String.join("/", given.subList(i, given.size())) : given.get(i);
                @Nullable String label = label(segments.get(i));
                if (label == null ? !segments.get(i).equals(value) : value.isEmpty()) {
                    return Optional.empty();
                }
                if (label != null) {
                    labels.put(label, PercentCoding.decode(value));
                }
            }
            return Optional.of(labels);
        }

        private static @Nullable String label(String segment) {
            int end = segment.length() - (segment.endsWith("+}") ? 2 : 1);
            return segment.startsWith("{") ? segment.substring(1, end) : null;
        }

        private static List<String> trimmed(List<String> segments) {
            int size = segments.size();
            return size > 0 && segments.get(size - 1).isEmpty() ? segments.subList(0, size - 1) : segments;
        }
    }
}
