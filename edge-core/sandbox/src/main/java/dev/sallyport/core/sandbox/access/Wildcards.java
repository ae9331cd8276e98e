package dev.sallyport.core.sandbox.access;

import dev.sallyport.core.Arns;
import dev.sallyport.core.match.Glob;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What IAM policies do with wildcards beyond {@link Glob}: letter case, parts of an ARN, policy variables. */
final class Wildcards {
    private Wildcards() {}

    /** As {@link Glob#matches}, letter case aside. */
    static boolean matchesIgnoringCase(String pattern, String text) {
        return Glob.matches(pattern.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
    }

    /** Whether two ARNs fit part by part: a wildcard does not cross one of the first five colons (ArnLike). */
    static boolean matchesArn(String pattern, String arn) {
        List<String> patterns = Arns.parts(pattern);
        List<String> parts = Arns.parts(arn);
        if (patterns.size() != 6 || parts.size() != 6) {
            return pattern.equals("*");
        }
        for (int i = 0; i < 6; i++) {
            if (!Glob.matches(patterns.get(i), parts.get(i))) {
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
                case "*", "?" -> filled.append(Glob.quoted(name));
                case "$" -> filled.append('$');
                default -> filled.append(
                        values.size() == 1 ? Glob.quoted(values.getFirst()) : pattern.substring(open, close + 1));
            }
            from = close + 1;
            open = pattern.indexOf("${", from);
        }
        return filled.append(pattern.substring(from)).toString();
    }
}
