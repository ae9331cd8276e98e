package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/**
 * AWS::CloudFormation::Stack: a stack that is a resource of another one. It may do what its parent was allowed to.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html">Embed stacks
 *     within other stacks using nested stacks</a>
 */
record NestedStacks(CloudFormationClient formation, Shelf<String> parents, BooleanSupplier closing)
        implements ResourceHandler {
    static final String TYPE = "AWS::CloudFormation::Stack";

    private static final int LONGEST_NAME = 128;

    @Override
    public boolean createsAlone() {
        return false;
    }

    private Optional<Stack> find(String nameOrId) {
        try {
            return formation.describeStacks(r -> r.stackName(nameOrId)).stacks().stream().findFirst();
        } catch (CloudFormationException e) {
            if (String.valueOf(e.getMessage()).contains("does not exist")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Stack require(String id) {
        return find(id).orElseThrow(() -> new ResourceException("Stack " + id + " does not exist"));
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        return find(wanted.name("StackName", LONGEST_NAME)).map(Stack::stackId).map(Set::of).orElse(Set.of());
    }

    @Override
    public String create(Wanted wanted) {
        JsonNode minutes = wanted.properties().path("TimeoutInMinutes");
        String id = formation.createStack(r -> r.stackName(wanted.name("StackName", LONGEST_NAME))
                        .templateURL(wanted.text("TemplateURL"))
                        .parameters(parameters(wanted.properties()))
                        .tags(tags(wanted.properties()))
                        .notificationARNs(topics(wanted.properties()))
                        .timeoutInMinutes(minutes.isMissingNode() ? null : minutes.asInt())
                        .capabilitiesWithStrings(capabilities(wanted)))
                .stackId();
        parents.put(id, wanted.stackId());
        return id;
    }

    private List<String> capabilities(Wanted wanted) {
        return find(wanted.stackId()).map(Stack::capabilitiesAsStrings).orElse(List.of());
    }

    /** A list is one text with commas, as in every call that sets parameters. */
    private static List<Parameter> parameters(ObjectNode properties) {
        List<Parameter> parameters = new ArrayList<>();
        properties.path("Parameters").properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            String text = value.isArray()
                    ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                    : value.asText();
            parameters.add(Parameter.builder().parameterKey(entry.getKey()).parameterValue(text).build());
        });
        return parameters;
    }

    /** AWS's own tags of the parent are not the nested stack's: it sets its own. */
    private static List<Tag> tags(ObjectNode properties) {
        return TagChange.tags(properties).entrySet().stream()
                .filter(tag -> !tag.getKey().startsWith("aws:"))
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static List<String> topics(ObjectNode properties) {
        return properties.path("NotificationARNs").valueStream().map(JsonNode::asText).toList();
    }

    @Override
    public boolean settled(String id, ObjectNode properties) {
        Stack stack = require(id);
        return switch (stack.stackStatusAsString()) {
            case "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE" -> true;
            case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_COMPLETE" -> throw new ResourceException(
                    "Embedded stack " + id + " was not successfully created: " + why(stack));
            case "UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED" -> throw new ResourceException(
                    "Embedded stack " + id + " is in " + stack.stackStatusAsString() + ": " + why(stack));
            default -> false;
        };
    }

    /** Why it failed: told by the first event of the stack itself that has a reason of its own. */
    private String why(Stack stack) {
        return formation.describeStackEventsPaginator(r -> r.stackName(stack.stackId())).stackEvents().stream()
                .filter(event -> stack.stackId().equals(event.physicalResourceId()))
                .filter(event -> event.resourceStatusReason() != null)
                .filter(event -> !event.resourceStatusReason().equals("User Initiated"))
                .map(event -> event.resourceStatusReason())
                .findFirst()
                .orElse(String.valueOf(stack.stackStatusReason()));
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        // Said again, for a creation that was cut short between the two.
        parents.put(id, wanted.stackId());
        if (before != null) {
            change(wanted, id);
        }
    }

    @Override
    public String update(Wanted wanted, String id, ObjectNode before) {
        if (change(wanted, id)) {
            Stack stack = require(id);
            if (!stack.stackStatusAsString().equals("UPDATE_COMPLETE")) {
                throw new ResourceException("Embedded stack " + id + " was not successfully updated. Currently in "
                        + stack.stackStatusAsString() + " with reason: " + why(stack));
            }
        }
        return id;
    }

    /** Updates the nested stack and waits for the end; whether there was anything to change. */
    private boolean change(Wanted wanted, String id) {
        awaitEnd(id);
        try {
            formation.updateStack(r -> r.stackName(id)
                    .templateURL(wanted.text("TemplateURL"))
                    .parameters(parameters(wanted.properties()))
                    .tags(tags(wanted.properties()))
                    .notificationARNs(topics(wanted.properties()))
                    .capabilitiesWithStrings(capabilities(wanted)));
        } catch (CloudFormationException e) {
            if (String.valueOf(e.getMessage()).contains("No updates are to be performed")) {
                return false;
            }
            throw e;
        }
        awaitEnd(id);
        return true;
    }

    private void awaitEnd(String id) {
        Pace pace = Pace.between(Duration.ofMillis(5), Duration.ofMillis(250));
        try {
            while (find(id).filter(stack -> stack.stackStatusAsString().endsWith("_IN_PROGRESS")).isPresent()) {
                if (closing.getAsBoolean()) {
                    throw new CancellationException("the sandbox is closing");
                }
                pace.rest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the sandbox is closing");
        }
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode().put("StackId", id);
        require(id).outputs().forEach(output -> attributes.put("Outputs." + output.outputKey(), output.outputValue()));
        return attributes;
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        awaitEnd(id);
        formation.deleteStack(r -> r.stackName(id));
        awaitEnd(id);
        Optional<Stack> left = find(id).filter(stack -> !stack.stackStatusAsString().equals("DELETE_COMPLETE"));
        if (left.isPresent()) {
            throw new ResourceException("Embedded stack " + id + " was not successfully deleted: " + why(left.get()));
        }
        return true;
    }
}
