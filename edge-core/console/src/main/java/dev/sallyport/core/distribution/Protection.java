package dev.sallyport.core.distribution;

import com.fasterxml.jackson.annotation.JsonValue;

/** How an origin tells the edge's requests from everyone else's, as far as the distribution shows it. */
public enum Protection {
    /** Origin access control; where its signing behavior was read, one that signs. */
    OAC("oac"),
    /** The legacy origin access identity. */
    OAI("oai"),
    /**
     * An origin-request function on every behavior that uses the origin. It could sign; whether it does, its code, the
     * origin's own lock or a proof can tell.
     */
    EDGE_FUNCTION("edge-function"),
    /** A VPC origin: no public address. */
    VPC("vpc"),
    /** Mutual TLS towards the origin. */
    MTLS("mtls"),
    /** Only custom headers, such as a shared secret. */
    HEADER("header"),
    /** Depends on what the file leaves open. */
    UNKNOWN("unknown"),
    /** Nothing that the configuration shows. */
    NONE("none");

    private final String word;

    Protection(String word) {
        this.word = word;
    }

    /** Lower-case word for tables and JSON. */
    @JsonValue
    public String word() {
        return word;
    }
}
