package dev.sallyport.core.distribution;

/**
 * Whether one path pattern takes every request that another would take. In CloudFront's patterns {@code *} stands for
 * any number of characters, {@code ?} for one, and a leading slash may be left out (Developer Guide, "Cache behavior
 * settings", path pattern).
 */
final class PathCover {
    private PathCover() {}

    /** Whether no path matches {@code pattern} that does not match {@code earlier} as well. */
    static boolean covers(String earlier, String pattern) {
        String wide = ordered(earlier);
        String narrow = ordered(pattern);
        // reach[j]: what of wide was read so far can take all that the first j signs of narrow stand for.
        boolean[] reach = new boolean[narrow.length() + 1];
        reach[0] = true;
        for (int i = 0; i < wide.length(); i++) {
            boolean[] next = new boolean[narrow.length() + 1];
            char sign = wide.charAt(i);
            for (int j = 0; j <= narrow.length(); j++) {
                if (sign == '*') {
                    next[j] = reach[j] || (j > 0 && next[j - 1]);
                } else if (j > 0 && reach[j - 1]) {
                    char other = narrow.charAt(j - 1);
                    next[j] = sign == '?' ? other != '*' : sign == other;
                }
            }
            reach = next;
        }
        return reach[narrow.length()];
    }

    /** With its leading slash, and in each run of wildcards {@code ?} before one {@code *}, which means the same. */
    private static String ordered(String pattern) {
        if (pattern.equals("/*")) {
            return "*";
        }
        String rooted = pattern.startsWith("/") || pattern.startsWith("*") ? pattern : '/' + pattern;
        StringBuilder ordered = new StringBuilder();
        boolean star = false;
        for (int i = 0; i < rooted.length(); i++) {
            char sign = rooted.charAt(i);
            if (sign == '*') {
                star = true;
                continue;
            }
            if (star && sign != '?') {
                ordered.append('*');
                star = false;
            }
            ordered.append(sign);
        }
        return star ? ordered.append('*').toString() : ordered.toString();
    }
}
