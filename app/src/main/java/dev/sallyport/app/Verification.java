package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.proof.ProofReport;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.rollout.StackSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which stacks {@code rollout verify} means, and where it writes what came of them. */
final class Verification {
    @Parameters(paramLabel = "S", arity = "0..1")
    @Nullable String name;

    @Option(names = "--distribution", paramLabel = "ID", description = "The stack that has this distribution.")
    @Nullable String distribution;

    @Option(names = "--all", description = "Every stack of a blueprint.")
    boolean all;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the proofs as JUnit XML.")
    @Nullable Path junit;

    @Option(names = "--sarif", paramLabel = "FILE", description = "Write the proofs as SARIF 2.1.0.")
    @Nullable Path sarif;

    List<String> stacks(Rollouts rollouts) {
        if (Stream.of(name != null, distribution != null, all).filter(given -> given).count() != 1) {
            throw SallyportException.badInput(
                    "SP-USAGE", "verify needs a stack, --distribution or --all.", "Give one of them.");
        }
        if (name != null) {
            return List.of(name);
        }
        List<StackSummary> stacks = rollouts.stacks();
        if (all) {
            return stacks.stream().map(StackSummary::name).toList();
        }
        return stacks.stream()
                .filter(stack -> String.valueOf(distribution).equals(stack.outputs().get("DistributionId")))
                .map(StackSummary::name)
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> SallyportException.refused(
                        "SP-NOT-FOUND",
                        "No stack of a blueprint has the distribution " + distribution + ".",
                        "See sallyport stacks; what others made is judged by sallyport inspect " + distribution + "."));
    }

    void report(List<Rollout> ended) {
        List<ProofReport.Proved> proved = ended.stream()
                .map(rollout -> new ProofReport.Proved(rollout.stack(), rollout.proofs()))
                .toList();
        if (junit != null) {
            ProofReport.writeJunit(proved, junit);
        }
        if (sarif != null) {
            ProofReport.writeSarif(proved, sarif);
        }
    }

    /** A proof that fails outweighs one that could not be asked. */
    static int worse(int one, int other) {
        return one == 1 || other == 1 ? 1 : Math.max(one, other);
    }
}
