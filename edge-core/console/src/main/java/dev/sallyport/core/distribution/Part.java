package dev.sallyport.core.distribution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What of a distribution a finding is about.
 *
 * @param name of a behavior its path pattern, {@code *} for the default; of an origin its id; of a web ACL its name; empty
 *     for the distribution itself
 */
public record Part(Kind kind, String name) {
    /** The distribution as a whole. */
    public static final Part DISTRIBUTION = new Part(Kind.DISTRIBUTION, "");

    /** What it is. */
    public enum Kind {
        /** The distribution's own settings. */
        DISTRIBUTION,
        /** The web ACL that inspects its requests. */
        WEB_ACL,
        /** One cache behavior. */
        BEHAVIOR,
        /** One origin. */
        ORIGIN;

        /** The word in lower case, as JSON has it. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The behavior of a path pattern. */
    public static Part behavior(String pathPattern) {
        return new Part(Kind.BEHAVIOR, pathPattern);
    }

    /** The origin of an id. */
    public static Part origin(String id) {
        return new Part(Kind.ORIGIN, id);
    }
}
