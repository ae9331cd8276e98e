package dev.sallyport.views.shell;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.views.kit.Action;
import java.time.Instant;
import java.util.Optional;

/**
 * Who the reader is, as the account bar shows it.
 *
 * @param name the profile's, or "Sandbox"
 * @param account twelve digits, or empty while it is not known
 * @param region or empty while it is not known
 * @param expires when the credentials end
 * @param trouble why it is not known who the reader is
 */
public record AccountState(
        String name,
        String account,
        String region,
        Mode mode,
        Optional<Instant> expires,
        Optional<Trouble> trouble) {

    /**
     * Why AWS did not say who the reader is.
     *
     * @param again asks once more
     */
    public record Trouble(SallyportException error, Action again) {}

    /** An account that is known. */
    public AccountState(String name, String account, String region, Mode mode, Optional<Instant> expires) {
        this(name, account, region, mode, expires, Optional.empty());
    }

    /** An account that is being asked. */
    public static AccountState asking(String name, Mode mode) {
        return new AccountState(name, "", "", mode, Optional.empty());
    }

    /** The same, answered. */
    public AccountState known(String number, String where, Optional<Instant> end) {
        return new AccountState(name, number, where, mode, end);
    }

    /** The same, not answered. */
    public AccountState inTrouble(SallyportException error, Action again) {
        return new AccountState(name, account, region, mode, Optional.empty(), Optional.of(new Trouble(error, again)));
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
