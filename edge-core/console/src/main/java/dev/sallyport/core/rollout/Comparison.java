package dev.sallyport.core.rollout;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sallyport.core.proof.Tally;
import java.util.Locale;

/**
 * The answers that viewers got from both sides of a staged rollout.
 *
 * @param primary since the minute in which viewers first could reach the copy
 * @param staging since then, without what the proofs sent
 */
public record Comparison(Tally primary, Tally staging) {
    /** Fewer requests than this on either side say nothing. */
    public static final int ENOUGH = 50;

    /** Of a normal distribution, for 95 % between both ends. */
    private static final double Z = 1.96;

    /** What the figures say. */
    public enum Verdict {
        /** Too few requests. */
        UNKNOWN,
        /** No error rate of the copy is surely above the primary's. */
        NO_WORSE,
        /** An error rate of the copy is surely above the primary's. */
        WORSE;

        /** Lower-case word for tables and JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether the intervals in which the true rates lie with 95 % certainty are apart. */
    @JsonProperty
    public Verdict verdict() {
        if (primary.requests() < ENOUGH || staging.requests() < ENOUGH) {
            return Verdict.UNKNOWN;
        }
        boolean worse = isAbove(staging.clientErrors(), primary.clientErrors())
                || isAbove(staging.serverErrors(), primary.serverErrors());
        return worse ? Verdict.WORSE : Verdict.NO_WORSE;
    }

    private boolean isAbove(long copyErrors, long primaryErrors) {
        return wilson(copyErrors, staging.requests(), -1) > wilson(primaryErrors, primary.requests(), 1);
    }

    /**
     * One end of Wilson's score interval for a rate.
     *
     * @param end -1 for the lower, 1 for the upper
     * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">E. B. Wilson, Probable inference, 1927</a>
     */
    static double wilson(long errors, long requests, int end) {
        double n = requests;
        double rate = errors / n;
        double middle = rate + Z * Z / (2 * n);
        double half = Z * Math.sqrt(rate * (1 - rate) / n + Z * Z / (4 * n * n));
        return (middle + end * half) / (1 + Z * Z / n);
    }

    /** One sentence with the counts of both sides. */
    @JsonProperty
    public String sentence() {
        String counts = "Staging answered " + side(staging) + "; the primary " + side(primary) + ". ";
        return counts
                + switch (verdict()) {
                    case UNKNOWN -> "Fewer than " + ENOUGH + " requests on a side say nothing yet.";
                    case NO_WORSE -> "The staging copy is no worse.";
                    case WORSE -> "The staging copy fails more often.";
                };
    }

    private static String side(Tally tally) {
        return String.format(
                Locale.ROOT,
                "%,d requests, %,d with 4xx and %,d with 5xx",
                tally.requests(),
                tally.clientErrors(),
                tally.serverErrors());
    }
}
