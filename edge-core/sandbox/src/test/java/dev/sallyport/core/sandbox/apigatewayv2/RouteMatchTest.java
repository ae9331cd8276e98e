package dev.sallyport.core.sandbox.apigatewayv2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * Which route takes a request, against the priority that AWS's page "Create routes for HTTP APIs" states: a full match
 * of route and method, then a greedy path variable, then the {@code $default} route.
 */
class RouteMatchTest {
    private static DeployedHttpApi api(List<String> keys, String path) {
        List<Route> routes = keys.stream().map(key -> Route.builder().routeId("r").routeKey(key).build()).toList();
        return new DeployedHttpApi(
                "abc", "us-east-1", Stage.builder().stageName("prod").build(), path, false, routes, Map.of());
    }

    private static String chosen(List<String> keys, String method, String path) {
        return api(keys, path).match(method).map(match -> match.route().routeKey()).orElse("");
    }

    /** The example table of that page. */
    @ParameterizedTest
    @CsvSource({
        "GET, /pets/dog/1, GET /pets/dog/1",
        "GET, /pets/dog/2, GET /pets/dog/{id}",
        "GET, /pets/cat/1, GET /pets/{proxy+}",
        "POST, /test/5, ANY /{proxy+}",
        "GET, /, $default"
    })
    void theExampleOfTheDocumentation(String method, String path, String route) {
        List<String> keys = List.of(
                "$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "GET /pets/dog/1");
        assertThat(chosen(keys, method, path)).isEqualTo(route);
        assertThat(chosen(keys.reversed(), method, path)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /pets, POST /pets",
        "DELETE, /pets, ANY /pets",
        "GET, /pets/, ''",
        "GET, /pets/7, GET /pets/{petId}",
        "GET, /pets/7/x, ''",
        "GET, /pets//, ''",
        "GET, /Pets, ''"
    })
    void pathsAreTakenAsTheyAre(String method, String path, String route) {
        assertThat(chosen(List.of("ANY /pets", "POST /pets", "GET /pets/{petId}"), method, path)).isEqualTo(route);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "GET", "GET pets", "get /pets", "FETCH /pets", "GET /pets/{id", "GET /{a+}/b", "GET //a", "$other"
            })
    void whatIsNoRouteKey(String key) {
        assertThat(RouteKey.parse(key)).isEmpty();
    }

    @Property(tries = 2000)
    void theChosenRouteHasTheHighestDocumentedPriority(
            @ForAll("keys") Set<String> keys, @ForAll("paths") String path, @ForAll("methods") String method) {
        List<String> all = new ArrayList<>(keys);
        Map<Integer, List<String>> byPriority = all.stream()
                .filter(key -> fits(key, method, path))
                .collect(Collectors.groupingBy(RouteMatchTest::priority));
        Optional<Integer> best = byPriority.keySet().stream().min(Integer::compare);
        String chosen = chosen(all, method, path);
        if (best.isEmpty()) {
            assertThat(chosen).isEmpty();
            return;
        }
        List<String> peers = byPriority.getOrDefault(best.get(), List.of());
        assertThat(chosen).isIn(peers);
        // "The most specific match": none of its peers says more in every segment.
        assertThat(peers).noneMatch(other -> !path(other).equals(path(chosen)) && narrower(path(other), path(chosen)));
        // ANY is for "all methods that you haven't defined for a resource".
        if (chosen.startsWith("ANY ")) {
            assertThat(all).doesNotContain(method + chosen.substring(3));
        }
        assertThat(chosen(all.reversed(), method, path)).isEqualTo(chosen);
    }

    private static String path(String key) {
        return key.substring(key.indexOf(' ') + 1);
    }

    private static int priority(String key) {
        return key.equals("$default") ? 3 : key.endsWith("+}") ? 2 : 1;
    }

    private static boolean fits(String key, String method, String path) {
        return key.equals("$default")
                || ((key.startsWith("ANY ") || key.startsWith(method + " "))
                        && Pattern.matches(expression(path(key)), path));
    }

    private static String expression(String template) {
        return template.replaceAll("\\{\\w+\\+}", ".+").replaceAll("\\{\\w+}", "[^/]+");
    }

    /** Whether every path that one template takes is taken by the other too, segment by segment. */
    private static boolean narrower(String one, String other) {
        String[] a = one.split("/", -1);
        String[] b = other.split("/", -1);
        if (a.length != b.length) {
            return false;
        }
        boolean within = true;
        for (int i = 0; i < a.length; i++) {
            within &= a[i].equals(b[i]) || (b[i].startsWith("{") && !a[i].endsWith("+}"));
        }
        return within;
    }

    @Provide
    Arbitrary<Set<String>> keys() {
        Arbitrary<String> method = Arbitraries.of("GET", "POST", "ANY");
        Arbitrary<String> part = Arbitraries.of("a", "b", "{x}");
        Arbitrary<String> last = Arbitraries.of("a", "b", "{y}", "{rest+}");
        Arbitrary<String> key = Combinators.combine(method, part.list().ofMaxSize(2), last)
                .as((verb, parts, end) -> {
                    List<String> segments = new ArrayList<>();
                    for (int i = 0; i < parts.size(); i++) {
                        segments.add(parts.get(i).replace("{x}", "{x" + i + "}"));
                    }
                    segments.add(end);
                    return verb + " /" + String.join("/", segments);
                });
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, key), net.jqwik.api.Tuple.of(1, Arbitraries.just("$default")))
                .set()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "c")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> '/' + String.join("/", parts));
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of(Arrays.asList("GET", "POST", "PUT"));
    }
}
