package dev.sallyport.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.guard.Change;
import dev.sallyport.core.guard.Guard;
import dev.sallyport.core.guard.GuardListener;
import dev.sallyport.core.guard.GuardPhase;
import dev.sallyport.core.guard.GuardPlan;
import dev.sallyport.core.guard.Guarded;
import dev.sallyport.core.guard.Left;
import dev.sallyport.core.guard.Owner;
import dev.sallyport.core.proof.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code guard ID} and {@code guard undo ID}: changes a distribution that stands so that its findings end. */
@Command(
        name = "guard",
        description = "Changes a distribution that stands, and its origins' own locks, so that its findings end; proves it.")
final class GuardCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Of the distribution.")
    @Nullable String id;

    @Option(names = "--plan", description = "Show what would change, and change nothing.")
    boolean plan;

    @Option(names = "--only", arity = "1..*", split = ",", paramLabel = "FINDING", description = "End these findings alone, also those that are changed only when named.")
    Set<String> only = Set.of();

    @Option(names = "--web-acl", paramLabel = "ARN", description = "The web ACL to use, instead of a new one in Count.")
    @Nullable String webAcl;

    @Option(names = "--path", arity = "1..*", paramLabel = "PATH", description = "A path that viewers ask for, asked before and after.")
    List<String> paths = List.of();

    @Option(names = "--although-owned", description = "Also where CloudFormation, Terraform or Pulumi keeps it.")
    boolean althoughOwned;

    @Option(names = "--although-undeployed", description = "Also lock an API where that releases changes that are not deployed yet.")
    boolean althoughUndeployed;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    GuardCommand(Sallyport root) {
        this.root = root;
    }

    /** As the contract prints it, and more. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Document(
            String distribution,
            @Nullable Owner owner,
            String phase,
            List<Change> changes,
            List<String> beside,
            List<Left> left,
            List<String> costs,
            @Nullable String patch,
            List<Proof> proofs,
            boolean holds,
            List<String> notes) {}

    @Override
    public Integer call() throws InterruptedException {
        if (id == null) {
            throw SallyportException.badInput(
                    "SP-USAGE", "guard needs a distribution.", "Give its id; sallyport inspect lists them.");
        }
        for (String path : paths) {
            if (!path.startsWith("/") || path.chars().anyMatch(sign -> sign <= ' ')) {
                throw SallyportException.badInput(
                        "SP-USAGE", "--path " + path + " is no path.", "Begin it with a slash, percent-encoded.");
            }
        }
        try (Session session = root.openSession()) {
            Guard guard = Guard.of(session, root.home(), root.rollouts(session));
            GuardPlan planned = guard.plan(new Guard.Wish(
                    id, only, webAcl == null ? "" : webAcl, paths, althoughUndeployed));
            if (plan || planned.changes().isEmpty()) {
                print(planned, null);
                return 0;
            }
            if (planned.owner().isSomebody() && !althoughOwned) {
                print(planned, null);
                throw SallyportException.refused(
                        "SP-GUARD-OWNED",
                        planned.owner().tool() == Owner.Tool.UNKNOWN
                                ? "You may not ask CloudFormation whether a stack has " + id + "."
                                : planned.owner().said() + " keeps " + id
                                        + ", and would undo or refuse a change by hand.",
                        "Give it the patch, or change it here all the same with --although-owned.");
            }
            Confirmation confirmation = new Confirmation(root.terminal, session, yes);
            if (confirmation.shows()) {
                lines(planned).forEach(root.terminal::say);
                confirmation.require("Make " + planned.changes().size() + " changes to " + id + "?", id);
            }
            Guarded ended = guard.apply(planned, new Progress(root.terminal));
            print(planned, ended);
            return status(ended);
        }
    }

    @Command(
            name = "undo",
            mixinStandardHelpOptions = true,
            description = "Takes the last guard of a distribution back.")
    int undo(@Mixin RolloutCommand.Changed distribution) throws InterruptedException {
        try (Session session = root.openSession()) {
            Guard guard = Guard.of(session, root.home(), root.rollouts(session));
            Guarded standing = guard.undoable(distribution.name);
            Confirmation confirmation = new Confirmation(root.terminal, session, distribution.yes);
            if (confirmation.shows()) {
                back(standing).forEach(change -> root.terminal.say(line(change)));
                confirmation.require(
                        "Take the guard of " + distribution.name + " from " + standing.began() + " back?", distribution.name);
            }
            Guarded undone = guard.undo(distribution.name, new Progress(root.terminal));
            Document document = new Document(
                    distribution.name,
                    null,
                    undone.phase().word(),
                    back(undone),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    List.of(),
                    undone.notes().isEmpty(),
                    undone.notes());
            if (root.options.json) {
                root.terminal.json(document);
            } else {
                document.changes().forEach(change -> root.terminal.line(line(change)));
                root.terminal.line(undone.notes().isEmpty()
                        ? distribution.name + " and its origins are again what they were before the guard."
                        : distribution.name + " is again what it was before the guard, but:");
                undone.notes().forEach(root.terminal::line);
            }
            return 0;
        }
    }

    private static List<Change> back(Guarded guard) {
        return guard.changes().reversed().stream()
                .map(Change::reversed)
                .toList();
    }

    private static int status(Guarded guard) {
        return guard.phase() == GuardPhase.HOLDS
                ? 0
                : guard.phase() == GuardPhase.UNPROVEN ? SallyportException.Kind.UNAVAILABLE.exitStatus() : 1;
    }

    private void print(GuardPlan planned, @Nullable Guarded ended) {
        if (!root.options.json) {
            lines(planned).forEach(root.terminal::line);
            if (ended != null) {
                ended.proofs().forEach(proof -> root.terminal.line("  %-8s".formatted(ProgressLines.word(proof.outcome()))
                        + proof.title() + "\n          " + proof.evidence()));
                root.terminal.line(
                        switch (ended.phase()) {
                            case HOLDS -> "Guarded; every proof holds.";
                            case UNPROVEN -> "Guarded; what is unknown above is for you to look at.";
                            default -> "A proof failed, so everything was taken back.";
                        });
                ended.notes().forEach(root.terminal::line);
            }
            return;
        }
        root.terminal.json(new Document(
                planned.distribution().id(),
                planned.owner(),
                ended == null ? "planned" : ended.phase().word(),
                ended == null ? planned.changes() : ended.changes(),
                planned.beside(),
                planned.left(),
                planned.costs(),
                planned.patch(),
                ended == null ? List.of() : ended.proofs(),
                ended != null && ended.holds(),
                ended == null ? planned.notes() : ended.notes()));
    }

    private static List<String> lines(GuardPlan planned) {
        List<String> lines = new ArrayList<>();
        lines.add(planned.distribution().id() + "  " + planned.distribution().name() + "  kept by "
                + (planned.owner().isSomebody() ? planned.owner().word() : "nobody that shows"));
        if (planned.changes().isEmpty()) {
            lines.add("Nothing would change.");
        }
        planned.changes().forEach(change -> lines.add(line(change)));
        planned.beside().forEach(step -> lines.add("  · " + step));
        planned.notes().forEach(note -> lines.add("  ! " + note));
        planned.costs().forEach(cost -> lines.add("  $ " + cost));
        planned.left().forEach(left -> lines.add("  stays  " + left.finding() + ": " + left.why()));
        if (planned.owner().isSomebody() && !planned.patch().isEmpty()) {
            lines.add("For " + planned.owner().word() + ":");
            planned.patch().lines().forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private static String line(Change change) {
        return "  " + change.finding() + "  " + change.path() + ": "
                + (change.before().isEmpty() ? "" : change.before() + " → ")
                + (change.after().isEmpty() ? "removed" : change.after());
    }

    /** Plain lines on the error stream. */
    private record Progress(Terminal terminal) implements GuardListener {
        @Override
        public void step(String what) {
            terminal.say(what);
        }

        @Override
        public void proof(Proof proof) {
            terminal.say("  " + ProgressLines.word(proof.outcome()) + "  " + proof.title());
        }
    }
}
