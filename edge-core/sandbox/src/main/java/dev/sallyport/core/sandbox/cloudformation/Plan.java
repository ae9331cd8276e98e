package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.Target;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.resource.TypeSchema;
import dev.sallyport.core.sandbox.cloudformation.template.DependencyOrder;
import dev.sallyport.core.sandbox.cloudformation.template.Parameters;
import dev.sallyport.core.sandbox.cloudformation.template.References;
import dev.sallyport.core.sandbox.cloudformation.template.Resolver;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import dev.sallyport.core.sandbox.cloudformation.template.Template.ResourceDeclaration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ChangeSource;
import software.amazon.awssdk.services.cloudformation.model.ChangeType;
import software.amazon.awssdk.services.cloudformation.model.EvaluationType;
import software.amazon.awssdk.services.cloudformation.model.PolicyAction;
import software.amazon.awssdk.services.cloudformation.model.Replacement;
import software.amazon.awssdk.services.cloudformation.model.RequiresRecreation;
import software.amazon.awssdk.services.cloudformation.model.ResourceAttribute;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;

/**
 * What an operation would do, resource by resource, without doing it. Source: AWS page "ResourceChange". As on AWS, an
 * attribute of a resource that is itself modified counts as possibly changed (evaluation {@code Dynamic}); the operation
 * itself then compares the true values.
 */
final class Plan implements Resolver.Lookup {
    private static final String LATER = "{{changeSet:KNOWN_AFTER_APPLY}}";

    private final StackStore store;
    private final StoredStack stack;
    private final Target target;
    private final ResourceTypes types;
    private final Desired desired;
    private final StoredValues standing;
    private final Map<String, ResourceChange> changes = new LinkedHashMap<>();

    /** A plan for {@code stack}, whose resources may be none, to become {@code target}. */
    Plan(StackStore store, ResourceTypes types, StoredStack stack, Target target) {
        this.store = store;
        this.stack = stack;
        this.target = target;
        this.types = types;
        this.standing = new StoredValues(store, stack);
        this.desired = new Desired(Template.parse(target.template()), target, stack.scope(), types, this);
    }

    /**
     * The changes in the order in which they would be made, removals last.
     *
     * @throws dev.sallyport.core.sandbox.cloudformation.template.TemplateException when the target cannot be deployed
     */
    List<Change> changes() {
        desired.check();
        Parameters.checkRules(desired.template(), desired.resolver());
        Map<String, ResourceDeclaration> old = stack.target().template().isEmpty()
                ? Map.of()
                : Template.parse(stack.target().template()).resources();
        for (String id : DependencyOrder.of(desired.needs())) {
            ResourceDeclaration declaration = Objects.requireNonNull(desired.resources().get(id));
            StoredResource now =
                    store.resource(stack, id).filter(StoredResource::made).orElse(null);
            ResourceChange change = change(declaration, now, old.get(id));
            if (change != null) {
                changes.put(id, change);
            }
        }
        for (StoredResource resource : store.resources(stack)) {
            if (resource.made() && !desired.resources().containsKey(resource.logicalId())) {
                changes.put(
                        resource.logicalId(),
                        ResourceChange.builder()
                                .action(ChangeAction.REMOVE)
                                .logicalResourceId(resource.logicalId())
                                .physicalResourceId(resource.physicalId())
                                .resourceType(resource.type())
                                .policyAction(
                                        resource.deletionPolicy().startsWith("Retain")
                                                ? PolicyAction.RETAIN
                                                : PolicyAction.DELETE)
                                .scope(List.of())
                                .details(List.of())
                                .beforeContext(context(resource.properties()))
                                .build());
            }
        }
        return changes.values().stream()
                .map(change -> Change.builder().type(ChangeType.RESOURCE).resourceChange(change).build())
                .toList();
    }

