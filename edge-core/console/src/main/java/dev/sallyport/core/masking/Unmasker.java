package dev.sallyport.core.masking;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Lifts the masks for someone who says why. The ledger has it before anything is shown; without the ledger nothing
 * is.
 */
public final class Unmasker {
    private final Home home;
    private final Ledger ledger;
    private final Supplier<ReasonRule> rule;

    /** @param rule is asked at each wish, and may refuse by throwing */
    public Unmasker(Home home, Ledger ledger, Supplier<ReasonRule> rule) {
        this.home = home;
        this.ledger = ledger;
        this.rule = rule;
    }

    /**
     * A wish to see what is masked.
     *
     * @param who ARN of the caller
     * @param account 12 digits
     * @param subject of what: files, log groups, a web ACL, as the operator named them
     * @param where a command, or a page of the window
     * @param reason why, in the operator's words
     */
    public record Wish(String who, String account, String subject, String where, String reason) {}

    /** What a reason must look like now. */
    public ReasonRule rule() {
        return rule.get();
    }

    /**
     * Lets everything be seen, once it is in the ledger.
     *
     * @throws SallyportException {@code SP-REASON} without a reason that will do, {@code SP-LEDGER} where it
     *     cannot be written
     */
    public Masking unmask(Wish wish) {
        require(wish.reason());
        Masking masking = Masking.of(home);
        record(new Deed(
                wish.who(),
                wish.account(),
                "logs.unmask",
                wish.subject(),
                wish.reason().strip(),
                "unmasked",
                Map.of("where", wish.where())));
        return masking.lifted();
    }

    /**
     * Goes on only with a reason that will do.
     *
     * @throws SallyportException {@code SP-REASON}
     */
    public void require(String reason) {
        if (reason.isBlank()) {
            throw SallyportException.badInput(
                    "SP-REASON", "Unmasking needs a reason.", "Say why you read this, for the ledger.");
        }
        ReasonRule now = rule.get();
        if (!now.accepts().test(reason.strip())) {
            throw SallyportException.badInput(
                    "SP-REASON",
                    "The reason has not the form that your organisation asks for.",
                    now.hint().isEmpty()
                            ? "Ask who wrote reveal-policy.json what it is."
                            : "It is: " + now.hint() + ".");
        }
    }

    /** On a thread that nobody interrupts, which would close the ledger's file half-way. */
    private void record(Deed deed) {
        try {
            CompletableFuture.runAsync(() -> ledger.append(deed), Thread::startVirtualThread).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SallyportException told ? told : e;
        }
    }
}
