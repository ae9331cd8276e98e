package dev.sallyport.core.log;

import java.time.Instant;

/**
 * One event of a CloudWatch Logs group.
 *
 * @param timestamp when it happened, as the writer said
 * @param region where the group is, such as {@code eu-central-1}
 * @param group name of the log group
 * @param stream name of the log stream
 * @param message as written
 */
public record LogEvent(Instant timestamp, String region, String group, String stream, String message) {
    /** The Lambda function that writes to the group; empty for a group of another name. */
    public String function() {
        String name = group.startsWith("/aws/lambda/") ? group.substring("/aws/lambda/".length()) : "";
        return name.replaceFirst("^[a-z]{2}(-[a-z]+)+-\\d\\.", "");
    }
}
