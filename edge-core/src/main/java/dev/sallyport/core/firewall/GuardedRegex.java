package dev.sallyport.core.firewall;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression that gives up, instead of hanging, on a pattern that backtracks without end. */
final class GuardedRegex {
    /** Reads of single characters; a benign pattern needs a few per character. */
    private static final int BUDGET = 2_000_000;

    private final Pattern pattern;
    private final boolean ascii;

    private GuardedRegex(Pattern pattern, boolean ascii) {
        this.pattern = pattern;
        this.ascii = ascii;
    }

    /** @throws PatternSyntaxException when it is none */
    static GuardedRegex of(String regex) {
        return new GuardedRegex(Pattern.compile(regex), regex.chars().allMatch(c -> c < 128));
    }

    /** Whether it is found anywhere in the bytes; unknown when the search exceeds its budget. */
    Truth find(byte[] bytes) {
        String text = new String(bytes, ascii ? ISO_8859_1 : UTF_8);
        try {
            return Truth.of(pattern.matcher(new Metered(text, new int[] {BUDGET})).find());
        } catch (ExhaustedException | StackOverflowError e) {
            // java.util.regex recurses on nested groups: a long input ends the stack before the budget.
            return Truth.UNKNOWN;
        }
    }

    private static final class ExhaustedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ExhaustedException() {
            super("regular expression over budget", null, false, false);
        }
    }

    private record Metered(String text, @SuppressWarnings("ArrayRecordComponent") int[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (left[0]-- <= 0) {
                throw new ExhaustedException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
