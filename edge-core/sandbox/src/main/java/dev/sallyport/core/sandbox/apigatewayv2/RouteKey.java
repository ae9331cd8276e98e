package dev.sallyport.core.sandbox.apigatewayv2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A route's key.
 *
 * @param method such as {@code GET}, or {@code ANY}; empty for {@code $default}
 * @param segments of the path, {@code {name}} for a variable and {@code {name+}} for a greedy one
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html">Create
 *     routes for HTTP APIs</a>
 */
record RouteKey(String method, List<String> segments) {
    /** Catches what no other route catches. */
    static final String DEFAULT = "$default";

    private static final Set<String> METHODS =
            Set.of("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
    private static final Pattern FORM = Pattern.compile("([A-Z]+) /(\\S*)");
    private static final Pattern SEGMENT = Pattern.compile("[^{}\\s/]+|\\{[A-Za-z0-9._-]+}");
    private static final Pattern GREEDY = Pattern.compile("\\{[A-Za-z0-9._-]+\\+}");

    /** The key that a text stands for; empty when it has not the form {@code METHOD /path} or {@code $default}. */
    static Optional<RouteKey> parse(String text) {
        if (text.equals(DEFAULT)) {
            return Optional.of(new RouteKey("", List.of()));
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !METHODS.contains(form.group(1))) {
            return Optional.empty();
        }
        List<String> segments = segments(form.group(2));
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            // An empty last segment is a path that ends with a slash, which is another path than the one without.
            boolean fits = SEGMENT.matcher(segments.get(i)).matches()
                    || (last && (segments.get(i).isEmpty() || GREEDY.matcher(segments.get(i)).matches()));
            if (!fits) {
                return Optional.empty();
            }
        }
        return Optional.of(new RouteKey(form.group(1), segments));
    }

    /** What stands between the slashes of a path without its first slash; nothing for the root. */
    static List<String> segments(String path) {
        return path.isEmpty() ? List.of() : List.of(path.split("/", -1));
    }

    boolean isDefault() {
        return method.isEmpty();
    }

    boolean isGreedy() {
        return !segments.isEmpty() && GREEDY.matcher(segments.getLast()).matches();
    }

    /** The path as the key has it, such as {@code /pets/{petId}}; {@code $default} for the default route. */
    String path() {
        return isDefault() ? DEFAULT : '/' + String.join("/", segments);
    }

    /** The raw values of the path's variables when a request of that method and raw path fits. */
    Optional<Map<String, String>> match(String requested, List<String> path) {
        Map<String, String> values = new LinkedHashMap<>();
        if (isDefault()) {
            return Optional.of(values);
        }
        boolean greedy = isGreedy();
        if (!(method.equals("ANY") || method.equals(requested))
                || (greedy ? path.size() < segments.size() : path.size() != segments.size())) {
            return Optional.empty();
        }
        for (int i = 0; i < segments.size(); i++) {
            boolean rest = greedy && i == segments.size() - 1;
            String value = rest ? String.join("/", path.subList(i, path.size())) : path.get(i);
            String variable = variable(segments.get(i));
            if (variable == null ? !segments.get(i).equals(value) : value.isEmpty()) {
                return Optional.empty();
            }
            if (variable != null) {
                values.put(variable, value);
            }
        }
        return Optional.of(values);
    }

    private static @Nullable String variable(String segment) {
        int end = segment.length() - (segment.endsWith("+}") ? 2 : 1);
        return segment.startsWith("{") ? segment.substring(1, end) : null;
    }

    /**
     * Orders routes that fit one request, the first wins: a full match, then a greedy variable, then the default. Where
     * that page is silent: literals before variables from the left, then the method's own route before ANY.
     */
    String rank() {
        StringBuilder rank = new StringBuilder(isDefault() ? "3" : isGreedy() ? "2" : "1");
        for (String segment : segments) {
            rank.append(GREEDY.matcher(segment).matches() ? 'c' : segment.startsWith("{") ? 'b' : 'a');
        }
        return rank.append(method.equals("ANY") ? 'y' : 'x').toString();
    }
}
