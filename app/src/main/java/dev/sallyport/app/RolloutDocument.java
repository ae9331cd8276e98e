package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.Comparison;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.core.rollout.Staged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rollout with the stack's outputs, as the contract prints it. */
record RolloutDocument(
        String stack,
        String status,
        String phase,
        String note,
        Map<String, String> outputs,
        List<Proof> proofs,
        boolean holds,
        @Nullable StagedDocument staged,
        List<String> leftovers) {
    /** Exit status where nothing fails, but a proof could not be asked. */
    static final int UNPROVEN = SallyportException.Kind.UNAVAILABLE.exitStatus();

    /** A staging copy with what viewers got from both sides. */
    record StagedDocument(
            double weight,
            String primaryId,
            @Nullable String stagingId,
            @Nullable Instant since,
            List<String> functions,
            List<String> promoteOnly,
            @Nullable Comparison comparison) {}

    static RolloutDocument of(Rollouts rollouts, Rollout rollout) {
        Optional<StackSummary> stack = rollouts.stacks().stream()
                .filter(found -> found.name().equals(rollout.stack()))
                .findFirst();
        return new RolloutDocument(
                rollout.stack(),
                stack.map(StackSummary::status).orElse("DELETE_COMPLETE"),
                rollout.phase().word(),
                rollout.note(),
                stack.map(StackSummary::outputs).orElse(Map.of()),
                rollout.proofs(),
                rollout.holds(),
                staged(rollouts, rollout),
                rollouts.leftovers(rollout.stack()));
    }

    /** @param gone whether nothing of the stack is left */
    static RolloutDocument ofRemoval(Rollout rollout, boolean gone) {
        return new RolloutDocument(
                rollout.stack(),
                gone ? "DELETE_COMPLETE" : "DELETE_FAILED",
                rollout.phase().word(),
                rollout.note(),
                Map.of(),
                List.of(),
                gone,
                null,
                List.of());
    }

    private static @Nullable StagedDocument staged(Rollouts rollouts, Rollout rollout) {
        Staged copy = rollout.staged();
        return copy == null
                ? null
                : new StagedDocument(
                        copy.weight(),
                        copy.primaryId(),
                        copy.stagingId(),
                        copy.since(),
                        copy.functions().stream().map(Staged.TemporaryFunction::name).toList(),
                        copy.promoteOnly(),
                        rollouts.comparison(rollout.stack()).orElse(null));
    }

    /** What the process exits with once a rollout has come to that. */
    static int status(Rollout rollout) {
        return switch (rollout.phase()) {
            case HOLDS, STAGED -> rollout.holds() ? 0 : rollout.fails() ? 1 : UNPROVEN;
            case UNPROVEN -> UNPROVEN;
            default -> 1;
        };
    }

    void print(Sallyport root) {
        if (root.options.json) {
            root.terminal.json(this);
            return;
        }
        root.terminal.line(stack + " " + status + ", " + phase + (note.isEmpty() ? "" : ". " + note));
        if (staged != null) {
            root.terminal.line("  staging copy " + staged.stagingId() + " of " + staged.primaryId() + ", weight "
                    + staged.weight() + (staged.since() == null ? "" : ", since " + staged.since()));
            if (staged.comparison() != null) {
                root.terminal.line("  " + staged.comparison().verdict().word() + ": " + staged.comparison().sentence());
            }
        }
        leftovers.forEach(function ->
                root.terminal.line("  " + function + " waits until its replicas have left the edge"));
        outputs.forEach((name, value) -> root.terminal.line("  " + name + " = " + value));
        print(root, proofs);
    }

    static void print(Sallyport root, List<Proof> proofs) {
        proofs.forEach(proof -> root.terminal.line(
                "  %-8s".formatted(ProgressLines.word(proof.outcome())) + proof.title() + "\n          " + proof.evidence()));
    }
}
