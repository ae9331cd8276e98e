package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.Target;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.template.ParameterDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetSummary;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDetail;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** What is kept, in the shapes of CloudFormation's answers. NoEcho values are masked as AWS masks them. */
final class Answers {
    private static final String MASK = "****";

    /** Shorter values are not sought inside of properties: they would mask what is no secret. */
    private static final int SHORTEST_SOUGHT = 4;

    private Answers() {}

    static Stack stack(StoredStack stack, UnaryOperator<String> outputs) {
        return Stack.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .changeSetId(stack.changeSetId())
                .description(blankToNull(stack.target().description()))
                .parameters(parameters(stack.target()))
                .creationTime(stack.created())
                .lastUpdatedTime(stack.updated())
                .deletionTime(stack.deleted())
                .stackStatus(stack.status())
                .stackStatusReason(stack.reason())
                .disableRollback(stack.operation().onFailure().equals("DO_NOTHING") && !stack.status().startsWith("DELETE"))
                .notificationARNs(stack.target().notificationArns())
                .capabilitiesWithStrings(stack.target().capabilities())
                .outputs(stack.outputs().entrySet().stream()
                        .map(entry -> Output.builder()
                                .outputKey(entry.getKey())
                                .outputValue(outputs.apply(entry.getValue().value()))
                                .description(blankToNull(entry.getValue().description()))
                                .exportName(entry.getValue().export())
                                .build())
                        .toList())
                .roleARN(stack.target().roleArn())
                .tags(tags(stack.target().tags()))
                .enableTerminationProtection(stack.terminationProtected())
                .rollbackConfiguration(r -> {})
                .driftInformation(d -> d.stackDriftStatus("NOT_CHECKED"))
                .build();
    }

    static @Nullable String blankToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    static List<Parameter> parameters(Target target) {
        return target.parameters().entrySet().stream()
                .map(entry -> Parameter.builder()
                        .parameterKey(entry.getKey())
                        .parameterValue(target.noEcho().contains(entry.getKey()) ? MASK : entry.getValue())
                        .resolvedValue(target.noEcho().contains(entry.getKey()) ? null : target.resolved().get(entry.getKey()))
                        .build())
                .toList();
    }

    static StackSummary summary(StoredStack stack) {
        return StackSummary.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .templateDescription(blankToNull(stack.target().description()))
                .creationTime(stack.created())
                .lastUpdatedTime(stack.updated())
                .deletionTime(stack.deleted())
                .stackStatus(stack.status())
                .stackStatusReason(stack.reason())
                .driftInformation(d -> d.stackDriftStatus("NOT_CHECKED"))
                .build();
    }

    /** {@code resources} are those of the stack; what their functions told in confidence is masked. */
    static List<StackEvent> events(StoredStack stack, List<StoredResource> resources, List<StoredEvent> newestFirst) {
        Target target = stack.target();
        Stream<String> given = target.noEcho().stream().map(name -> target.values().getOrDefault(name, ""));
        Stream<String> told = resources.stream()
                .filter(resource -> resource.attributes().has(ResourceTypes.NO_ECHO))
                .flatMap(resource -> resource.attributes().properties().stream())
                .filter(attribute -> !attribute.getKey().equals(ResourceTypes.NO_ECHO))
                .map(attribute -> attribute.getValue().asText());
        List<String> secrets = Stream.concat(given, told)
                .filter(value -> value.length() >= SHORTEST_SOUGHT)
                .toList();
        return newestFirst.stream()
                .map(event -> StackEvent.builder()
                        .stackId(stack.id())
                        .stackName(stack.name())
                        .eventId(event.id())
                        .logicalResourceId(event.logicalId())
                        .physicalResourceId(event.physicalId())
                        .resourceType(event.type())
                        .timestamp(event.at())
                        .resourceStatus(event.status())
                        .resourceStatusReason(event.reason())
                        .resourceProperties(
                                event.properties() == null ? null : masked(event.properties(), secrets).toString())
                        .clientRequestToken(event.clientToken())
                        .build())
                .toList();
    }

