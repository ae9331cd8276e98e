package dev.sallyport.core.distribution;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an origin itself asks of whoever calls it, whatever the distribution does.
 *
 * @param evidence the setting that says so, named so that the reader finds it again; where it was not seen, why not
 * @param unless what else may keep everyone out, to be read after "unless"; null when nothing does
 * @param lacks permissions that CloudFront would need and has not been given
 * @param place of the setting in a file, null when not known
 */
public record OwnLock(
        State state,
        String evidence,
        @Nullable String unless,
        List<String> lacks,
        @JsonIgnore @Nullable Place place) {
    /** Whether it refuses who does not come through the edge. */
    public enum State {
        /** Everyone is let in. */
        OPEN,
        /** Everyone is let in by some of its methods. */
        PARTLY_OPEN,
        /** Whoever shows nothing is refused. */
        CLOSED,
        /** There is no such origin, so that whoever makes one of its name answers for it. */
        MISSING,
        /** It could not be read. */
        NOT_SEEN;

        /** The word in lower case, as JSON has it. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static OwnLock of(State state, String evidence) {
        return new OwnLock(state, evidence, null, List.of(), null);
    }

    /** The same, which lets everyone in only where something else does not refuse. */
    OwnLock unless(String other) {
        return new OwnLock(state, evidence, other, lacks, place);
    }

    /** Not read, since the call was answered so. */
    static OwnLock notSeen(String what, SdkException why, String needs) {
        return of(State.NOT_SEEN, what + " was not read, " + Refusal.said(why, needs));
    }

    /** The same, where CloudFront lacks these permissions. */
    OwnLock lacking(List<String> permissions) {
        return new OwnLock(state, evidence, unless, permissions, place);
    }

    /** Whether it lets anyone in who shows nothing. */
    @JsonIgnore
    public boolean isOpen() {
        return state == State.OPEN || state == State.PARTLY_OPEN;
    }
}
