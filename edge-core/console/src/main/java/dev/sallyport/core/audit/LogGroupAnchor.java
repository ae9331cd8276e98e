package dev.sallyport.core.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
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
    public Optional<Kept> last() {
        return AwsErrors.translating(() -> {
            try {
                return logs
                        .getLogEvents(r -> r.logGroupName(group).logStreamName(stream).startFromHead(false).limit(1))
                        .events()
                        .stream()
                        .map(OutputLogEvent::message)
                        .map(this::read)
                        .reduce((earlier, later) -> later);
            } catch (ResourceNotFoundException none) {
                return Optional.empty();
            }
        });
    }

    private Kept read(String message) {
        try {
            return Json.MAPPER.readValue(message, Kept.class);
        } catch (JsonProcessingException e) {
            throw unreadable(place() + ", stream " + stream).causedBy(e);
        }
    }

    static SallyportException unreadable(String place) {
        return SallyportException.badInput(
                "SP-ANCHOR",
                "The last event in " + place + " is not a head of a ledger.",
                "Name the place that sallyport audit anchor was given.");
    }

    @Override
    public void keep(Kept end) {
        InputLogEvent event = InputLogEvent.builder()
                .timestamp(clock.millis())
                .message(Json.MAPPER.valueToTree(end).toString())
                .build();
        AwsErrors.translating(() -> {
            try {
                logs.createLogStream(r -> r.logGroupName(group).logStreamName(stream));
            } catch (ResourceAlreadyExistsException there) {
                // As it is after the first time.
            }
            return logs.putLogEvents(r -> r.logGroupName(group).logStreamName(stream).logEvents(event));
        });
    }
}
