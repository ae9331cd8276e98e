package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What became of a document whose fields were sealed anew.
 *
 * @param resealed how many fields are now sealed for the other key
 * @param left those that stayed as they were, with the reason
 * @param document with the new ciphertexts in their places; everything else is as it was
 */
public record Resealed(long resealed, List<Field> left, @JsonIgnore Document document) {
    /** Copies the list. */
    public Resealed {
        left = List.copyOf(left);
    }
}
