package dev.sallyport.app;

import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which commands a read-only session may not run, whatever they talk to. They are refused here before any of their code
 * runs; what the others call of AWS passes the guard of the session.
 */
final class ReadOnlyGate {
    static final Set<String> WRITES = Set.of(
            "audit anchor",
            "guard",
            "guard undo",
            "rollout apply",
            "rollout promote",
            "rollout resume",
            "rollout rollback",
            "rollout destroy",
            "rollout unlock",
            "firewall apply",
            "firewall undo",
            // Its addresses and keys are for others, and each of them may write.
            "sandbox serve",
            "sandbox traffic",
            "sandbox reset",
            "sandbox restore");

    private ReadOnlyGate() {}

    /**
     * Lets a parsed command line pass.
     *
     * @throws dev.sallyport.core.SallyportException {@code SP-READ-ONLY}
     */
    static void pass(ParseResult parsed, Sallyport root) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        boolean help = last.isUsageHelpRequested() || last.isVersionHelpRequested();
        String name = name(last.commandSpec());
        boolean plans = last.matchedOptionValue("--plan", false);
        // Athena writes its results, and keeps tables.
        boolean athena = last.hasMatchedOption("--athena");
        // Proofs plant nothing unless they are asked to.
        boolean plants = last.matchedOptionValue("--write", false);
        if (!help && !plans && (athena || plants || WRITES.contains(name))) {
            root.options.choice().requireWrites(athena ? name + " --athena" : plants ? name + " --write" : name);
        }
    }

    /** The command's name without the program's. */
    static String name(CommandSpec command) {
        return command.qualifiedName().replaceFirst("^\\S+ ?", "");
    }
}
