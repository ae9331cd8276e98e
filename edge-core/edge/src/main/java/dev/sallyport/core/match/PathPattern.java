package dev.sallyport.core.match;

/**
 * CloudFront's path patterns: {@code *} stands for any number of characters and {@code ?} for one, case counts, and a
 * leading slash may be left out (CloudFront Developer Guide, "Path pattern").
 */
public final class PathPattern {
    private PathPattern() {}

    /**
     * Whether a request goes to the behavior of that pattern, when no behavior before it takes it.
     *
     * @param pattern {@code *} for the default behavior
     * @param path of the request, without its query string
     */
    public static boolean matches(String pattern, String path) {
        return Glob.matches(pattern.equals("*") ? pattern : rooted(pattern), rooted(path));
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : '/' + path;
    }
}
