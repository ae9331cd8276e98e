package dev.sallyport.core.webacl;

import dev.sallyport.core.match.BoundedRegex;

/** Kleene's three values: what a statement says of a request of which not everything is known. */
public enum Truth {
    /** The statement matches. */
    TRUE,
    /** The statement does not match. */
    FALSE,
    /** What would decide it is not known. */
    UNKNOWN;

    /** {@code TRUE} or {@code FALSE}. */
    public static Truth of(boolean known) {
        return known ? TRUE : FALSE;
    }

    /** Unknown where the search gave up. */
    static Truth of(BoundedRegex.Answer answer) {
        return switch (answer) {
            case YES -> TRUE;
            case NO -> FALSE;
            case GAVE_UP -> UNKNOWN;
        };
    }

    /** Both: {@code FALSE} as soon as one side is, whatever the other. */
    public Truth and(Truth other) {
        if (this == FALSE || other == FALSE) {
            return FALSE;
        }
        return this == TRUE ? other : this;
    }

    /** Either: {@code TRUE} as soon as one side is, whatever the other. */
    public Truth or(Truth other) {
        if (this == TRUE || other == TRUE) {
            return TRUE;
        }
        return this == FALSE ? other : this;
    }

    /** The opposite; the opposite of unknown is unknown. */
    public Truth not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
