package dev.sallyport.core.bucket;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who delivers logs to S3, told by the names that each gives its objects, and how far the time in such a name may lie from
 * the times of the records in it.
 */
enum LogWriter {
    /**
     * A name has the five minutes that its records fell into. See AWS WAF Developer Guide, "Sending web ACL traffic logs to
     * an Amazon S3 bucket": published at 5-minute intervals, each with the records of the previous 5 minutes; records come
     * up to a quarter of an hour late.
     */
    WAF(".+_waflogs_.+", Duration.ofMinutes(10), Duration.ofMinutes(20)),
    /**
     * Legacy and v2. See CloudFront Developer Guide, "Standard logging reference", timing of delivery: records may come up
     * to 24 hours late, but the name has the period in which the requests occurred, not that of the delivery. A record has
     * the time at which the response ended, so it may stand in the next period.
     */
    CLOUDFRONT("[^/]*[A-Z0-9]{8,}\\.\\d{4}-\\d\\d-\\d\\d-\\d\\d\\..+", Duration.ofMinutes(15), Duration.ofMinutes(15)),
    /**
     * See Amazon Data Firehose Developer Guide, "Configure Amazon S3 object name format" (a name has the time at which the
     * oldest record of the object arrived) and "Configure buffering hints" (at most 900 seconds); AWS WAF sends records up
     * to a quarter of an hour late.
     */
    FIREHOSE(
            ".+-\\d+-\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}.*",
            Duration.ofMinutes(15),
            Duration.ofMinutes(15));

    private final Pattern names;
    private final Duration before;
    private final Duration after;

    LogWriter(String names, Duration before, Duration after) {
        this.names = Pattern.compile(names);
        this.before = before;
        this.after = after;
    }

    /** Who gives such names; empty for nobody that is known. */
    static Optional<LogWriter> of(String fileName) {
        for (LogWriter one : values()) {
            if (one.names.matcher(fileName).matches()) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** How long before a record's time the name of its object may lie. */
    Duration before() {
        return before;
    }

    /** How long after a record's time the name of its object may lie. */
    Duration after() {
        return after;
    }
}
