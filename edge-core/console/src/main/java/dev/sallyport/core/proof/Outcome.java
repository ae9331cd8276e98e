package dev.sallyport.core.proof;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a proof came to. Only {@link #FAILS} speaks against the stack. */
public enum Outcome {
    /** It was asked, and the answer is as it should be. */
    HOLDS,
    /** It was asked, and the answer is not as it should be. */
    FAILS,
    /** It could not be asked: not permitted, throttled, expired, no network, or a log that is not there yet. */
    UNKNOWN;

    /** The word in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
