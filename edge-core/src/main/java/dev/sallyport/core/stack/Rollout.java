package dev.sallyport.core.stack;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change under way, or the last one: what the journal keeps.
 *
 * @param stack name of the stack
 * @param blueprint it is made from
 * @param parameters as the user gave them, secrets excepted (blueprints have none)
 * @param phase how far it is
 * @param note why it is where it is, one sentence; empty while all goes well
 * @param started when
 * @param updated last step
 * @param proofs of the last proving, empty before
 * @param lastGood template parameters of the last version whose proofs all held, null before the first
 * @param pid process that carries it; another process that finds it dead may take over
 */
public record Rollout(
        String stack,
        String blueprint,
        Map<String, String> parameters,
        RolloutPhase phase,
        String note,
        Instant started,
        Instant updated,
        List<Proof> proofs,
        @Nullable Map<String, String> lastGood,
        long pid) {

    /** Whether every proof of the last proving holds, and there was one. */
    public boolean holds() {
        return !proofs.isEmpty() && proofs.stream().allMatch(Proof::holds);
    }

    static Rollout start(
            String stack, String blueprint, Map<String, String> parameters, @Nullable Map<String, String> lastGood) {
        Instant now = Instant.now();
        long pid = ProcessHandle.current().pid();
        return new Rollout(
                stack, blueprint, parameters, RolloutPhase.PACKAGING, "", now, now, List.of(), lastGood, pid);
    }

    /** The same rollout one step on, carried by this process. */
    Rollout at(RolloutPhase next, String why) {
        long here = ProcessHandle.current().pid();
        return new Rollout(stack, blueprint, parameters, next, why, started, Instant.now(), proofs, lastGood, here);
    }

    /** The same rollout with the proofs that just ran. */
    Rollout proved(List<Proof> ran) {
        return new Rollout(
                stack, blueprint, parameters, phase, note, started, Instant.now(), List.copyOf(ran), lastGood, pid);
    }

    /** The same rollout with this version as the one to return to. */
    Rollout good(Map<String, String> templateParameters) {
        return new Rollout(
                stack, blueprint, parameters, phase, note, started, Instant.now(), proofs, templateParameters, pid);
    }

    /** Whether the process that carried it is gone while it was not over. */
    public boolean isOrphaned() {
        return !phase.isOver() && ProcessHandle.of(pid).isEmpty();
    }
}
