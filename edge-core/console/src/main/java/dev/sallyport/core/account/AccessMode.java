package dev.sallyport.core.account;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a session may do, as far as the console itself limits it. */
public enum AccessMode {
    /** The embedded AWS: nothing leaves this machine. */
    SANDBOX("sandbox"),
    /** Every write is refused before a call is made. */
    READ_ONLY("read-only"),
    /** Whatever IAM allows. */
    OPERATOR("operator");

    private final String word;

    AccessMode(String word) {
        this.word = word;
    }

    /** The word that the command line and the window show. */
    @JsonValue
    public String word() {
        return word;
    }
}
