package dev.sallyport.core.sandbox.edge;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a host name of AWS says about itself. */
final class Origins {
    private static final Pattern BUCKET =
            Pattern.compile("([a-z0-9.-]+)\\.s3(?:-website)?(?:[.-]([a-z]{2}-[a-z-]+-\\d))?\\.amazonaws\\.com");
    /** The last label that is a Region: a bucket's name may hold what looks like one. */
    private static final Pattern REGION = Pattern.compile(".*\\.(?:s3-(?:website-)?)?([a-z]{2}(?:-[a-z]+)+-\\d)\\..*");

    private Origins() {}

    /** The Region in a name, us-east-1 where it names none. */
    static String region(String host) {
        Matcher region = REGION.matcher(host);
        return region.matches() ? region.group(1) : "us-east-1";
    }

    /** The bucket of an S3 host; empty for every other host. */
    static Optional<String> bucket(String host) {
        Matcher bucket = BUCKET.matcher(host);
        return bucket.matches() ? Optional.of(bucket.group(1)) : Optional.empty();
    }
}
