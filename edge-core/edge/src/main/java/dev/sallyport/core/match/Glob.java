package dev.sallyport.core.match;

/**
 * Wildcards: {@code *} for any run of characters, {@code ?} for exactly one. IAM policies, CloudFront's path patterns and
 * the filter patterns of CloudWatch Logs share them.
 */
public final class Glob {
    // Private-use characters that no ARN, path or log text carries stand for the wildcards' own characters.
    private static final char STAR = '\uE000';
    private static final char QUESTION = '\uE001';

    private Glob() {}

    /**
     * Whether {@code text} fits {@code pattern}; time grows with the product of the lengths at worst, never
     * exponentially, so a hostile pattern hangs nothing.
     */
    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?'
                    || literal(pattern.charAt(p)) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** A pattern that only {@code text} itself fits: its wildcards stand for themselves. */
    public static String quoted(String text) {
        return quotedQuestions(text).replace('*', STAR);
    }

    /** A pattern in which {@code *} alone is a wildcard. */
    public static String quotedQuestions(String pattern) {
        return pattern.replace('?', QUESTION);
    }

    private static char literal(char c) {
        return switch (c) {
            case STAR -> '*';
            case QUESTION -> '?';
            default -> c;
        };
    }
}
