package dev.sallyport.core.bucket;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who delivers logs to S3, told by the names that each gives its objects, and how far the time in such a name may lie
 * from the times of the records in it.
 */
enum LogWriter {
    /**
     * A name has the five minutes that its records fell into. See AWS WAF Developer Guide, "Sending web ACL traffic logs
     * to an Amazon S3 bucket": published at 5-minute intervals, each with the records of the previous 5 minutes; records
     * come up to a quarter of an hour late.
     */
    WAF(".+_waflogs_.+", Duration.ofMinutes(10), Duration.ofMinutes(20)),
    /**
     * Legacy and v2. See CloudFront Developer Guide, "Standard logging reference", timing of delivery: records may come
     * up to 24 hours late, but the name has the period in which the requests occurred, not that of the delivery. A record
     * has the time at which the response ended, so it may stand in the next period.
     */
    CLOUDFRONT("[^/]*[A-Z0-9]{8,}\\.\\d{4}-\\d\\d-\\d\\d-\\d\\d\\..+", Duration.ofMinutes(15), Duration.ofMinutes(15)),
    /**
     * See Amazon Data Firehose Developer Guide, "Configure Amazon S3 object name format" (a name has the time at which
     * the oldest record of the object arrived) and "Configure buffering hints" (at most 900 seconds); AWS WAF sends
     * records up to a quarter of an hour late.
     */
    FIREHOSE(
            ".+-\\d+-(\\d{4}(?:-\\d\\d){5})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}.*",
            Duration.ofMinutes(15),
            Duration.ofMinutes(15));

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss", Locale.ROOT);
    /** More than the longest buffering, and how far the farthest time zone is from UTC. */
    private static final Duration SOON = Duration.ofMinutes(30);

    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration FARTHEST = Duration.ofMinutes(14 * 60 + 30);

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

    /**
     * How far the names may be ahead of UTC, in whole hours: a Firehose stream may be told to name objects in another
     * time zone (its CustomTimeZone), and writes each within minutes of the time that it names it by. An object that was
     * written days later is a copy, and tells nothing.
     */
    static Duration zone(LogObject one) {
        Matcher name = FIREHOSE.names.matcher(one.key().substring(one.key().lastIndexOf('/') + 1));
        if (!name.matches()) {
            return Duration.ZERO;
        }
        try {
            Instant named = LocalDateTime.parse(name.group(1), SECONDS).toInstant(ZoneOffset.UTC);
            Duration ahead = Duration.between(one.modified(), named);
            boolean utc = ahead.compareTo(SOON.negated()) > 0 && ahead.compareTo(SKEW) < 0;
            if (utc || ahead.abs().compareTo(FARTHEST) > 0) {
                return Duration.ZERO;
            }
            long hours = Math.ceilDiv(ahead.abs().toSeconds(), 3600);
            return Duration.ofHours(ahead.isNegative() ? -hours : hours);
        } catch (DateTimeException noTime) {
            return Duration.ZERO;
        }
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
