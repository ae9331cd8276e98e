package dev.sallyport.core.bucket;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.S3Client;

/** Finds the objects of logs in S3 that a span of time needs, in whatever layout their writers put them. */
public final class BucketLogs {
    private static final int AT_ONCE = 16;

    /** Of the clocks of who writes an object and of S3. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** CloudFront Developer Guide, "Standard logging reference": the longest of the delays that are documented. */
    private static final Duration LATEST_DELIVERY = Duration.ofHours(24);

    private final S3Client s3;

    /** Reads as the session, in whichever Region a bucket is. No call is made before the first question. */
    public BucketLogs(AwsClients aws) {
        this.s3 = aws.s3(aws.region());
    }

    /**
     * The objects below a place in which a record of that time can be; some of them may hold none.
     *
     * @throws SallyportException {@code SP-DENIED} where the bucket may not be listed, {@code SP-NOT-FOUND} where there
     *     is none
     */
    public FoundObjects find(S3Place place, TimeSpan span) {
        return AwsErrors.translating(() -> {
            BucketPages pages = new BucketPages(s3, place.bucket());
            BucketWalk.Parts parts = span.isAll()
                    ? BucketWalk.Parts.whole(KeyRange.under(place.prefix()))
                    : new BucketWalk(pages, span, AT_ONCE).parts(place.prefix());
            // Ranges of one root may overlap where its layout changed.
            Map<String, LogObject> found = new TreeMap<>();
            AtOnce.each(parts.dated(), AT_ONCE, pages::all).stream()
                    .flatMap(List::stream)
                    .forEach(one -> found.put(one.key(), one));
            List<LogObject> undated = new ArrayList<>(parts.loose());
            AtOnce.each(parts.undated(), AT_ONCE, pages::all).forEach(undated::addAll);
            List<String> gaps = new ArrayList<>();
            Instant latest = span.until() == null ? Instant.MAX : span.until().plus(LATEST_DELIVERY);
            undated.stream().filter(one -> !one.modified().isAfter(latest)).forEach(one -> found.put(one.key(), one));
            long later = undated.stream().filter(one -> one.modified().isAfter(latest)).count();
            if (later > 0) {
                gaps.add("The names of objects under " + place + " do not tell the time of their records: " + later
                        + " written more than 24 hours after " + span.until() + " were not read.");
            }
            // No record is younger than its object.
            Instant earliest = span.since() == null ? Instant.MIN : span.since().minus(SKEW);
            List<LogObject> objects = found.values().stream()
                    .filter(one -> one.size() > 0 && !one.modified().isBefore(earliest))
                    .toList();
            if (objects.isEmpty()) {
                gaps.add(span.isAll()
                        ? "Nothing was read: there is no object under " + place + "."
                        : "Nothing was read: under " + place + " there is no object for records" + span.words() + ".");
            }
            List<LogObject> older =
                    found.values().stream().filter(one -> one.modified().isBefore(earliest)).toList();
            return new FoundObjects(place, objects, older, List.copyOf(gaps));
        });
    }
}