    /** Whether the outputs would differ even if no resource does. */
    boolean changesOutputs() {
        Map<String, String> now = new LinkedHashMap<>();
        stack.outputs().forEach((name, output) -> now.put(name, output.value() + "\n" + output.description() + "\n" + output.export()));
        Map<String, String> then = new LinkedHashMap<>();
        desired.outputs().forEach((name, value) -> {
            var declaration = Objects.requireNonNull(desired.template().outputs().get(name));
            then.put(name, value.asText() + "\n" + declaration.description() + "\n" + desired.export(declaration));
        });
        return !now.equals(then);
    }

    private @Nullable ResourceChange change(
            ResourceDeclaration declaration, @Nullable StoredResource now, @Nullable ResourceDeclaration old) {
        String id = declaration.logicalId();
        ObjectNode wanted = desired.properties(id);
        if (now == null) {
            return ResourceChange.builder()
                    .action(ChangeAction.ADD)
                    .logicalResourceId(id)
                    .resourceType(declaration.type())
                    .scope(List.of())
                    .details(List.of())
                    .afterContext(context(wanted))
                    .build();
        }
        List<ResourceChangeDetail> details = new ArrayList<>();
        for (String property : changed(now.properties(), wanted)) {
            details.addAll(details(declaration, property, now.properties().path(property), wanted.path(property)));
        }
        if (old != null) {
            plain(details, ResourceAttribute.METADATA, !old.metadata().equals(declaration.metadata()));
            plain(details, ResourceAttribute.DELETION_POLICY, !old.deletionPolicy().equals(declaration.deletionPolicy()));
            plain(
                    details,
                    ResourceAttribute.UPDATE_REPLACE_POLICY,
                    !old.updateReplacePolicy().equals(declaration.updateReplacePolicy()));
        }
        boolean otherType = !now.type().equals(declaration.type());
        if (details.isEmpty() && !otherType) {
            return null;
        }
        Set<ResourceAttribute> scope = new LinkedHashSet<>();
        details.forEach(detail -> scope.add(detail.target().attribute()));
        Replacement replacement = otherType ? Replacement.TRUE : replacement(details);
        ResourceChange.Builder change = ResourceChange.builder()
                .action(ChangeAction.MODIFY)
                .logicalResourceId(id)
                .physicalResourceId(now.physicalId())
                .resourceType(declaration.type())
                .replacement(replacement)
                .scope(scope)
                .details(details)
                .beforeContext(context(now.properties()))
                .afterContext(context(wanted));
        if (replacement != Replacement.FALSE) {
            boolean retains = declaration.updateReplacePolicy().equals("Retain");
            change.policyAction(retains ? PolicyAction.REPLACE_AND_RETAIN : PolicyAction.REPLACE_AND_DELETE);
        }
        return change.build();
    }

    private static void plain(List<ResourceChangeDetail> details, ResourceAttribute attribute, boolean differs) {
        if (differs) {
            details.add(ResourceChangeDetail.builder()
                    .target(t -> t.attribute(attribute).requiresRecreation(RequiresRecreation.NEVER))
                    .evaluation(EvaluationType.STATIC)
                    .changeSource(ChangeSource.DIRECT_MODIFICATION)
                    .build());
        }
    }

