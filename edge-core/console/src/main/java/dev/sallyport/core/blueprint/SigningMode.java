package dev.sallyport.core.blueprint;

import java.util.List;

/** Who signs the requests to a function URL that demands AWS_IAM. */
public enum SigningMode {
    /** CloudFront, by origin access control alone. */
    OAC("oac"),
    /** CloudFront, over the body's hash that an edge function without credentials supplies. */
    OAC_HASH("oac-hash"),
    /** An edge function with a role. */
    SIGNER("signer");

    private static final String REPLACED = "CloudFront puts its own Authorization header in place of the viewer's.";
    private static final String CUT = "The edge function sees bodies up to 1 MB and answers 413 to longer ones.";

    private final String word;

    SigningMode(String word) {
        this.word = word;
    }

    /** As the template's parameter says it. */
    public String word() {
        return word;
    }

    /** What to know before choosing it, one sentence each. */
    public List<String> limits() {
        return switch (this) {
            case OAC -> List.of(
                    "A body passes only with the header x-amz-content-sha256 from the client; without it the function"
                            + " URL answers 403.",
                    REPLACED);
            case OAC_HASH -> List.of(
                    CUT, "Each request to a path that takes bodies costs an invocation at the edge.", REPLACED);
            case SIGNER -> List.of(
                    CUT,
                    "Every request costs an invocation at the edge, whose role may call the functions.",
                    "The signer puts its own Authorization header in place of the viewer's.",
                    "An origin access control that signs would overwrite the signer's signature: never have both.");
        };
    }

    /**
     * The mode of that word.
     *
     * @throws IllegalArgumentException for any other word
     */
    public static SigningMode of(String word) {
        for (SigningMode mode : values()) {
            if (mode.word.equals(word)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("no signing mode " + word);
    }
}
