package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/** What of AWS::S3::Bucket differs most between templates and the API: ACL, website, logging and notifications. */
final class BucketExtras {
    private static final PropertyMapping LOGGING = PropertyMapping.SAME
            .renaming("DestinationBucketName", "TargetBucket")
            .renaming("LogFilePrefix", "TargetPrefix");
    private static final PropertyMapping WEBSITE =
            PropertyMapping.SAME.renaming("RoutingRuleCondition", "Condition").renaming("RedirectRule", "Redirect");

    /** The lists of a notification configuration. */
    private static final Set<String> LISTS =
            Set.of("LambdaConfigurations", "QueueConfigurations", "TopicConfigurations");

    private static final PropertyMapping NOTIFICATION = PropertyMapping.SAME
            .renaming("LambdaConfigurations", "LambdaFunctionConfigurations")
            .renaming("Function", "LambdaFunctionArn")
            .renaming("Queue", "QueueArn")
            .renaming("Topic", "TopicArn")
            .renaming("S3Key", "Key")
            .renaming("Rules", "FilterRules");

    private BucketExtras() {}

    /** The address of a website; the older Regions have a dash where the newer have a dot. */
    static String website(String bucket, String region) {
        boolean dash = Set.of(
                        "us-east-1", "us-west-1", "us-west-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1",
                        "eu-west-1", "sa-east-1")
                .contains(region);
        return "http://" + bucket + ".s3-website" + (dash ? "-" : ".") + region + ".amazonaws.com";
    }

    static void apply(S3Client s3, Wanted wanted, String id, @Nullable ObjectNode before) {
        acl(s3, wanted, id, before);
        Setting.part(wanted, before, "LoggingConfiguration", json -> s3.putBucketLogging(r -> r.bucket(id)
                        .bucketLoggingStatus(status -> status.loggingEnabled(logging(wanted, id, json)))),
                () -> s3.putBucketLogging(r -> r.bucket(id).bucketLoggingStatus(status -> {})));
        Setting.part(wanted, before, "WebsiteConfiguration", json -> s3.putBucketWebsite(r -> r.bucket(id)
                        .websiteConfiguration(
                                WEBSITE.request(wanted.type(), site(json), WebsiteConfiguration.builder()))),
                () -> s3.deleteBucketWebsite(r -> r.bucket(id)));
        Setting.part(wanted, before, "NotificationConfiguration", json -> s3.putBucketNotificationConfiguration(
                        r -> r.bucket(id).notificationConfiguration(NOTIFICATION.request(
                                wanted.type(), notification(json), NotificationConfiguration.builder()))),
                () -> s3.putBucketNotificationConfiguration(
                        r -> r.bucket(id).notificationConfiguration(none -> {})));
    }

    /** {@code PublicRead} is {@code public-read}; a bucket that has no ACLs is private already. */
    private static void acl(S3Client s3, Wanted wanted, String id, @Nullable ObjectNode before) {
        String now = wanted.text("AccessControl");
        String old = before == null ? "" : before.path("AccessControl").asText("");
        if (now.equals(old) || (now + old).isEmpty()) {
            return;
        }
        String canned =
                now.isEmpty() ? "private" : now.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        if (!canned.equals("private") || wanted.properties().has("OwnershipControls")) {
            s3.putBucketAcl(r -> r.bucket(id).acl(canned));
        }
    }

    private static LoggingEnabled logging(Wanted wanted, String id, ObjectNode json) {
        ObjectNode whole = json.deepCopy();
        if (!whole.has("DestinationBucketName")) {
            whole.put("DestinationBucketName", id);
        }
        if (!whole.has("LogFilePrefix")) {
            whole.put("LogFilePrefix", "");
        }
        return LOGGING.request(wanted.type(), whole, LoggingEnabled.builder());
    }

    private static ObjectNode site(ObjectNode json) {
        ObjectNode nested = json.deepCopy();
        JsonNode index = nested.path("IndexDocument");
        if (!index.isMissingNode()) {
            nested.putObject("IndexDocument").set("Suffix", index);
        }
        JsonNode error = nested.path("ErrorDocument");
        if (!error.isMissingNode()) {
            nested.putObject("ErrorDocument").set("Key", error);
        }
        return nested;
    }

    /** A template has one event for each entry, the API a list of them. */
    private static ObjectNode notification(ObjectNode json) {
        ObjectNode nested = json.deepCopy();
        LISTS.forEach(list -> nested.path(list).forEach(item -> {
            ObjectNode entry = (ObjectNode) item;
            ArrayNode events = JsonNodeFactory.instance.arrayNode();
            events.add(entry.path("Event"));
            entry.remove("Event");
            entry.set("Events", events);
        }));
        JsonNode bridge = nested.remove("EventBridgeConfiguration");
        if (bridge != null && bridge.path("EventBridgeEnabled").asBoolean(true)) {
            nested.putObject("EventBridgeConfiguration");
        }
        return nested;
    }
}
