package dev.sallyport.core.guard;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a guard stands. */
public enum GuardPhase {
    /** Under way, or left so by a process that ended. */
    GUARDING,
    /** Changed, and everything that was asked holds. */
    HOLDS,
    /** Changed, and nothing fails, but something could not be asked. */
    UNPROVEN,
    /** On its way back. */
    UNDOING,
    /** Taken back: by the operator, or since a proof failed. */
    UNDONE;

    /** The word in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether something of it stands. */
    boolean stands() {
        return this != UNDONE;
    }
}
