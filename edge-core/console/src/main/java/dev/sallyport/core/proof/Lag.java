package dev.sallyport.core.proof;

import java.time.Duration;

/**
 * How late what was changed may come to be seen on AWS, so that a proof is asked again for so long before it fails. See
 * IAM User Guide, "Changes that I make are not always immediately visible", and CloudFront Developer Guide, "Update a
 * distribution".
 */
public enum Lag {
    /** The proof waits by itself, or there is nothing to wait for. */
    NONE(Duration.ZERO),
    /** What shuts others out; nobody should be let in for longer than permissions take to arrive. */
    LOCK(Duration.ofMinutes(1)),
    /** What lets viewers in: names, permissions, certificates and caches of the edge. */
    EDGE(Duration.ofMinutes(5));

    private final Duration most;

    Lag(Duration most) {
        this.most = most;
    }

    /** From when the proofs begin. */
    public Duration most() {
        return most;
    }
}
