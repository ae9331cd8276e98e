package dev.sallyport.core.proposal;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a proposal has come. The two that end in -ING are written before AWS is asked, so that a kill shows. */
public enum ProposalState {
    /** Nothing was changed by it. */
    PROPOSED,
    /** The update was about to be sent; whether it was, the web ACL tells. */
    APPLYING,
    /** The web ACL was changed. */
    APPLIED,
    /** The way back was about to be sent. */
    UNDOING,
    /** The web ACL was taken back to what it was before. */
    UNDONE;

    /** The word that the command line shows. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
