package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.proof.DistributionProofs;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.proof.ProofReport;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.rollout.StackSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollout verify}: proofs of a stack, of a distribution whoever made it, or of everything in the account. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Runs the proofs again: of a stack, of any distribution, or of all.")
final class VerifyCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(paramLabel = "S", arity = "0..1", description = "A stack of a blueprint.")
    @Nullable String name;

    @Option(names = "--distribution", paramLabel = "ID", description = "A distribution, whoever made it.")
    @Nullable String distribution;

    @Option(names = "--all", description = "Every stack of a blueprint, and every other distribution.")
    boolean all;

    @Option(names = "--path", arity = "1..*", paramLabel = "PATH", description = "A path that viewers of the distribution ask for.")
    List<String> paths = List.of();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the proofs as JUnit XML.")
    @Nullable Path junit;

    @Option(names = "--sarif", paramLabel = "FILE", description = "Write the proofs as SARIF 2.1.0.")
    @Nullable Path sarif;

    @Option(
            names = "--write",
            description = "Also ask the proofs that write: plant a record in the stacks that store one, which the named"
                    + " stack is asked in any case, and send 9 KB to the origins' own addresses.")
    boolean write;

    @Option(names = "--yes", description = "On production, answer that records may be planted.")
    boolean yes;

    private final List<ProofReport.Proved> proved = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int status;

    VerifyCommand(Sallyport root) {
        this.root = root;
    }

    /** A distribution that no blueprint made. */
    private record OfDistribution(String distribution, List<Proof> proofs, boolean holds) {}

    /** Everything; what could not be asked at all is in the warnings. */
    private record OfAll(
            List<RolloutDocument> stacks, List<OfDistribution> distributions, boolean holds, List<String> warnings) {}

    @Override
    public Integer call() throws InterruptedException {
        if (Stream.of(name != null, distribution != null, all).filter(given -> given).count() != 1) {
            throw SallyportException.badInput(
                    "SP-USAGE", "verify needs a stack, --distribution or --all.", "Give one of them.");
        }
        try (Session session = root.openSession()) {
            Rollouts rollouts = root.rollouts(session);
            if (all) {
                if (write) {
                    consent(
                            session,
                            "a record is planted in each stack that stores one, and 9 KB are sent to the origins of all"
                                    + " distributions",
                            "all");
                }
                everything(session, rollouts);
            } else {
                one(session, rollouts);
            }
        }
        if (junit != null) {
            ProofReport.writeJunit(proved, junit);
        }
        if (sarif != null) {
            ProofReport.writeSarif(proved, sarif);
        }
        return status;
    }

    private void one(Session session, Rollouts rollouts) throws InterruptedException {
        String stack = name != null ? name : stackOf(rollouts, String.valueOf(distribution));
        if (stack != null) {
            boolean isNamed = name != null && session.mode() != AccessMode.READ_ONLY;
            boolean plants = write || isNamed;
            if (plants && session.mode() == AccessMode.PRODUCTION && stores(rollouts, stack)) {
                consent(session, "a record is planted in " + stack, stack);
            }
            verified(rollouts, stack, plants).print(root);
            return;
        }
        if (write) {
            consent(session, "9 KB are sent to the origins of " + distribution, String.valueOf(distribution));
        }
        OfDistribution document =
                proved(session, new Distributions(session.clients()).get(String.valueOf(distribution)), paths);
        if (root.options.json) {
            root.terminal.json(document);
        } else {
            root.terminal.line(document.distribution());
            RolloutDocument.print(root, document.proofs());
        }
    }

    private void consent(Session session, String what, String name) {
        new Confirmation(root.terminal, session, yes).requireOnProduction("For the proofs " + what + ".", name);
    }

    private static boolean stores(Rollouts rollouts, String name) {
        return rollouts.stacks().stream()
                .filter(stack -> stack.name().equals(name))
                .anyMatch(stack -> Blueprints.find(stack.blueprint()).plants());
    }

    private static @Nullable String stackOf(Rollouts rollouts, String id) {
        return rollouts.stacks().stream()
                .filter(stack -> id.equals(stack.outputs().get("DistributionId")))
                .map(StackSummary::name)
                .findFirst()
                .orElse(null);
    }

    private RolloutDocument verified(Rollouts rollouts, String stack, boolean plants) throws InterruptedException {
        Rollout end = rollouts.verify(stack, plants, new ProgressLines(root.terminal));
        proved.add(new ProofReport.Proved(end.stack(), end.proofs()));
        status = worse(status, RolloutDocument.status(end));
        return RolloutDocument.of(rollouts, end);
    }

    private OfDistribution proved(Session session, Distribution one, List<String> paths) throws InterruptedException {
        root.terminal.say(one.id() + "  " + one.name());
        DistributionProofs asked = new DistributionProofs(session.clients(), write);
        Consumer<Proof> told =
                proof -> root.terminal.say("  " + ProgressLines.word(proof.outcome()) + "  " + proof.title());
        List<Proof> proofs = write
                ? root.onRecord(session).doing("rollout.verify", one.id(), Map.of("plants", "yes"), found -> {
                    List<Proof> each = asked.prove(one, paths, told);
                    each.forEach(proof -> found.put("proof." + proof.id(), proof.outcome().word()));
                    return each;
                })
                : asked.prove(one, paths, told);
        proved.add(new ProofReport.Proved(one.id(), proofs));
        boolean holds = proofs.stream().allMatch(Proof::holds);
        boolean fails = proofs.stream().anyMatch(Proof::fails);
        status = worse(status, holds ? 0 : fails ? 1 : RolloutDocument.UNPROVEN);
        return new OfDistribution(one.id(), proofs, holds);
    }

    private void everything(Session session, Rollouts rollouts) throws InterruptedException {
        List<RolloutDocument> stacks = new ArrayList<>();
        List<StackSummary> ours = rollouts.stacks();
        for (StackSummary stack : ours) {
            try {
                stacks.add(verified(rollouts, stack.name(), write));
            } catch (SallyportException e) {
                warn(stack.name(), e);
            }
        }
        Set<String> known = ours.stream()
                .map(stack -> stack.outputs().getOrDefault("DistributionId", ""))
                .collect(Collectors.toSet());
        List<OfDistribution> distributions = new ArrayList<>();
        Distributions.Listing listing = new Distributions(session.clients()).read();
        warnings.addAll(listing.warnings());
        for (Distribution one : listing.distributions()) {
            if (one.enabled() && !one.staging() && !known.contains(one.id())) {
                distributions.add(proved(session, one, List.of()));
            }
        }
        if (root.options.json) {
            root.terminal.json(new OfAll(stacks, distributions, status == 0, warnings));
            return;
        }
        stacks.forEach(document -> document.print(root));
        distributions.forEach(document -> {
            root.terminal.line(document.distribution());
            RolloutDocument.print(root, document.proofs());
        });
        warnings.forEach(root.terminal::say);
    }

    private void warn(String what, SallyportException e) {
        warnings.add(what + ": " + e.message() + " (" + e.code() + ")");
        status = worse(status, RolloutDocument.UNPROVEN);
    }

    /** A proof that fails outweighs one that could not be asked. */
    private static int worse(int one, int other) {
        return one == 1 || other == 1 ? 1 : Math.max(one, other);
    }
}
