package dev.sallyport.core.match;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression that gives up, instead of hanging, on a pattern that backtracks without end. */
public final class BoundedRegex {
    /** Reads of single characters; a benign pattern needs a few per character. */
    private static final int BUDGET = 2_000_000;

    private final Pattern pattern;
    private final boolean ascii;

    private BoundedRegex(Pattern pattern, boolean ascii) {
        this.pattern = pattern;
        this.ascii = ascii;
    }

    /** What a search came to. */
    public enum Answer {
        YES,
        NO,
        /** The search exceeded its budget, so nothing is known. */
        GAVE_UP
    }

    /**
     * A pattern in the language of {@link Pattern}.
     *
     * @throws PatternSyntaxException when it is none
     */
    public static BoundedRegex of(String regex) {
        return of(regex, 0);
    }

    /**
     * A pattern with flags of {@link Pattern}.
     *
     * @throws PatternSyntaxException when it is none
     */
    public static BoundedRegex of(String regex, int flags) {
        return new BoundedRegex(Pattern.compile(regex, flags), regex.chars().allMatch(c -> c < 128));
    }

    /**
     * A pattern in the language of libpcre, found in bytes.
     *
     * @throws PcreSyntax.UnreadableException where it is not sure what AWS WAF makes of it
     * @throws PatternSyntaxException when it is none
     */
    public static BoundedRegex ofPcre(String regex) throws PcreSyntax.UnreadableException {
        return of(PcreSyntax.toJava(regex), Pattern.UNIX_LINES);
    }

    /** Whether it is found anywhere in the bytes, which are UTF-8. */
    public Answer find(byte[] bytes) {
        return search(new String(bytes, ascii ? ISO_8859_1 : UTF_8), Matcher::find);
    }

    /** Whether it is found anywhere in the text. */
    public Answer find(String text) {
        return search(text, Matcher::find);
    }

    /** Whether it fits the whole text. */
    public Answer matches(String text) {
        return search(text, Matcher::matches);
    }

    /** As it was given. */
    @Override
    public String toString() {
        return pattern.toString();
    }

    private Answer search(String text, Predicate<Matcher> question) {
        try {
            return question.test(pattern.matcher(new Metered(text, new int[] {BUDGET}))) ? Answer.YES : Answer.NO;
        } catch (ExhaustedException | StackOverflowError e) {
            // java.util.regex recurses on nested groups: a long input ends the stack before the budget.
            return Answer.GAVE_UP;
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
