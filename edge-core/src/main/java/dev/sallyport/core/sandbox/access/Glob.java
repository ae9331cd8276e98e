package dev.sallyport.core.sandbox.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The wildcards of IAM policies: {@code *} for any run of characters, {@code ?} for one. */
final class Glob {
    // Stand-ins for characters that a policy variable brings in and that must not act as wildcards.
    private static final char STAR = '\uE000';
    private static final char QUESTION = '\uE001';

    private Glob() {}

    /**
     * Whether {@code text} fits {@code pattern}; time grows with the product of the lengths at worst, never
     * exponentially.
     */
    static boolean matches(String pattern, String text) {
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

    /** As {@link #matches}, letter case aside. */
    static boolean matchesIgnoringCase(String pattern, String text) {
        return matches(pattern.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
    }

    /** Whether two ARNs fit part by part: a wildcard does not cross one of the first five colons (ArnLike). */
    static boolean matchesArn(String pattern, String arn) {
        String[] patterns = pattern.split(":", 6);
        String[] parts = arn.split(":", 6);
        if (patterns.length != 6 || parts.length != 6) {
            return pattern.equals("*");
        }
        for (int i = 0; i < 6; i++) {
            if (!matches(patterns[i], parts[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Puts the values of policy variables such as {@code ${aws:username}} into a pattern. A variable without exactly
     * one value stays as it is, so the pattern then matches nothing.
     */
    static String fill(String pattern, Map<String, List<String>> keys) {
        int open = pattern.indexOf("${");
        if (open < 0) {
            return pattern;
        }
        StringBuilder filled = new StringBuilder();
        int from = 0;
        while (open >= 0) {
            int close = pattern.indexOf('}', open);
            if (close < 0) {
                break;
            }
            filled.append(pattern, from, open);
            String name = pattern.substring(open + 2, close);
            List<String> values = keys.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            switch (name) {
                case "*" -> filled.append(STAR);
                case "?" -> filled.append(QUESTION);
                case "$" -> filled.append('$');
                default -> filled.append(
                        values.size() == 1 ? escaped(values.getFirst()) : pattern.substring(open, close + 1));
            }
            from = close + 1;
            open = pattern.indexOf("${", from);
        }
        return filled.append(pattern.substring(from)).toString();
    }

    private static String escaped(String value) {
        return value.replace('*', STAR).replace('?', QUESTION);
    }

    private static char literal(char c) {
        return switch (c) {
            case STAR -> '*';
            case QUESTION -> '?';
            default -> c;
        };
    }
}
