package dev.sallyport.core.rollout;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.proof.Proof;
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
 * @param owner process that carries it; null once it let go
 * @param made whether this rollout made the stack, so that undoing it removes the stack
 * @param staged the staging copy of its distribution, null without one
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
        @Nullable Owner owner,
        boolean made,
        @Nullable Staged staged) {

    /** The journal is read with all members. */
    @JsonCreator
    public Rollout {}

    /** A rollout without a staging copy, carried on this machine by the process that has the number {@code pid} now. */
    public Rollout(
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
        this(
                stack,
                blueprint,
                parameters,
                phase,
                note,
                started,
                updated,
                proofs,
                lastGood,
                new Owner(pid, Owner.here().host(), Instant.now()),
                false,
                null);
    }

    /** Whether every proof of the last proving holds, and there was one. */
    public boolean holds() {
        return !proofs.isEmpty() && proofs.stream().allMatch(Proof::holds);
    }

    /** Whether a proof of the last proving was asked and does not hold, or there was none. */
    public boolean fails() {
        return proofs.isEmpty() || proofs.stream().anyMatch(Proof::fails);
    }

    static Rollout start(
            String stack, String blueprint, Map<String, String> parameters, @Nullable Map<String, String> lastGood) {
        Instant now = Instant.now();
        return new Rollout(
                stack, blueprint, parameters, RolloutPhase.PACKAGING, "", now, now, List.of(), lastGood,
                Owner.here(), false, null);
    }

    /** A new rollout after {@code last}, whose good version and whatever it left half-made it takes over. */
    static Rollout begun(Blueprint blueprint, String stack, Map<String, String> values, @Nullable Rollout last) {
        Map<String, String> good = last == null || last.phase == RolloutPhase.DESTROYED ? null : last.lastGood;
        Rollout begun = start(stack, blueprint.name(), values, good);
        return last == null
                ? begun
                : begun.staging(last.staged)
                        .making(last.isOrphaned() && last.made && last.phase != RolloutPhase.DESTROYING);
    }

    private Rollout with(RolloutPhase next, String why, List<Proof> ran, @Nullable Owner carrier) {
        return new Rollout(
                stack, blueprint, parameters, next, why, started, Instant.now(), ran, lastGood, carrier, made, staged);
    }

    /** The same rollout one step on, carried by this process. */
    Rollout at(RolloutPhase next, String why) {
        return with(next, why, proofs, Owner.here());
    }

    /** The same rollout where it is, carried by nobody. */
    Rollout abandoned(String why) {
        return with(phase, why, proofs, null);
    }

    /** The same rollout, carried by nobody; one that is over as it is. */
    Rollout letGo() {
        return phase.isOver()
                ? this
                : new Rollout(
                        stack, blueprint, parameters, phase, note, started, updated, proofs, lastGood, null, made, staged);
    }

    /** What is told of a rollout whose process is gone. */
    Rollout interrupted(String why) {
        return new Rollout(
                stack, blueprint, parameters, RolloutPhase.INTERRUPTED, why, started, updated, proofs, lastGood,
                owner, made, staged);
    }

    /** The same rollout with the proofs that just ran. */
    Rollout proved(List<Proof> ran) {
        return with(phase, note, List.copyOf(ran), owner);
    }

    /** The same rollout with this version as the one to return to. */
    Rollout good(Map<String, String> templateParameters) {
        return new Rollout(
                stack, blueprint, parameters, phase, note, started, Instant.now(), proofs, templateParameters, owner,
                made, staged);
    }

    /** The same rollout with what the user gave for the version that now stands. */
    Rollout with(Map<String, String> values) {
        return new Rollout(
                stack, blueprint, values, phase, note, started, Instant.now(), proofs, lastGood, owner, made, staged);
    }

    /** The same rollout, which made the stack or did not. */
    Rollout making(boolean stackIsNew) {
        return new Rollout(
                stack, blueprint, parameters, phase, note, started, updated, proofs, lastGood, owner, stackIsNew,
                staged);
    }

    /** The same rollout with that staging copy; null when it is gone. */
    Rollout staging(@Nullable Staged copy) {
        return new Rollout(
                stack, blueprint, parameters, phase, note, started, Instant.now(), proofs, lastGood, owner, made,
                copy);
    }

    /** Whether the process that carried it is gone while it was not over. */
    public boolean isOrphaned() {
        return phase == RolloutPhase.INTERRUPTED || (!phase.isOver() && (owner == null || owner.isGone()));
    }
}
