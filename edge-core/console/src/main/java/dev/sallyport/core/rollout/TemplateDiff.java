package dev.sallyport.core.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ResourceAttribute;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;
import software.amazon.awssdk.services.cloudformation.model.ResourceTargetDefinition;

/**
 * What two templates make differently, in the words of a change set, for a session that may not make one. What follows
 * from the replacement of another resource, and what is replaced at all, only CloudFormation tells.
 */
final class TemplateDiff {
    /** Beside the changes, in the notes of the plan. */
    static final String NOTE = "Read from both templates. A change set would also tell what is replaced, and what changes"
            + " only because another resource does; a read-only session makes none.";

    private TemplateDiff() {}

    /**
     * The changes from one to the other.
     *
     * @param before what stands, by name, with its type and properties
     * @param after what would stand
     * @param physical what the resources are called in AWS
     */
    static List<ResourceChange> between(
            SortedMap<String, JsonNode> before, SortedMap<String, JsonNode> after, Map<String, String> physical) {
        List<ResourceChange> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            JsonNode was = before.getOrDefault(name, MissingNode.getInstance());
            JsonNode is = after.getOrDefault(name, MissingNode.getInstance());
            if (!was.equals(is)) {
                changes.add(change(name, was, is, physical.getOrDefault(name, "")));
            }
        }
        return changes;
    }

    private static ResourceChange change(String name, JsonNode was, JsonNode is, String physical) {
        ResourceChange.Builder change = ResourceChange.builder()
                .logicalResourceId(name)
                .resourceType((is.isMissingNode() ? was : is).path("Type").asText())
                .physicalResourceId(physical.isEmpty() ? null : physical);
        if (was.isMissingNode()) {
            return change.action(ChangeAction.ADD).afterContext(is.toString()).build();
        }
        if (is.isMissingNode()) {
            return change.action(ChangeAction.REMOVE).beforeContext(was.toString()).build();
        }
        return change.action(ChangeAction.MODIFY)
                .beforeContext(was.toString())
                .afterContext(is.toString())
                .details(details(was.path("Properties"), is.path("Properties")))
                .build();
    }

    private static List<ResourceChangeDetail> details(JsonNode was, JsonNode is) {
        TreeSet<String> properties = new TreeSet<>();
        was.fieldNames().forEachRemaining(properties::add);
        is.fieldNames().forEachRemaining(properties::add);
        return properties.stream()
                .filter(property -> !was.path(property).equals(is.path(property)))
                .map(property -> ResourceChangeDetail.builder()
                        .target(ResourceTargetDefinition.builder()
                                .attribute(ResourceAttribute.PROPERTIES)
                                .name(property)
                                .path("/Properties/" + property)
                                .build())
                        .build())
                .toList();
    }
}
