package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.RevealPolicy;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.masking.ReasonRule;
import dev.sallyport.core.masking.Unmasker;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of the commands that print parts of logged requests. */
final class UnmaskOptions {
    @Option(
            names = "--unmask",
            description = "Print cookies, tokens and query values as they were logged; takes --reason, for the ledger.")
    boolean unmask;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the ledger; with --unmask.")
    String reason = "";

    /**
     * What the command masks; where it is to mask nothing that is in the ledger by now.
     *
     * @param command as it is called
     * @param subjects what it reads, as the user named it
     */
    Masking masking(Sallyport root, String command, List<String> subjects) {
        if (!unmask) {
            if (!reason.isBlank()) {
                throw SallyportException.badInput(
                        "SP-USAGE", "--reason is for --unmask.", "Add --unmask, or leave out --reason.");
            }
            return Masking.of(root.home());
        }
        Unmasker unmasker = unmasker(root.home());
        unmasker.require(reason);
        try (Session session = root.openSession()) {
            Identity me = session.identity();
            return unmasker.unmask(
                    new Unmasker.Wish(me.arn(), me.account(), String.join(", ", subjects), command, reason));
        }
    }

    /** Under the same policy as reveals. */
    static Unmasker unmasker(Home home) {
        return new Unmasker(home, new Ledger(home, Clock.systemUTC()), () -> {
            RevealPolicy policy = RevealPolicy.of(home);
            return new ReasonRule(policy::accepts, policy.hint());
        });
    }
}
