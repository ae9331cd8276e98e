package dev.sallyport.core.proof;

/**
 * Answers counted.
 *
 * @param requests all
 * @param clientErrors those with a status of 4xx
 * @param serverErrors those with a status of 5xx
 */
public record Tally(long requests, long clientErrors, long serverErrors) {
    /** None at all. */
    public static final Tally NONE = new Tally(0, 0, 0);

    /** With one answer more. */
    public Tally plus(int status) {
        return new Tally(
                requests + 1,
                clientErrors + (status / 100 == 4 ? 1 : 0),
                serverErrors + (status / 100 == 5 ? 1 : 0));
    }

    /** Without those answers, and never below none. */
    public Tally minus(Tally other) {
        return new Tally(
                Math.max(0, requests - other.requests),
                Math.max(0, clientErrors - other.clientErrors),
                Math.max(0, serverErrors - other.serverErrors));
    }
}
