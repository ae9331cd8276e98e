package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What became of the ciphertexts of a document.
 *
 * @param fields in the order of the document
 * @param decrypted how many were opened
 * @param failed how many were not
 * @param document with each opened ciphertext, markers included, replaced by what it says
 */
public record Opened(List<Field> fields, long decrypted, long failed, @JsonIgnore Document document) {
    /** Copies the list. */
    public Opened {
        fields = List.copyOf(fields);
    }
}
