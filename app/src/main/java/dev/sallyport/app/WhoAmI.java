package dev.sallyport.app;

import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.KnownAccounts;
import dev.sallyport.core.account.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code whoami}: identity, account, Region, access mode, credential expiry. */
@Command(name = "whoami", description = "Identity, account, Region, access mode, credential expiry.")
final class WhoAmI implements Callable<Integer> {
    private final Sallyport root;

    @Option(
            names = "--accept",
            description = "From now on the profile may lead to the account that it leads to now.")
    boolean accept;

    @Option(
            names = "--production",
            negatable = true,
            description = "Mark the account as production, where every write asks for a name; --no-production takes it back.")
    @Nullable Boolean production;

    WhoAmI(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (Session session = root.openSession()) {
            Identity identity = accept ? accepted(session) : session.identity();
            if (production != null) {
                KnownAccounts.of(root.home()).mark(identity.account(), production);
            }
            print(root, identity);
            return 0;
        }
    }

    private static Identity accepted(Session session) {
        try {
            return session.identity();
        } catch (SallyportException e) {
            session.acceptAccount(session.surprise().orElseThrow(() -> e));
            return session.identity();
        }
    }

    /** Says who that is. */
    static void print(Sallyport root, Identity identity) {
        if (root.options.json) {
            var document = Json.MAPPER.createObjectNode();
            document.put("arn", identity.arn()).put("account", identity.account());
            document.put("region", identity.region()).put("mode", identity.mode().word());
            document.put("expires", identity.expires() == null ? null : identity.expires().toString());
            document.put("source", identity.source());
            root.terminal.json(document);
        } else {
            root.terminal.line(identity.arn());
            root.terminal.line("account " + identity.account() + ", " + identity.region() + ", "
                    + identity.mode().word()
                    + ", by " + identity.source()
                    + (identity.expires() == null ? "" : ", expires " + identity.expires()));
        }
    }
}
