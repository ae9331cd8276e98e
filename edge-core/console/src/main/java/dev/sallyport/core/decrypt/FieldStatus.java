package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.annotation.JsonValue;

/** What became of one ciphertext. */
public enum FieldStatus {
    /** It was opened. */
    DECRYPTED("decrypted"),
    /** The caller may not use the key. */
    DENIED("denied"),
    /** The service or the key does not answer now. */
    UNAVAILABLE("unavailable"),
    /** It is cut, changed, or sealed for another key. */
    CORRUPT("corrupt"),
    /** There is no such key. */
    NO_KEY("no-key");

    private final String word;

    FieldStatus(String word) {
        this.word = word;
    }

    /** As results print it. */
    @JsonValue
    public String word() {
        return word;
    }
}
