package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.AtWork;
import dev.sallyport.core.permission.Preflight;
import dev.sallyport.core.rollout.Change;
import dev.sallyport.core.rollout.Plan;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutOptions;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.Rollouts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollout plan | apply | verify | promote | rollback | resume | destroy | unlock | status}. */
@Command(
        name = "rollout",
        description = "Plans, deploys, stages, proves, rolls back and removes stacks.",
        subcommands = VerifyCommand.class)
final class RolloutCommand {
    private final Sallyport root;

    RolloutCommand(Sallyport root) {
        this.root = root;
    }

    /** The stack that a command changes. */
    static final class Changed {
        @Parameters(paramLabel = "S")
        String name = "";

        @Option(names = "--yes", description = "Do not ask.")
        boolean yes;
    }

    private interface Work {
        int run(Rollouts rollouts) throws InterruptedException;
    }

    private int with(Work work) throws InterruptedException {
        try (Session session = root.openSession()) {
            return work.run(root.rollouts(session));
        }
    }

    private interface Write {
        int run(Rollouts rollouts, Confirmation confirmation) throws InterruptedException;
    }

    private int writing(boolean yes, Write write) throws InterruptedException {
        try (Session session = root.openSession()) {
            return write.run(root.rollouts(session), new Confirmation(root.terminal, session, yes));
        }
    }

    @Command(name = "plan",
            mixinStandardHelpOptions = true,
            description = "The change set, resource by resource.")
    int plan(
            @Parameters(paramLabel = "BLUEPRINT") String blueprint,
            @Option(names = "--name", required = true, paramLabel = "S") String name,
            @Option(names = "-P", paramLabel = "K=V") @Nullable Map<String, String> parameters)
            throws InterruptedException {
        Blueprint chosen = Blueprints.find(blueprint);
        return with(rollouts -> {
            Plan plan = rollouts.plan(chosen, name, given(parameters));
            if (root.options.json) {
                root.terminal.json(plan);
            } else {
                print(plan);
            }
            return 0;
        });
    }

    @Command(name = "apply",
            mixinStandardHelpOptions = true,
            description = "Deploys with live progress, then proves; a failed proof rolls back.")
    int apply(
            @Parameters(paramLabel = "BLUEPRINT") String blueprint,
            @Option(names = "--name", required = true, paramLabel = "S") String name,
            @Option(names = "-P", paramLabel = "K=V") @Nullable Map<String, String> parameters,
            @Option(
                            names = "--staged",
                            paramLabel = "WEIGHT",
                            description = "Share of the viewers that a staging copy serves first, at most 0.15.")
                    @Nullable Double weight,
            @Option(names = "--overwrite", description = "Go on over what someone else has changed.") boolean overwrite,
            @Option(names = "--yes", description = "Do not ask.") boolean yes)
            throws InterruptedException {
        Blueprint chosen = Blueprints.find(blueprint);
        return writing(yes, (rollouts, confirmation) -> {
            Plan plan = null;
            if (confirmation.shows()) {
                plan = rollouts.plan(chosen, name, given(parameters));
                PlanLines.all(plan).forEach(root.terminal::say);
            }
            List<String> types = plan == null ? List.of() : plan.changes().stream().map(Change::type).toList();
            String role = given(parameters).getOrDefault("ServiceRoleArn", "");
            Preflight.warnings(confirmation.session(), Preflight.needed(types, !role.isEmpty()), role)
                    .forEach(root.terminal::say);
            if (plan != null) {
                String what = (weight == null ? "Apply " : "Stage ") + plan.changes().size() + " changes to " + name + "?";
                confirmation.require(what, name);
            }
            RolloutOptions options = new RolloutOptions(weight, overwrite, plan);
            return print(rollouts, rollouts.apply(chosen, name, given(parameters), options,
                    new ProgressLines(root.terminal)));
        });
    }

    @Command(name = "promote",
            mixinStandardHelpOptions = true,
            description = "Makes a staged change for all viewers, then proves.")
    int promote(
            @Mixin Changed stack,
            @Option(names = "--anyway", description = "Also when viewers of the copy got more errors.") boolean anyway)
            throws InterruptedException {
        return writing(stack.yes, (rollouts, confirmation) -> {
            rollouts.comparison(stack.name).ifPresent(sides -> root.terminal.say(sides.sentence()));
            confirmation.requireOfPerson("Promote what is staged of " + stack.name + "?", stack.name);
            return print(rollouts, rollouts.promote(stack.name, anyway, new ProgressLines(root.terminal)));
        });
    }

