package dev.sallyport.core.rollout;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a rollout is. */
public enum RolloutPhase {
    /** Functions are zipped and uploaded. */
    PACKAGING,
    /** A staging copy of the distribution is made, and reachable to the proofs alone. */
    STAGING,
    /** CloudFormation makes the changes. */
    DEPLOYING,
    /** The proofs run. */
    PROVING,
    /** Undoing, because CloudFormation or a proof failed, or on request. */
    ROLLING_BACK,
    /** The stack is being removed. */
    DESTROYING,
    /** A share of the viewers is served by the staging copy; waits for promote or rollback. */
    STAGED,
    /** Its process ended before it was done; the note says how far it came. Never kept, only told. */
    INTERRUPTED,
    /** Done, and every proof holds. */
    HOLDS,
    /** Done, and no proof fails; but not every one could be asked. Verifying finishes it. */
    UNPROVEN,
    /** Done, but not as asked; the journal says why. */
    FAILED,
    /** The stack is gone. */
    DESTROYED;

    /** Lower-case word for tables and JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether nothing more will happen by itself. */
    public boolean isOver() {
        return switch (this) {
            case PACKAGING, STAGING, DEPLOYING, PROVING, ROLLING_BACK, DESTROYING -> false;
            case STAGED, INTERRUPTED, HOLDS, UNPROVEN, FAILED, DESTROYED -> true;
        };
    }
}
