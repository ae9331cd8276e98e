package dev.sallyport.core.webacl;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a verdict can be trusted, strongest first. */
public enum Tier {
    /** Follows from semantics that AWS publishes. */
    EXACT,
    /** Built from AWS's public description of something whose inside AWS does not publish. */
    DOCUMENTED,
    /** Taken over from what AWS WAF logged for this very request. */
    CARRIED,
    /** AWS does not publish it, or the request does not hold what would decide it. */
    UNKNOWN;

    /** The less trustworthy of the two. */
    public Tier weaker(Tier other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The more trustworthy of the two. */
    public Tier stronger(Tier other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** The word in output: {@code exact}, {@code documented}, {@code carried}, {@code unknown}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
