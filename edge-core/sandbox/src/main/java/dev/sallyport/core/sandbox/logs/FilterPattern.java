package dev.sallyport.core.sandbox.logs;

import java.util.ArrayList;
import java.util.List;

/**
 * What FilterLogEvents and metric filters look for: terms, or conditions on JSON members.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter pattern
 *     syntax</a>
 */
sealed interface FilterPattern permits FilterPattern.Terms, JsonPattern {
    /** Whether the message matches. */
    boolean matches(String message);

    /** Reads a pattern; space-delimited patterns and regular expressions are refused, not misread. */
    static FilterPattern parse(String pattern) {
        String bare = pattern.strip();
        if (bare.length() > 1024) {
            throw LogsFaults.invalid("Invalid filter pattern: it is longer than 1024 characters");
        }
        if (bare.startsWith("{")) {
            return JsonPattern.parse(bare);
        }
        if (bare.startsWith("[")) {
            throw LogsFaults.invalid("Invalid filter pattern: the sandbox does not evaluate space-delimited patterns");
        }
        return Terms.parse(bare);
    }

    /**
     * Terms, case-sensitive.
     *
     * @param all must be there
     * @param none must not be there
     * @param any one of them must be there, where there are no others
     */
    record Terms(List<String> all, List<String> none, List<String> any) implements FilterPattern {
        private static Terms parse(String pattern) {
            Terms terms = new Terms(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < pattern.length(); ) {
                char sign = pattern.charAt(i);
                if (Character.isWhitespace(sign)) {
                    i++;
                    continue;
                }
                List<String> kind = sign == '?' ? terms.any : sign == '-' ? terms.none : terms.all;
                i += sign == '?' || sign == '-' ? 1 : 0;
                StringBuilder term = new StringBuilder();
                boolean quoted = i < pattern.length() && pattern.charAt(i) == '"';
                i = quoted ? quoted(pattern, i + 1, term) : plain(pattern, i, term);
                if (term.isEmpty()) {
                    throw LogsFaults.invalid("Invalid filter pattern");
                }
                kind.add(term.toString());
            }
            return terms;
        }

        private static int quoted(String pattern, int start, StringBuilder term) {
            int i = start;
            while (i < pattern.length() && pattern.charAt(i) != '"') {
                i += pattern.charAt(i) == '\\' && i + 1 < pattern.length() ? 1 : 0;
                term.append(pattern.charAt(i++));
            }
            if (i >= pattern.length()) {
                throw LogsFaults.invalid("Invalid filter pattern");
            }
            return i + 1;
        }

        private static int plain(String pattern, int start, StringBuilder term) {
            int i = start;
            while (i < pattern.length() && !Character.isWhitespace(pattern.charAt(i))) {
                char c = pattern.charAt(i++);
                if (c == '%') {
                    throw LogsFaults.invalid(
                            "Invalid filter pattern: the sandbox does not evaluate regular expressions");
                }
                if (!Character.isLetterOrDigit(c) && c != '_') {
                    throw LogsFaults.invalid("Invalid character(s) in term '" + pattern.substring(start) + "'");
                }
                term.append(c);
            }
            return i;
        }

        @Override
        public boolean matches(String message) {
            boolean mixed = !all.isEmpty() || !none.isEmpty();
            return all.stream().allMatch(message::contains)
                    && none.stream().noneMatch(message::contains)
                    // AWS ignores optional terms beside others.
                    && (mixed || any.isEmpty() || any.stream().anyMatch(message::contains));
        }
    }
}
