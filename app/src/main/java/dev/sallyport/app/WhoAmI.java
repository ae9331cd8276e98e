package dev.sallyport.app;

import dev.sallyport.core.Json;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code whoami}: identity, account, Region, access mode, credential expiry. */
@Command(name = "whoami", description = "Identity, account, Region, access mode, credential expiry.")
final class WhoAmI implements Callable<Integer> {
    private final Sallyport root;

    WhoAmI(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (Session session = root.openSession()) {
            Identity identity = session.identity();
            if (root.options.json) {
                var document = Json.MAPPER.createObjectNode();
                document.put("arn", identity.arn()).put("account", identity.account());
                document.put("region", identity.region()).put("mode", identity.mode().word());
                document.put("expires", identity.expires() == null ? null : identity.expires().toString());
                root.terminal.json(document);
            } else {
                root.terminal.line(identity.arn());
                root.terminal.line("account " + identity.account() + ", " + identity.region() + ", "
                        + identity.mode().word()
                        + (identity.expires() == null ? "" : ", expires " + identity.expires()));
            }
            return 0;
        }
    }
}
