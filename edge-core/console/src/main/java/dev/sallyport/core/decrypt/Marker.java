package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;

/**
 * What stands around a ciphertext: text, never a pattern. One pair belongs to one set of keys.
 *
 * @param prefix stands before it
 * @param suffix stands after it
 */
public record Marker(String prefix, String suffix) {

    /**
     * Neither side may be empty.
     *
     * @throws SallyportException {@code SP-MARKER} when one is
     */
    public Marker {
        if (prefix.isEmpty() || suffix.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-MARKER",
                    "A marker needs a prefix and a suffix.",
                    "Give both, as the stack's outputs Prefix and Suffix name them.");
        }
    }
}
