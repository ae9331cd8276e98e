package dev.sallyport.core.bucket;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Keys as AWS's services give them, written down from their guides and not by the code that reads them. */
public enum DeliveredKeys {
    /** AWS WAF Developer Guide, "Sending web ACL traffic logs to an Amazon S3 bucket". */
    WAF("waf/AWSLogs/111122223333/WAFLogs/cloudfront/shop/"),
    /** CloudFront Developer Guide, "Configure standard logging (legacy)", file names; all in one folder. */
    LEGACY("cdn/"),
    /** CloudFront Developer Guide, "Configure standard logging (v2)", a suffix path by distribution and time. */
    PLAIN("AWSLogs/111122223333/CloudFront/EMLARXS9EXAMPLE/"),
    /** The same in the way of Hive. */
    HIVE("AWSLogs/aws-account-id=111122223333/CloudFront/DistributionId=EMLARXS9EXAMPLE/"),
    /** The same without an hour in the path. */
    DAILY("days/"),
    /** Amazon Data Firehose Developer Guide, "Configure Amazon S3 object name format". */
    FIREHOSE("stream/");

    private final String root;

    DeliveredKeys(String root) {
        this.root = root;
    }

    /** What all of them begin with. */
    public String root() {
        return root;
    }

    /** How long after a record's time the documents let its object be named, and how long before. */
    Duration late() {
        return switch (this) {
            case WAF -> Duration.ofMinutes(15);
            case FIREHOSE -> Duration.ofMinutes(10);
            default -> Duration.ofMinutes(5);
        };
    }

    Duration early() {
        return switch (this) {
            case WAF -> Duration.ofMinutes(5);
            case FIREHOSE -> Duration.ofMinutes(15);
            default -> Duration.ofMinutes(5);
        };
    }

    /** The longest time from the moment that a name stands for to the moment that it says. */
    Duration rounding() {
        return switch (this) {
            case WAF -> Duration.ofMinutes(5);
            case DAILY -> Duration.ofDays(1);
            default -> Duration.ofHours(1);
        };
    }

    /**
     * The key of an object named for that moment.
     *
     * @param part tells objects of the same moment apart
     */
    public String key(Instant named, int part) {
        OffsetDateTime at = named.atOffset(ZoneOffset.UTC);
        String year = String.format(Locale.ROOT, "%04d", at.getYear());
        String month = two(at.getMonthValue());
        String day = two(at.getDayOfMonth());
        String hour = two(at.getHour());
        String minute = two(at.getMinute() / 5 * 5);
        String unique = String.format(Locale.ROOT, "%08x", part);
        String file = "EMLARXS9EXAMPLE." + String.join("-", year, month, day, hour) + "." + unique + ".gz";
        return root + switch (this) {
            case WAF -> String.join("/", year, month, day, hour, minute) + "/111122223333_waflogs_cloudfront_shop_" + year
                    + month + day + "T" + hour + minute + "Z_" + unique + ".log.gz";
            case LEGACY -> file;
            case PLAIN -> String.join("/", year, month, day, hour, file);
            case HIVE -> "year=" + year + "/month=" + month + "/day=" + day + "/hour=" + hour + "/" + file;
            case DAILY -> String.join("/", year, month, day, file);
            case FIREHOSE -> String.join("/", year, month, day, hour) + "/aws-waf-logs-shop-3-"
                    + String.join("-", year, month, day, hour, two(at.getMinute()), two(at.getSecond()))
                    + "-" + unique + "-1111-2222-3333-444455556666";
        };
    }

    private static String two(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }
}
