package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AWS::CloudFormation::WaitCondition: stands once its handle got as many signals of success as it asks for, fails with the
 * first of failure or when its time is over.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-waitcondition.html">
 *     AWS::CloudFormation::WaitCondition</a>
 */
final class WaitConditions implements ResourceHandler {
    /** The most seconds of {@code Timeout}: 12 hours. */
    private static final int LONGEST = 43_200;

    private final WaitHandles handles;
    private final Shelf<String> deadlines;

    WaitConditions(WaitHandles handles, SandboxState state) {
        this.handles = handles;
        this.deadlines = state.shelf("cloudformation/wait-deadlines", String.class);
    }

    @Override
    public boolean createsAlone() {
        return false;
    }

    /** The id follows from the stack, so that a creation that was cut short goes on with its own deadline. */
    private static String id(Wanted wanted) {
        return wanted.stackId() + "/" + wanted.logicalId() + "/" + wanted.suffix();
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        return deadlines.has(id(wanted)) ? Set.of(id(wanted)) : Set.of();
    }

    @Override
    public String create(Wanted wanted) {
        if (wanted.properties().has("Handle")) {
            if (handles.received(wanted.text("Handle")).isEmpty()) {
                throw new ResourceException("Handle must be a reference to an " + WaitHandles.TYPE + ".");
            }
        } else {
            handles.open(signalled(wanted.stackId(), wanted.logicalId()));
        }
        long seconds = seconds(wanted);
        if (seconds < 0 || seconds > LONGEST) {
            throw new ResourceException("Timeout must be a number of seconds from 0 to " + LONGEST + ".");
        }
        deadlines.put(id(wanted), Instant.now().plusSeconds(seconds).toString());
        return id(wanted);
    }

    /** Where the signals of SignalResource to a condition without a handle are kept. */
    static String signalled(String stackId, String logicalId) {
        return stackId + '/' + logicalId;
    }

    /** A property's number of seconds, or the ISO 8601 duration of a creation policy, which is five minutes by default. */
    private static long seconds(Wanted wanted) {
        String text = wanted.text("Timeout");
        if (text.isEmpty() && !wanted.properties().has("Handle")) {
            return Duration.ofMinutes(5).toSeconds();
        }
        try {
            return text.startsWith("P") ? Duration.parse(text).toSeconds() : Long.parseLong(text);
        } catch (DateTimeParseException | NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public boolean settled(String id, ObjectNode properties) {
        int successes = 0;
        for (var signal : received(id, properties).properties()) {
            if (signal.getValue().path("Status").asText().equals("FAILURE")) {
                throw new ResourceException("WaitCondition received failed message: '"
                        + signal.getValue().path("Reason").asText() + "' for uniqueId: " + signal.getKey());
            }
            successes++;
        }
        int wanted = properties.path("Count").asInt(1);
        if (successes >= wanted) {
            return true;
        }
        if (Instant.now().isAfter(deadlines.get(id).map(Instant::parse).orElse(Instant.MIN))) {
            throw new ResourceException("WaitCondition timed out. Received " + successes + " conditions when expecting "
                    + wanted);
        }
        return false;
    }

    private JsonNode received(String id, ObjectNode properties) {
        return (properties.has("Handle")
                        ? handles.received(properties.path("Handle").asText())
                        : handles.signals(id.substring(0, id.lastIndexOf('/'))))
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        if (before != null && !before.equals(wanted.properties())) {
            throw new ResourceException("Update to resource type AWS::CloudFormation::WaitCondition is not supported.");
        }
    }

    /** {@code Data} is a JSON text: what each signal brought, by its unique id. */
    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        received(id, properties).properties().forEach(signal ->
                data.put(signal.getKey(), signal.getValue().path("Data").asText("")));
        return JsonNodeFactory.instance.objectNode().put("Id", id).put("Data", data.toString());
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        deadlines.remove(id);
        handles.forget(id.substring(0, id.lastIndexOf('/')));
        return true;
    }
}
