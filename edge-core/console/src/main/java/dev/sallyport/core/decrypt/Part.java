package dev.sallyport.core.decrypt;

import java.util.List;

/**
 * A record of a document that holds ciphertexts: an item, an event, a line.
 *
 * @param title what tells it from the others, such as {@code id 17} or {@code line 5}
 * @param start its first character
 * @param end after its last
 * @param found the ciphertexts in it, in order; never none
 */
public record Part(String title, int start, int end, List<Found> found) {
    /** Copies the list. */
    public Part {
        found = List.copyOf(found);
    }
}
