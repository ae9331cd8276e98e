package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;

/** Tells what a value of another tool's file comes to. */
interface Resolver {
    /**
     * A value and where it stands.
     *
     * @param node missing where the file takes the value away, {@link Unresolved} where it cannot be known
     * @param pointer JSON pointer into the file
     */
    record Value(JsonNode node, String pointer) {}

    /** The value itself; the inside of an object or list is still to be resolved. */
    Value resolve(JsonNode raw, String pointer);
}
