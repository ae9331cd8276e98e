package dev.sallyport.core.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * A stream of a log group that stands. Events cannot be changed there; who must not be able to remove them is denied
 * {@code logs:DeleteLogStream} and {@code logs:DeleteLogGroup}.
 */
record LogGroupAnchor(CloudWatchLogsClient logs, String group, String stream, Clock clock) implements Anchor {
    @Override
    public String place() {
        return "the log group " + group;
    }

    @Override
    public List<Kept> all() {
        return AwsErrors.translating(() -> {
            List<Kept> all = new ArrayList<>();
            @Nullable String token = null;
            try {
                while (true) {
                    @Nullable String from = token;
                    var page = logs.getLogEvents(r -> r.logGroupName(group)
                            .logStreamName(stream)
                            .startFromHead(true)
                            .nextToken(from));
                    page.events().stream().map(OutputLogEvent::message).flatMap(text -> read(text).stream()).forEach(all::add);
                    // A page may be empty before the end; at the end the token stays what it was.
                    if (page.nextForwardToken() == null || page.nextForwardToken().equals(token)) {
                        return all;
                    }
                    token = page.nextForwardToken();
                }
            } catch (ResourceNotFoundException none) {
                return List.of();
            }
        });
    }

    /** Nothing for what is no head: whoever may write here may write anything, and takes nothing away by it. */
    private static Optional<Kept> read(String message) {
        try {
            return Optional.ofNullable(Json.MAPPER.readValue(message, Kept.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    @Override
    public void keep(Kept end) {
        InputLogEvent event = InputLogEvent.builder()
                .timestamp(clock.millis())
                .message(Json.MAPPER.valueToTree(end).toString())
                .build();
        PutLogEventsResponse put = AwsErrors.translating(() -> {
            try {
                logs.createLogStream(r -> r.logGroupName(group).logStreamName(stream));
            } catch (ResourceAlreadyExistsException there) {
                // As it is after the first time.
            }
            return logs.putLogEvents(r -> r.logGroupName(group).logStreamName(stream).logEvents(event));
        });
        if (put.rejectedLogEventsInfo() != null) {
            throw SallyportException.unavailable(
                    "SP-ANCHOR",
                    "CloudWatch Logs did not take the head into " + place() + ": its time is too far from AWS's.",
                    "Set this machine's clock, then try again.");
        }
    }

    @Override
    public String removable() {
        return "Who may call logs:DeleteLogStream or logs:DeleteLogGroup there can remove it; the group's retention removes it too.";
    }
}
