package dev.sallyport.core.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a session may do, as far as the console itself limits it. */
public enum AccessMode {
    /** The embedded AWS: nothing leaves this machine. */
    SANDBOX("sandbox"),
    /** Every write is refused before a call is made. */
    READ_ONLY("read-only"),
    /** Whatever IAM allows. */
    OPERATOR("operator"),
    /** As {@link #OPERATOR}, and every write asks for the typed name of what it changes; the word is the same. */
    PRODUCTION("operator");

    private static final Set<String> PRODUCTION_WORDS = Set.of("prod", "production", "prd");

    /** {@code non-prod} and {@code pre-prod} are where people rehearse. */
    private static final Set<String> NOT = Set.of("non", "not", "no", "pre");

    private final String word;

    AccessMode(String word) {
        this.word = word;
    }

    /** The word that the command line shows. */
    @JsonValue
    public String word() {
        return word;
    }

    /**
     * The mode of an account that is no sandbox. A profile that calls itself production is taken at its word.
     *
     * @param profile its name, as {@code payments-prod} or {@code AcmeProduction}
     */
    static AccessMode ofAccount(boolean readOnly, String profile) {
        if (readOnly) {
            return READ_ONLY;
        }
        return isProduction(profile) ? PRODUCTION : OPERATOR;
    }

    private static boolean isProduction(String profile) {
        List<String> words = List.of(profile.replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT)
                .split("[^a-z]+"));
        for (int i = 0; i < words.size(); i++) {
            if (PRODUCTION_WORDS.contains(words.get(i)) && (i == 0 || !NOT.contains(words.get(i - 1)))) {
                return true;
            }
        }
        return false;
    }
}
