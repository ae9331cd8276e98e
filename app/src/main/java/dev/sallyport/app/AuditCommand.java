package dev.sallyport.app;

import dev.sallyport.core.Arns;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Anchors;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.audit.LedgerExport;
import dev.sallyport.core.audit.LedgerState;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit}: the ledger of this home folder. */
@Command(
        name = "audit",
        subcommands = AuditAnchorCommand.class,
        description = "The ledger: who did what, and whether it is whole.")
final class AuditCommand implements Callable<Integer> {
    private final Sallyport root;

    @Option(names = "--verify", description = "Exit 1 when the ledger is broken.")
    boolean verify;

    @Option(names = "--export", paramLabel = "FILE", description = "Write the entries to FILE: .csv, or JSON lines.")
    @Nullable Path export;

    @Option(
            names = "--against",
            paramLabel = "PLACE",
            description = "Compare with the head that audit anchor kept: logs:GROUP or s3://BUCKET/PREFIX.")
    @Nullable String against;

    AuditCommand(Sallyport root) {
        this.root = root;
    }

    private record Document(
            List<LedgerEntry> entries,
            boolean intact,
            String head,
            String problem,
            List<LedgerState.Mend> mends,
            List<LedgerState.Anchored> anchors,
            String unknown) {}

    @Override
    public Integer call() {
        Ledger ledger = new Ledger(root.home(), Clock.systemUTC());
        LedgerState state = against == null ? ledger.verify() : verified(ledger, against);
        List<LedgerEntry> entries = ledger.entries();
        if (export != null) {
            LedgerExport.write(entries, export);
        }
        if (root.options.json) {
            root.terminal.json(new Document(
                    entries, state.intact(), state.head(), state.problem(), state.mends(), state.anchors(), LedgerState.UNKNOWN));
        } else {
            root.terminal.table(
                    List.of("#", "time", "who", "action", "subject", "outcome", "reason"),
                    entries.stream()
                            .map(entry -> List.of(
                                    Long.toString(entry.sequence()),
                                    entry.time().toString(),
                                    Arns.owned(entry.who()),
                                    entry.action(),
                                    entry.subject(),
                                    entry.outcome(),
                                    entry.reason()))
                            .toList());
            root.terminal.say(state.intact()
                    ? state.entries() + " entries, intact, head " + state.head()
                    : "The ledger is broken: " + state.problem());
            state.mends().forEach(mend -> root.terminal.say("Entry " + mend.sequence() + " mended it: " + mend.why() + "."));
            if (verify || against != null) {
                state.anchors().forEach(anchor -> root.terminal.say(anchor.said()));
                root.terminal.say(LedgerState.UNKNOWN);
            }
        }
        if ((verify || against != null) && !state.intact()) {
            return 1;
        }
        boolean compared = against == null || state.anchors().getLast().holds() != null;
        return compared ? 0 : SallyportException.Kind.UNAVAILABLE.exitStatus();
    }

    private LedgerState verified(Ledger ledger, String place) {
        try (Session session = root.openSession()) {
            return ledger.verify(List.of(Anchors.of(place, session, root.home())));
        }
    }
}
