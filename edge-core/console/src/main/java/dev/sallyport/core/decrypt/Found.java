package dev.sallyport.core.decrypt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ciphertext that was found, still closed.
 *
 * @param marker around it
 * @param path JSON path where the source is JSON, else empty
 * @param member name of the innermost JSON member that it belongs to, else empty
 * @param offset zero-based byte of the marker's first character in the source
 * @param place where it stands
 * @param body what stands between the markers, decoded
 * @param closed whether the marker closes
 */
public record Found(
        Marker marker, String path, String member, long offset, Place place, String body, boolean closed) {

    /**
     * Where a ciphertext stands in the source's characters.
     *
     * @param start first character of the marker
     * @param end after its last
     * @param layers how text is spelled there, outermost first
     * @param string the whole JSON string, quotes included, when the ciphertext is all of it
     */
    record Place(int start, int end, List<Layer> layers, @Nullable Span string) {
        Place {
            layers = List.copyOf(layers);
        }
    }

    /** From the first character to after the last. */
    record Span(int start, int end) {}
}
