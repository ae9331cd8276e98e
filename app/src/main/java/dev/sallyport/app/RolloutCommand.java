package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.stack.Blueprint;
import dev.sallyport.core.stack.Blueprints;
import dev.sallyport.core.stack.Change;
import dev.sallyport.core.stack.Plan;
import dev.sallyport.core.stack.Proof;
import dev.sallyport.core.stack.Rollout;
import dev.sallyport.core.stack.RolloutListener;
import dev.sallyport.core.stack.RolloutPhase;
import dev.sallyport.core.stack.Rollouts;
import dev.sallyport.core.stack.StackEvent;
import dev.sallyport.core.stack.StackSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollout plan | apply | verify | rollback | destroy | status}. */
@Command(name = "rollout", description = "Plans, deploys, proves, rolls back and removes stacks.")
final class RolloutCommand {
    private final Sallyport root;

    RolloutCommand(Sallyport root) {
        this.root = root;
    }

    /** A rollout with the stack's outputs, as the contract prints it. */
    private record Document(
            String stack,
            String status,
            String phase,
            String note,
            Map<String, String> outputs,
            List<Proof> proofs,
            boolean holds) {}

    private interface Work {
        int run(Rollouts rollouts) throws InterruptedException;
    }

    private int with(Work work) throws InterruptedException {
        try (Session session = root.openSession()) {
            return work.run(root.rollouts(session));
        }
    }

    private int writing(String what, Work work) throws InterruptedException {
        try (Session session = root.openSession()) {
            session.requireWrites(what);
            return work.run(root.rollouts(session));
        }
    }

    @Command(name = "plan", description = "The change set, resource by resource.")
    int plan(
            @Parameters(paramLabel = "BLUEPRINT") String blueprint,
            @Option(names = "--name", required = true, paramLabel = "S") String name,
            @Option(names = "-P", paramLabel = "K=V") @Nullable Map<String, String> parameters)
            throws InterruptedException {
        Blueprint chosen = Blueprints.find(blueprint);
        return writing("rollout plan", rollouts -> {
            Plan plan = rollouts.plan(chosen, name, given(parameters));
            if (root.options.json) {
                root.terminal.json(plan);
            } else {
                print(plan);
            }
            return 0;
        });
    }

    @Command(name = "apply", description = "Deploys with live progress, then proves; a failed proof rolls back.")
    int apply(
            @Parameters(paramLabel = "BLUEPRINT") String blueprint,
            @Option(names = "--name", required = true, paramLabel = "S") String name,
            @Option(names = "-P", paramLabel = "K=V") @Nullable Map<String, String> parameters,
            @Option(names = "--yes", description = "Do not ask.") boolean yes)
            throws InterruptedException {
        Blueprint chosen = Blueprints.find(blueprint);
        return writing("rollout apply", rollouts -> {
            if (!yes) {
                Plan plan = rollouts.plan(chosen, name, given(parameters));
                plan.notes().forEach(root.terminal::say);
                plan.changes().forEach(change -> root.terminal.say(line(change)));
                confirm("Apply " + plan.changes().size() + " changes to " + name + "?");
            }
            Rollout rollout = rollouts.apply(chosen, name, given(parameters), new Progress());
            return print(rollouts, rollout);
        });
    }

    @Command(name = "verify", description = "Runs the proofs again.")
    int verify(@Parameters(paramLabel = "S") String name) throws InterruptedException {
        return with(rollouts -> print(rollouts, rollouts.verify(name, new Progress())));
    }

    @Command(name = "rollback", description = "Deploys the last version whose proofs all held.")
    int rollback(
            @Parameters(paramLabel = "S") String name,
            @Option(names = "--yes", description = "Do not ask.") boolean yes)
            throws InterruptedException {
        return writing("rollout rollback", rollouts -> {
            if (!yes) {
                confirm("Roll " + name + " back to its last good version?");
            }
            return print(rollouts, rollouts.rollback(name, new Progress()));
        });
    }

    @Command(name = "destroy", description = "Removes the stack and waits for the end.")
    int destroy(
            @Parameters(paramLabel = "S") String name,
            @Option(names = "--yes", description = "Do not ask.") boolean yes)
            throws InterruptedException {
        return writing("rollout destroy", rollouts -> {
            if (!yes) {
                confirm("Destroy " + name + " and everything in it?");
            }
            Rollout rollout = rollouts.destroy(name, new Progress());
            boolean gone = rollout.phase() == RolloutPhase.DESTROYED;
            printDocument(new Document(
                    name, gone ? "DELETE_COMPLETE" : "DELETE_FAILED", rollout.phase().word(), rollout.note(), Map.of(),
                    List.of(), gone));
            return gone ? 0 : 1;
        });
    }

