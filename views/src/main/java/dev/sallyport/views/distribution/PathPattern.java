package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Behavior;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which behavior takes a request: the first whose path pattern matches, the default last. {@code *} stands for any number
 * of characters and {@code ?} for one; case counts; a leading slash may be left out (CloudFront Developer Guide, "Path
 * pattern").
 */
final class PathPattern {
    private PathPattern() {}

    static Optional<Behavior> behaviorFor(String path, List<Behavior> behaviors) {
        String asked = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        return behaviors.stream()
                .filter(behavior -> matches(behavior.pathPattern(), asked))
                .findFirst();
    }

    static boolean matches(String pattern, String path) {
        if (pattern.equals("*")) {
            return true;
        }
        StringBuilder regex = new StringBuilder();
        String whole = rooted(pattern);
        for (int i = 0; i < whole.length(); i++) {
            char letter = whole.charAt(i);
            regex.append(
                    switch (letter) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(letter));
                    });
        }
        return Pattern.matches(regex.toString(), rooted(path));
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }
}
