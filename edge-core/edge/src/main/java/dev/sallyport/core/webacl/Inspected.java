package dev.sallyport.core.webacl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request that a statement looks at.
 *
 * @param parts the contents, each inspected by itself; none when the request has no such part
 * @param incomplete whether something that belongs here is not known
 * @param decided the answer that oversize or fallback handling has already given, else null
 */
record Inspected(List<Part> parts, boolean incomplete, @Nullable Truth decided) {
    static final Inspected UNKNOWN = new Inspected(List.of(), true, null);
    static final Inspected MISSING = new Inspected(List.of(), false, null);

    /**
     * One content.
     *
     * @param location as the log names it
     * @param name of the header, cookie or argument, null where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(String location, @Nullable String name, byte[] bytes) {}

    static Inspected of(Part part) {
        return new Inspected(List.of(part), false, null);
    }

    static Inspected of(List<Part> parts) {
        return new Inspected(parts, false, null);
    }

    static Inspected decided(Truth truth) {
        return new Inspected(List.of(), false, truth);
    }
}
