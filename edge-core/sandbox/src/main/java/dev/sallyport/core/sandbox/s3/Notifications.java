package dev.sallyport.core.sandbox.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.match.Glob;
import dev.sallyport.core.sandbox.access.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;

/**
 * Tells functions of the objects that come and go in a bucket, as the bucket's notification configuration says. There are
 * no queues and topics here to be told.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event message
 *     structure</a>
 */
final class Notifications {
    private final Buckets buckets;
    private final Clock clock;
    private final AtomicLong sequence;
    private final List<Receiver> receivers = new CopyOnWriteArrayList<>();

    /** Takes an event for a function. */
    interface Receiver {
        void take(String functionArn, String bucketArn, JsonNode event);
    }

    Notifications(Buckets buckets, Clock clock) {
        this.buckets = buckets;
        this.clock = clock;
        this.sequence = new AtomicLong(clock.millis() << 16);
    }

    void to(Receiver receiver) {
        receivers.add(receiver);
    }

    /** @param name of the event without its prefix, such as {@code ObjectCreated:Put} */
    void tell(String bucketName, String name, String key, long size, String etag) {
        Bucket bucket = buckets.known(bucketName).orElse(null);
        NotificationConfiguration configuration = bucket == null
                ? null
                : buckets.setting(bucket, BucketSettings.NOTIFICATION, NotificationConfiguration.builder()).orElse(null);
        if (bucket == null || configuration == null || receivers.isEmpty()) {
            return;
        }
        for (LambdaFunctionConfiguration each : configuration.lambdaFunctionConfigurations()) {
            if (each.eventsAsStrings().stream().anyMatch(event -> fits(event, name)) && wanted(each, key)) {
                JsonNode event = event(bucket, each, name, key, size, etag);
                receivers.forEach(receiver -> receiver.take(each.lambdaFunctionArn(), bucket.arn(), event));
            }
        }
    }

    private static boolean fits(String event, String name) {
        String bare = event.startsWith("s3:") ? event.substring(3) : event;
        return Glob.matches(bare, name);
    }

    private static boolean wanted(LambdaFunctionConfiguration configuration, String key) {
        if (configuration.filter() == null || configuration.filter().key() == null) {
            return true;
        }
        for (FilterRule rule : configuration.filter().key().filterRules()) {
            boolean prefix = rule.nameAsString().toLowerCase(Locale.ROOT).equals("prefix");
            if (prefix ? !key.startsWith(rule.value()) : !key.endsWith(rule.value())) {
                return false;
            }
        }
        return true;
    }

    private JsonNode event(
            Bucket bucket, LambdaFunctionConfiguration to, String name, String key, long size, String etag) {
        Call call = Call.current();
        ObjectNode event = Json.MAPPER.createObjectNode();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("awsRegion", bucket.region())
                .put("eventTime", clock.instant().toString())
                .put("eventName", name);
        record.putObject("userIdentity").put("principalId", "AWS:" + call.caller().arn());
        record.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
        record.putObject("responseElements").put("x-amz-request-id", call.requestId()).put("x-amz-id-2", call.requestId());
        ObjectNode s3 = record.putObject("s3");
        s3.put("s3SchemaVersion", "1.0").put("configurationId", Objects.requireNonNullElse(to.id(), call.requestId()));
        ObjectNode told = s3.putObject("bucket").put("name", bucket.name()).put("arn", bucket.arn());
        told.putObject("ownerIdentity").put("principalId", BucketCalls.OWNER.id());
        // A form's encoding and none of an address: a space is a plus (Amazon S3 User Guide, "Event message structure").
        ObjectNode object = s3.putObject("object")
                .put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"))
                .put("sequencer", String.format(Locale.ROOT, "%018X", sequence.incrementAndGet()));
        if (name.startsWith("ObjectCreated")) {
            object.put("size", size).put("eTag", etag.replace("\"", ""));
        }
        return event;
    }
}
