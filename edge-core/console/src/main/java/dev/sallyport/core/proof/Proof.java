package dev.sallyport.core.proof;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A check that ran against the live stack.
 *
 * @param id stable, such as {@code origin-refuses-unsigned}
 * @param title what it shows when it holds
 * @param outcome what it came to
 * @param evidence what was sent and what came back, or why it could not be asked
 * @param millis how long it took until then, waits between two tries included
 */
@JsonPropertyOrder({"id", "title", "outcome", "holds", "evidence", "millis"})
public record Proof(String id, String title, Outcome outcome, String evidence, long millis) {
    /** Journals of earlier versions know two outcomes, and no time. */
    @JsonCreator
    static Proof read(
            @JsonProperty("id") String id,
            @JsonProperty("title") String title,
            @JsonProperty("outcome") @Nullable Outcome outcome,
            @JsonProperty("holds") boolean holds,
            @JsonProperty("evidence") String evidence,
            @JsonProperty("millis") long millis) {
        Outcome known = outcome == null ? Verdict.of(holds, evidence).outcome() : outcome;
        return new Proof(id, title, known, evidence, millis);
    }

    /** Whether it was asked and holds. */
    @JsonProperty("holds")
    public boolean holds() {
        return outcome == Outcome.HOLDS;
    }

    /** Whether it was asked and does not hold. */
    public boolean fails() {
        return outcome == Outcome.FAILS;
    }
}
