package dev.sallyport.app;

import dev.sallyport.core.proof.Outcome;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.RolloutProgress;
import dev.sallyport.core.rollout.StackEvent;
import java.time.Duration;

/** Plain lines on the error stream, so that logs of CI jobs stay readable. */
final class ProgressLines implements RolloutListener {
    private final Terminal terminal;
    private String lastEstimate = "";

    ProgressLines(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void phase(Rollout rollout) {
        terminal.say(rollout.phase().word() + (rollout.note().isEmpty() ? "" : ": " + rollout.note()));
    }

    @Override
    public void event(StackEvent event, int done, int total) {
        terminal.say("  " + event.timestamp() + "  " + done + "/" + total + "  " + event.logicalId() + "  "
                + event.status() + (event.reason().isEmpty() ? "" : "  " + event.reason()));
    }

    @Override
    public void progress(RolloutProgress progress) {
        Duration atLeast = progress.atLeast();
        String soon = atLeast == null ? "unknown" : "at least " + atLeast.toSeconds() + " s";
        if (!soon.equals(lastEstimate) && progress.done() < progress.total()) {
            lastEstimate = soon;
            terminal.say("  remaining: " + soon + ", by what the same kinds of resources took before");
        }
    }

    @Override
    public void waiting(String why) {
        terminal.say("  asking again: " + why);
    }

    static String word(Outcome outcome) {
        return outcome == Outcome.FAILS ? "FAILS" : outcome.word();
    }

    @Override
    public void proof(Proof proof) {
        terminal.say("  " + word(proof.outcome()) + "  " + proof.title());
    }
}