    private static Set<String> changed(ObjectNode before, ObjectNode after) {
        Set<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> before.path(name).equals(after.path(name)));
        return names;
    }

    private static Replacement replacement(List<ResourceChangeDetail> details) {
        Replacement most = Replacement.FALSE;
        for (ResourceChangeDetail detail : details) {
            RequiresRecreation needs = detail.target().requiresRecreation();
            if (needs == RequiresRecreation.ALWAYS && detail.evaluation() == EvaluationType.STATIC) {
                return Replacement.TRUE;
            }
            if (needs == RequiresRecreation.ALWAYS || needs == RequiresRecreation.CONDITIONALLY) {
                most = Replacement.CONDITIONAL;
            }
        }
        return most;
    }

    private List<ResourceChangeDetail> details(
            ResourceDeclaration declaration, String property, JsonNode before, JsonNode after) {
        RequiresRecreation recreation = recreation(declaration.type(), property);
        boolean dynamic = holdsUnknown(after);
        List<ResourceChangeDetail> details = new ArrayList<>();
        References references =
                References.taken(declaration.properties().path(property), desired.resolver()::condition);
        for (String name : references.refs()) {
            if (desired.template().parameters().containsKey(name)) {
                if (!Objects.equals(stack.target().values().get(name), target.values().get(name))) {
                    details.add(detail(property, recreation, false, ChangeSource.PARAMETER_REFERENCE, name, before, after));
                }
            } else if (replaced(name)) {
                details.add(detail(property, recreation, true, ChangeSource.RESOURCE_REFERENCE, name, before, after));
            }
        }
        for (References.Attribute attribute : references.attributes()) {
            if (changes.containsKey(attribute.logicalId())) {
                String cause = attribute.logicalId() + "." + attribute.name();
                details.add(detail(property, recreation, true, ChangeSource.RESOURCE_ATTRIBUTE, cause, before, after));
            }
        }
        if (details.isEmpty()) {
            details.add(detail(property, recreation, dynamic, ChangeSource.DIRECT_MODIFICATION, null, before, after));
        }
        return details;
    }

    private RequiresRecreation recreation(String type, String property) {
        TypeSchema schema = types.schema(type).orElseThrow();
        if (schema.createOnly().contains(property)) {
            return RequiresRecreation.ALWAYS;
        }
        return schema.conditionallyCreateOnly().contains(property)
                ? RequiresRecreation.CONDITIONALLY
                : RequiresRecreation.NEVER;
    }

    private static ResourceChangeDetail detail(
            String property,
            RequiresRecreation recreation,
            boolean dynamic,
            ChangeSource source,
            @Nullable String cause,
            JsonNode before,
            JsonNode after) {
        ResourceAttribute attribute = property.equals("Tags") ? ResourceAttribute.TAGS : ResourceAttribute.PROPERTIES;
        boolean sure = !dynamic || recreation == RequiresRecreation.NEVER;
        return ResourceChangeDetail.builder()
                .target(t -> t.attribute(attribute)
                        .name(attribute == ResourceAttribute.TAGS ? null : property)
                        .requiresRecreation(sure ? recreation : RequiresRecreation.CONDITIONALLY)
                        .path("/Properties/" + property)
                        .beforeValue(before.isMissingNode() ? null : text(before))
                        .afterValue(after.isMissingNode() ? null : text(after)))
                .evaluation(dynamic ? EvaluationType.DYNAMIC : EvaluationType.STATIC)
                .changeSource(source)
                .causingEntity(cause)
                .build();
    }

    /** The properties as AWS tells them, with what only the operation decides marked in its place. */
    private static String context(JsonNode properties) {
        return JsonNodeFactory.instance.objectNode().set("Properties", marked(properties)).toString();
    }

    private static JsonNode marked(JsonNode value) {
        if (Resolver.isUnknown(value)) {
            return JsonNodeFactory.instance.textNode(LATER);
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), marked(member.getValue())));
            return copy;
        }
        if (value.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            value.forEach(item -> copy.add(marked(item)));
            return copy;
        }
        return value;
    }

    private static String text(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        return holdsUnknown(value)
                ? LATER
                : value.toString();
    }

    private static boolean holdsUnknown(JsonNode value) {
        if (Resolver.isUnknown(value)) {
            return true;
        }
        for (JsonNode inner : value) {
            if (holdsUnknown(inner)) {
                return true;
            }
        }
        return false;
    }

    private boolean replaced(String logicalId) {
        ResourceChange change = changes.get(logicalId);
        return change != null && (change.action() != ChangeAction.MODIFY || change.replacement() != Replacement.FALSE);
    }

    @Override
    public JsonNode ref(String logicalId) {
        return replaced(logicalId) ? Resolver.UNKNOWN : standing.ref(logicalId);
    }

    @Override
    public JsonNode attribute(String logicalId, String name) {
        boolean stands = store.resource(stack, logicalId).filter(StoredResource::made).isPresent();
        return changes.containsKey(logicalId) || !stands ? Resolver.UNKNOWN : standing.attribute(logicalId, name);
    }

    @Override
    public JsonNode imported(String exportName) {
        return standing.imported(exportName);
    }
}
