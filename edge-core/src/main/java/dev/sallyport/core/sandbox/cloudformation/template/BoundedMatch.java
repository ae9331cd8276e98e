package dev.sallyport.core.sandbox.cloudformation.template;

import java.util.regex.Pattern;

/** Matches a template's own pattern without letting a hostile one run for ever: the matcher may read so many characters. */
final class BoundedMatch implements CharSequence {
    private static final int MOST_READS = 2_000_000;

    private final String text;
    private int reads;

    private BoundedMatch(String text) {
        this.text = text;
    }

    static boolean matches(Pattern pattern, String text) {
        try {
            return pattern.matcher(new BoundedMatch(text)).matches();
        } catch (StackOverflowError e) {
            throw tooCostly(pattern);
        } catch (Exhausted e) {
            throw tooCostly(pattern);
        }
    }

    private static TemplateException tooCostly(Pattern pattern) {
        return new TemplateException("The pattern " + pattern + " takes too long on the given value.");
    }

    @Override
    public char charAt(int index) {
        if (++reads > MOST_READS) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super(null, null, false, false);
        }
    }
}