    @Command(name = "status", description = "What is under way, or was done last.")
    int status(@Parameters(paramLabel = "S", arity = "0..1") @Nullable String name) throws InterruptedException {
        return with(rollouts -> {
            List<Rollout> known = name == null ? rollouts.history() : List.of(status(rollouts, name));
            if (name != null) {
                printDocument(document(rollouts, known.getFirst()));
            } else if (root.options.json) {
                root.terminal.json(Map.of(
                        "rollouts",
                        known.stream()
                                .map(rollout -> document(rollouts, status(rollouts, rollout.stack())))
                                .toList()));
            } else {
                root.terminal.table(
                        List.of("stack", "blueprint", "phase", "updated", "note"),
                        known.stream()
                                .map(rollout -> status(rollouts, rollout.stack()))
                                .map(rollout -> List.of(
                                        rollout.stack(),
                                        rollout.blueprint(),
                                        rollout.phase().word(),
                                        rollout.updated().toString(),
                                        rollout.note()))
                                .toList());
            }
            return 0;
        });
    }

    private static Rollout status(Rollouts rollouts, String name) {
        return rollouts.status(name)
                .orElseThrow(() -> SallyportException.refused(
                        "SP-NOT-FOUND", "No rollout of " + name + " is known here.", "See sallyport stacks."));
    }

    private static Map<String, String> given(@Nullable Map<String, String> parameters) {
        return parameters == null ? Map.of() : parameters;
    }

    private void confirm(String question) {
        if (!root.terminal.confirms(question)) {
            throw SallyportException.refused("SP-NOT-CONFIRMED", "Nothing was changed.", "Answer y, or give --yes.");
        }
    }

    private void print(Plan plan) {
        plan.notes().forEach(root.terminal::line);
        if (plan.changes().isEmpty()) {
            root.terminal.line(plan.stack() + " would not change.");
            return;
        }
        root.terminal.table(
                List.of("action", "resource", "type", "replacement"),
                plan.changes().stream()
                        .map(change ->
                                List.of(change.action(), change.logicalId(), change.type(), change.replacement()))
                        .toList());
    }

    private static String line(Change change) {
        String replaced = change.replacement().equals("True") ? ", replaced" : "";
        return change.action() + " " + change.logicalId() + " (" + change.type() + replaced + ")";
    }

    private int print(Rollouts rollouts, Rollout rollout) {
        printDocument(document(rollouts, rollout));
        return rollout.holds() && rollout.phase() == RolloutPhase.HOLDS ? 0 : 1;
    }

    private static Document document(Rollouts rollouts, Rollout rollout) {
        Optional<StackSummary> stack = rollouts.stacks().stream()
                .filter(found -> found.name().equals(rollout.stack()))
                .findFirst();
        return new Document(
                rollout.stack(),
                stack.map(StackSummary::status).orElse("DELETE_COMPLETE"),
                rollout.phase().word(),
                rollout.note(),
                stack.map(StackSummary::outputs).orElse(Map.of()),
                rollout.proofs(),
                rollout.holds());
    }

    private void printDocument(Document document) {
        if (root.options.json) {
            root.terminal.json(document);
            return;
        }
        root.terminal.line(document.stack() + " " + document.status() + ", " + document.phase()
                + (document.note().isEmpty() ? "" : ". " + document.note()));
        document.outputs().forEach((name, value) -> root.terminal.line("  " + name + " = " + value));
        document.proofs().forEach(proof -> root.terminal.line(
                (proof.holds() ? "  holds   " : "  FAILS   ") + proof.title() + "\n          " + proof.evidence()));
    }

    /** Plain lines on the error stream, so that logs of CI jobs stay readable. */
    private final class Progress implements RolloutListener {
        @Override
        public void phase(Rollout rollout) {
            root.terminal.say(rollout.phase().word() + (rollout.note().isEmpty() ? "" : ": " + rollout.note()));
        }

        @Override
        public void event(StackEvent event, int done, int total) {
            root.terminal.say("  " + event.timestamp() + "  " + done + "/" + total + "  " + event.logicalId() + "  "
                    + event.status() + (event.reason().isEmpty() ? "" : "  " + event.reason()));
        }

        @Override
        public void proof(Proof proof) {
            root.terminal.say("  " + (proof.holds() ? "holds" : "FAILS") + "  " + proof.title());
        }
    }
}
