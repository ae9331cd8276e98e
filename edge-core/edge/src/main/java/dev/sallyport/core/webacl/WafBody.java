package dev.sallyport.core.webacl;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A request body as far as it is known. AWS WAF logs carry no body, at most its size. */
public final class WafBody {
    private static final WafBody EMPTY = new WafBody(new byte[0], 0);
    private static final WafBody UNKNOWN = new WafBody(null, -1);

    private final byte @Nullable [] start;
    private final long size;

    private WafBody(byte @Nullable [] start, long size) {
        this.start = start;
        this.size = size;
    }

    /** No body at all. */
    public static WafBody empty() {
        return EMPTY;
    }

    /** A body of which nothing is known. */
    public static WafBody unknown() {
        return UNKNOWN;
    }

    /** A body known as a whole. */
    public static WafBody of(byte[] bytes) {
        return new WafBody(bytes, bytes.length);
    }

    /**
     * A body of which the first bytes are known.
     *
     * @param start at least as much as the web ACL inspects
     * @param size of the whole body in bytes
     */
    public static WafBody of(byte[] start, long size) {
        return new WafBody(start, Math.max(size, start.length));
    }

    /** A body of which only the size in bytes is known; one of size 0 is known to be empty. */
    public static WafBody ofSize(long size) {
        return size == 0 ? EMPTY : new WafBody(null, size);
    }

    /** Whether its bytes are known. */
    public boolean known() {
        return start != null;
    }

    /** Size of the whole body in bytes, -1 when not known. */
    public long size() {
        return size;
    }

    /** At most the first {@code limit} bytes; empty when the body is not known. */
    byte[] first(int limit) {
        if (start == null) {
            return new byte[0];
        }
        return start.length <= limit ? start : Arrays.copyOf(start, limit);
    }
}