    private static JsonNode masked(JsonNode node, List<String> secrets) {
        if (node.isTextual()) {
            String text = node.textValue();
            for (String secret : secrets) {
                text = text.replace(secret, MASK);
            }
            return JsonNodeFactory.instance.textNode(text);
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(masked(item, secrets)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties().stream()
                    .filter(entry -> !entry.getKey().equals("Tags"))
                    .forEach(entry -> object.set(entry.getKey(), masked(entry.getValue(), secrets)));
            return object;
        }
        return node;
    }

    static StackResource resource(StoredStack stack, StoredResource resource) {
        return StackResource.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .logicalResourceId(resource.logicalId())
                .physicalResourceId(blankToNull(resource.physicalId()))
                .resourceType(resource.type())
                .timestamp(resource.at())
                .resourceStatus(resource.status())
                .resourceStatusReason(resource.reason())
                .driftInformation(d -> d.stackResourceDriftStatus("NOT_CHECKED"))
                .build();
    }

    static StackResourceDetail detail(StoredStack stack, StoredResource resource) {
        Template template = Template.parse(stack.target().template());
        var declaration = template.resources().get(resource.logicalId());
        return StackResourceDetail.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .logicalResourceId(resource.logicalId())
                .physicalResourceId(blankToNull(resource.physicalId()))
                .resourceType(resource.type())
                .lastUpdatedTimestamp(resource.at())
                .resourceStatus(resource.status())
                .resourceStatusReason(resource.reason())
                .metadata(declaration == null ? null : declaration.metadata().toString())
                .driftInformation(d -> d.stackResourceDriftStatus("NOT_CHECKED"))
                .build();
    }

    static StackResourceSummary summary(StoredResource resource) {
        return StackResourceSummary.builder()
                .logicalResourceId(resource.logicalId())
                .physicalResourceId(blankToNull(resource.physicalId()))
                .resourceType(resource.type())
                .lastUpdatedTimestamp(resource.at())
                .resourceStatus(resource.status())
                .resourceStatusReason(resource.reason())
                .driftInformation(d -> d.stackResourceDriftStatus("NOT_CHECKED"))
                .build();
    }

    static ChangeSetSummary summary(StoredStack stack, StoredChangeSet changeSet) {
        return ChangeSetSummary.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .changeSetId(changeSet.id())
                .changeSetName(changeSet.name())
                .executionStatus(changeSet.executionStatus())
                .status(changeSet.status())
                .statusReason(changeSet.reason())
                .creationTime(changeSet.created())
                .description(blankToNull(changeSet.description()))
                .build();
    }

    static DescribeChangeSetResponse changeSet(
            StoredStack stack, StoredChangeSet changeSet, @Nullable String token, boolean values) {
        var page = Pages.of(changeSet.changes(), token);
        var shown = values ? page.items() : page.items().stream().map(Answers::withoutValues).toList();
        return DescribeChangeSetResponse.builder()
                .changeSetName(changeSet.name())
                .changeSetId(changeSet.id())
                .stackId(stack.id())
                .stackName(stack.name())
                .description(blankToNull(changeSet.description()))
                .parameters(parameters(changeSet.target()))
                .creationTime(changeSet.created())
                .executionStatus(changeSet.executionStatus())
                .status(changeSet.status())
                .statusReason(changeSet.reason())
                .notificationARNs(changeSet.target().notificationArns())
                .rollbackConfiguration(r -> {})
                .capabilitiesWithStrings(changeSet.target().capabilities())
                .tags(tags(changeSet.target().tags()))
                .changes(shown)
                .nextToken(page.next())
                .includeNestedStacks(false)
                .onStackFailure(changeSet.onStackFailure())
                .build();
    }

    /** AWS shows values only when they are asked for; NoEcho ones can be among them, so the sandbox does the same. */
    private static Change withoutValues(Change change) {
        return change.toBuilder()
                .resourceChange(change.resourceChange().toBuilder().details(change.resourceChange().details().stream()
                        .map(detail -> detail.toBuilder()
                                .target(t -> t.attribute(detail.target().attribute())
                                        .name(detail.target().name())
                                        .requiresRecreation(detail.target().requiresRecreation()))
                                .build())
                        .toList())
                        .beforeContext(null)
                        .afterContext(null)
                        .build())
                .build();
    }

    static software.amazon.awssdk.services.cloudformation.model.ParameterDeclaration parameter(ParameterDeclaration one) {
        return software.amazon.awssdk.services.cloudformation.model.ParameterDeclaration.builder()
                .parameterKey(one.name())
                .parameterType(one.type())
                .defaultValue(one.defaultValue())
                .noEcho(one.noEcho())
                .description(blankToNull(one.description()))
                .parameterConstraints(c -> c.allowedValues(one.allowedValues()))
                .build();
    }
}
