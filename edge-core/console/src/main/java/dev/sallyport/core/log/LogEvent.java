package dev.sallyport.core.log;

import dev.sallyport.core.masking.Masking;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

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

    /** The same, its message masked by the log that it is of. */
    public LogEvent masked(Masking masking) {
        return masking.isOn()
                ? new LogEvent(timestamp, region, group, stream, MaskedColumns.message(masking, message))
                : this;
    }

    /**
     * The event ready to be written as JSON: {@code timestamp} (ISO 8601, UTC, milliseconds), {@code region}, {@code
     * group}, {@code stream}, {@code message}, and {@code record} where the message is a JSON object.
     */
    public Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("timestamp", SqlValues.MILLIS.format(timestamp.atOffset(ZoneOffset.UTC)));
        row.put("region", region);
        row.put("group", group);
        row.put("stream", stream);
        row.put("message", message);
        LineKinds.json(message.strip()).ifPresent(json -> row.put("record", json));
        return row;
    }
}
