package dev.sallyport.app;

import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Anchor;
import dev.sallyport.core.audit.Anchors;
import dev.sallyport.core.audit.Ledger;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit anchor}: keeps the end of the ledger in the account, where whoever writes the home folder cannot reach. */
@Command(name = "anchor", description = "Keep the ledger's head in a log group or a bucket of the account.")
final class AuditAnchorCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(paramLabel = "PLACE", description = "logs:GROUP, or s3://BUCKET/PREFIX with Object Lock.")
    String place = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    AuditAnchorCommand(Sallyport root) {
        this.root = root;
    }

    private record Document(String place, Anchor.@Nullable Kept kept, @Nullable String removable) {}

    @Override
    public Integer call() {
        try (Session session = root.openSession()) {
            Anchor anchor = Anchors.of(place, session, root.home());
            new Confirmation(root.terminal, session, yes)
                    .requireOnProduction("Keep the ledger's end in " + anchor.place() + "?", place);
            Ledger ledger = new Ledger(root.home(), Clock.systemUTC());
            // An entry would mend a ledger that is not intact, and an empty one would be empty no more.
            boolean keeps = ledger.verify().intact() && !ledger.entries().isEmpty();
            Optional<Anchor.Kept> end = keeps
                    ? root.onRecord(session).doing("audit.anchor", anchor.place(), Map.of(), found -> ledger.keep(anchor))
                    : ledger.keep(anchor);
            Anchor.Kept kept = end.orElse(null);
            String removable = kept == null ? null : anchor.removable();
            if (root.options.json) {
                root.terminal.json(new Document(anchor.place(), kept, removable));
            } else {
                root.terminal.say(kept == null
                        ? "The ledger is empty; there is nothing to keep."
                        : "Entry " + kept.sequence() + " is kept in " + anchor.place() + ". " + removable);
            }
            return 0;
        }
    }
}
