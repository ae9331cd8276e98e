package dev.sallyport.core.distribution;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bucket's own name in a domain name (S3 User Guide, "Virtual hosting of general purpose buckets"); access points and
 * path style are none of these.
 *
 * @param region where it is, null where the name does not say
 */
public record BucketHost(String bucket, @Nullable String region) {
    private static final Pattern HOST = Pattern.compile(
            "(?<bucket>[a-z0-9][a-z0-9.-]+)\\.s3(?:\\.dualstack)?(?:[.-](?<region>[a-z]{2}(?:-[a-z]+)+-\\d))?\\.amazonaws\\.com(?:\\.cn)?");

    private static final Pattern ACCESS_POINT = Pattern.compile(".*(?:accesspoint|s3-object-lambda|-s3alias).*");

    /** Empty where the name is not a bucket's own. */
    public static Optional<BucketHost> of(String domainName) {
        Matcher host = HOST.matcher(domainName);
        return host.matches() && !ACCESS_POINT.matcher(domainName).matches()
                ? Optional.of(new BucketHost(host.group("bucket"), host.group("region")))
                : Optional.empty();
    }
}
