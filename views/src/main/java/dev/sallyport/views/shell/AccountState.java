package dev.sallyport.views.shell;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.account.AccountLook;
import dev.sallyport.views.kit.Action;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who the reader is, as the account bar shows it.
 *
 * @param name the profile's, or "Sandbox"
 * @param account twelve digits, or empty while it is not known
 * @param region or empty while it is not known
 * @param expires when the credentials end
 * @param trouble why it is not known who the reader is
 * @param source where the credentials came from, or empty while it is not known
 * @param look how the account is told from others
 */
public record AccountState(
        String name,
        String account,
        String region,
        Mode mode,
        Optional<Instant> expires,
        Optional<Trouble> trouble,
        String source,
        AccountLook look) {

    /**
     * Why AWS did not say who the reader is.
     *
     * @param again asks once more
     * @param ways other ways out of it
     */
    public record Trouble(SallyportException error, Action again, List<Action> ways) {}

    /** An account that is known. */
    public AccountState(String name, String account, String region, Mode mode, Optional<Instant> expires) {
        this(name, account, region, mode, expires, Optional.empty(), "", AccountLook.PLAIN);
    }

    /** An account that is being asked. */
    public static AccountState asking(String name, Mode mode) {
        return new AccountState(name, "", "", mode, Optional.empty());
    }

    /** The same, answered. */
    public AccountState known(String number, String where, Optional<Instant> end) {
        return new AccountState(name, number, where, mode, end);
    }

    /** The same, with where the credentials came from and how the account looks. */
    public AccountState of(String credentials, AccountLook seen) {
        return new AccountState(name, account, region, mode, expires, trouble, credentials, seen);
    }

    /** The same in another mode. */
    public AccountState in(Mode other) {
        return new AccountState(name, account, region, other, expires, trouble, source, look);
    }

    /** The same with credentials that end then. */
    public AccountState until(Optional<Instant> end) {
        return new AccountState(name, account, region, mode, end, trouble, source, look);
    }

    /** The same, not answered. */
    public AccountState inTrouble(SallyportException error, Action again, Action... ways) {
        Trouble why = new Trouble(error, again, List.of(ways));
        return new AccountState(name, account, region, mode, Optional.empty(), Optional.of(why), source, look);
    }

    /** What the reader may do; the name of its style class is its name in lower case with dashes. */
    public enum Mode {
        SANDBOX("Sandbox", "Nothing here touches AWS. Everything runs on this machine."),
        READ_ONLY("Read-only", "Every write is refused before any call is made."),
        OPERATOR("Operator", "Writes are possible and show what will change first."),
        PRODUCTION("Operator on production", "Writes ask for a typed confirmation.");

        private final String word;
        private final String meaning;

        Mode(String word, String meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        /** The mode of a session. */
        public static Mode of(AccessMode mode) {
            return switch (mode) {
                case SANDBOX -> SANDBOX;
                case READ_ONLY -> READ_ONLY;
                case OPERATOR -> OPERATOR;
                case PRODUCTION -> PRODUCTION;
            };
        }

        /** As the badge says it. */
        public String word() {
            return word;
        }

        /** One sentence for the hover. */
        public String meaning() {
            return meaning;
        }
    }
}
