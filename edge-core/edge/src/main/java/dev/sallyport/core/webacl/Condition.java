package dev.sallyport.core.webacl;

/** A compiled statement. */
@FunctionalInterface
interface Condition {
    /** What it says of the request under evaluation; never throws on any request. */
    Match test(Evaluation evaluation);

    /** A statement that nothing known can decide. */
    static Condition undecidable() {
        return evaluation -> Match.UNKNOWN;
    }
}
