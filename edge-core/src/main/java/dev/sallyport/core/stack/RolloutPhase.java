package dev.sallyport.core.stack;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a rollout is. */
public enum RolloutPhase {
    /** Functions are zipped and uploaded. */
    PACKAGING,
    /** CloudFormation makes the changes. */
    DEPLOYING,
    /** The proofs run. */
    PROVING,
    /** Undoing, because CloudFormation or a proof failed. */
    ROLLING_BACK,
    /** The stack is being removed. */
    DESTROYING,
    /** Done, and every proof holds. */
    HOLDS,
    /** Done, but not as asked; the journal says why. */
    FAILED,
    /** The stack is gone. */
    DESTROYED;

    /** Lower-case word for tables and JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether nothing more will happen. */
    public boolean isOver() {
        return this == HOLDS || this == FAILED || this == DESTROYED;
    }
}
