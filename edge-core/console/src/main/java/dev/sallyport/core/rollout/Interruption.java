package dev.sallyport.core.rollout;

import java.util.Optional;

/** What there is to say of a rollout whose process ended before it was done. */
final class Interruption {
    private Interruption() {}

    /**
     * How far it came, what CloudFormation says, and the next step.
     *
     * @param status CloudFormation's; empty when it has no such stack
     */
    static String words(Rollout rollout, Optional<String> status) {
        String what = "Interrupted while " + rollout.phase().word() + ". ";
        String why = rollout.note().isEmpty() ? "" : rollout.note() + " ";
        String says = status.map(word -> "CloudFormation says " + word + ". ")
                .orElse("CloudFormation has no such stack. ");
        return what + why + says + next(rollout, status.orElse(""));
    }

    private static String next(Rollout rollout, String status) {
        String name = rollout.stack();
        if (rollout.phase() == RolloutPhase.PACKAGING && rollout.staged() == null) {
            return "Nothing was changed; apply again.";
        }
        if (status.isEmpty() && rollout.phase() == RolloutPhase.DESTROYING) {
            return "Destroy it again to put that on record.";
        }
        if (status.endsWith("_IN_PROGRESS") && !status.equals("REVIEW_IN_PROGRESS")) {
            return "It goes on by itself; sallyport rollout resume " + name + " follows it and does the rest.";
        }
        String copy = rollout.staged() == null ? "" : " Parts of a staging copy may stand.";
        return "Take it up with sallyport rollout resume " + name + "." + copy;
    }
}
