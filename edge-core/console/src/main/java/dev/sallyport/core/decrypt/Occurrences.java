package dev.sallyport.core.decrypt;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** The next place where something is, asked for from places that mostly grow: all answers together read the text once. */
final class Occurrences {
    private final IntUnaryOperator find;
    private final IntPredicate isAt;
    private int asked = -1;
    private int found = -1;

    /** {@code find} is the first place from one on, or {@link Integer#MAX_VALUE}; {@code isAt} tells whether it is there. */
    Occurrences(IntUnaryOperator find, IntPredicate isAt) {
        this.find = find;
        this.isAt = isAt;
    }

    static Occurrences of(String text, String needle) {
        return new Occurrences(
                from -> {
                    int at = text.indexOf(needle, from);
                    return at < 0 ? Integer.MAX_VALUE : at;
                },
                at -> text.startsWith(needle, at));
    }

    /** Characters that no ciphertext has: neither base64, nor a dot, nor a line end. */
    static Occurrences ofForeign(String text) {
        IntPredicate foreign = at -> !isOfCiphertext(text.charAt(at));
        return new Occurrences(
                from -> {
                    int at = from;
                    while (at < text.length() && !foreign.test(at)) {
                        at++;
                    }
                    return at < text.length() ? at : Integer.MAX_VALUE;
                },
                foreign);
    }

    static boolean isOfCiphertext(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "+/=-_.\r\n".indexOf(c) >= 0;
    }

    /** The first place at or after {@code from}; {@link Integer#MAX_VALUE} when there is none. */
    int next(int from) {
        if (asked < 0 || from > found) {
            asked = from;
            found = find.applyAsInt(from);
        }
        for (; asked > from; asked--) {
            if (isAt.test(asked - 1)) {
                found = asked - 1;
            }
        }
        return found;
    }
}
