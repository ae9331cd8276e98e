package dev.sallyport.core.sandbox.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Range header with one range (RFC 9110 section 14.1.2), resolved against an object's size. Both ends are included.
 */
record ByteRange(long first, long last) {
    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Empty when no range was asked for or when it is not a range that S3 reads; then the whole object is meant. */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher form = FORM.matcher(header == null ? "" : header);
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        ByteRange range;
        if (form.group(1).isEmpty()) {
            long suffix = Long.parseLong(form.group(2));
            range = new ByteRange(suffix == 0 ? size : Math.max(0, size - suffix), size - 1);
        } else {
            long first = Long.parseLong(form.group(1));
            long last = form.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(form.group(2)));
            if (!form.group(2).isEmpty() && Long.parseLong(form.group(2)) < first) {
                return Optional.empty();
            }
            range = new ByteRange(first, last);
        }
        if (range.first >= size) {
            throw S3Faults.of("InvalidRange", 416, "The requested range is not satisfiable");
        }
        return Optional.of(range);
    }

    long length() {
        return last - first + 1;
    }

    String contentRange(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }
}
