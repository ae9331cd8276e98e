package dev.sallyport.core.distribution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much a finding matters, least first. */
public enum Severity {
    /** Worth knowing. */
    INFO,
    /** Mend when you are there anyway. */
    LOW,
    /** Plan to mend. */
    MEDIUM,
    /** Mend now: a protection can be walked around. */
    HIGH,
    /** Mend before anything else. */
    CRITICAL;

    /** The word in lower case, as the command line prints it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether {@code inspect --strict} fails on it. */
    public boolean isSevere() {
        return compareTo(HIGH) >= 0;
    }
}