    @Command(name = "resume",
            mixinStandardHelpOptions = true,
            description = "Takes up what a process left that ended in the middle; asks on a production account only.")
    int resume(@Mixin Changed stack) throws InterruptedException {
        return writing(stack.yes, (rollouts, confirmation) -> {
            confirmation.requireOnProduction("Carry the rollout of " + stack.name + " to its end?", stack.name);
            Rollout end = rollouts.resume(stack.name, new ProgressLines(root.terminal));
            if (end.phase() == RolloutPhase.DESTROYED) {
                RolloutDocument.of(rollouts, end).print(root);
                return 0;
            }
            return print(rollouts, end);
        });
    }

    @Command(name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Takes a staging copy away, or deploys the last version whose proofs all held.")
    int rollback(@Mixin Changed stack) throws InterruptedException {
        return writing(stack.yes, (rollouts, confirmation) -> {
            confirmation.requireOfPerson("Take " + stack.name + " back to what it was before?", stack.name);
            return print(rollouts, rollouts.rollback(stack.name, new ProgressLines(root.terminal)));
        });
    }

    @Command(name = "destroy",
            mixinStandardHelpOptions = true,
            description = "Removes the stack and waits for the end. Its tables and keys stay, unless --and-data says otherwise.")
    int destroy(
            @Mixin Changed stack,
            @Option(names = "--and-data", description = "Also remove the tables and keys that the stack leaves behind.")
                    boolean andData)
            throws InterruptedException {
        return writing(stack.yes, (rollouts, confirmation) -> {
            if (confirmation.shows()) {
                Plan removal = rollouts.removal(stack.name);
                PlanLines.all(removal).forEach(root.terminal::say);
                confirmation.require(
                        "Destroy " + stack.name + " and the " + removal.changes().size() + " resources in it?", stack.name);
            }
            Rollout rollout = rollouts.destroy(stack.name, andData, new ProgressLines(root.terminal));
            boolean gone = rollout.phase() == RolloutPhase.DESTROYED;
            RolloutDocument.ofRemoval(rollout, gone).print(root);
            return gone ? 0 : 1;
        });
    }

    @Command(name = "unlock",
            mixinStandardHelpOptions = true,
            description = "Lets go of a stack whose rollout died in another home; says who had it, and how long it was silent.")
    int unlock(@Mixin Changed stack) throws InterruptedException {
        return writing(stack.yes, (rollouts, confirmation) -> {
            AtWork other = rollouts.atWork(stack.name)
                    .orElseThrow(() -> SallyportException.refused(
                            "SP-NOTHING-TO-UNLOCK",
                            "The account knows of no rollout of " + stack.name + " that is under way.",
                            "Go on with what you want to do with it."));
            String who = "At work on " + stack.name + ": " + other.words() + ".";
            root.terminal.say(who);
            confirmation.requireOfPerson(
                    "Let go of " + stack.name + "? Whoever is still at work there stops in the middle.", stack.name);
            rollouts.unlock(other);
            if (root.options.json) {
                root.terminal.json(Map.of("stack", stack.name, "unlocked", other.words()));
            } else {
                root.terminal.line(stack.name + " is free; see how far it came with sallyport rollout status " + stack.name
                        + ".");
            }
            return 0;
        });
    }

    @Command(name = "status",
            mixinStandardHelpOptions = true,
            description = "What is under way, or was done last.")
    int status(@Parameters(paramLabel = "S", arity = "0..1") @Nullable String name) throws InterruptedException {
        return with(rollouts -> {
            List<Rollout> known = name == null ? rollouts.history() : List.of(status(rollouts, name));
            if (name != null) {
                RolloutDocument.of(rollouts, known.getFirst()).print(root);
            } else if (root.options.json) {
                root.terminal.json(Map.of(
                        "rollouts",
                        known.stream()
                                .map(rollout -> RolloutDocument.of(rollouts, status(rollouts, rollout.stack())))
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

    private void print(Plan plan) {
        if (plan.changes().isEmpty()) {
            root.terminal.line(plan.stack() + " would not change.");
        } else {
            root.terminal.table(
                    List.of("action", "resource", "type", "replacement"),
                    plan.changes().stream()
                            .map(change ->
                                    List.of(change.action(), change.logicalId(), change.type(), change.replacement()))
                            .toList());
        }
        PlanLines.beside(plan).forEach(root.terminal::line);
    }

    private int print(Rollouts rollouts, Rollout rollout) {
        RolloutDocument.of(rollouts, rollout).print(root);
        return RolloutDocument.status(rollout);
    }
}
