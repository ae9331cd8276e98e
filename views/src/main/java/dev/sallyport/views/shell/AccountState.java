package dev.sallyport.views.shell;

import java.time.Instant;
import java.util.Optional;

/**
 * Who the reader is, as the account bar shows it.
 *
 * @param name the profile's, or "Sandbox"
 * @param account twelve digits, or empty while it is being asked
 * @param expires when the credentials end
 */
public record AccountState(String name, String account, String region, Mode mode, Optional<Instant> expires) {
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
