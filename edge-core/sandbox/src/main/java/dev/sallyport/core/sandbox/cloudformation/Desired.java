package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.Target;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.resource.TypeSchema;
import dev.sallyport.core.sandbox.cloudformation.template.References;
import dev.sallyport.core.sandbox.cloudformation.template.Resolver;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import dev.sallyport.core.sandbox.cloudformation.template.Template.OutputDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.Template.ResourceDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a target asks for: the resources whose conditions hold, what each needs, and their properties. */
final class Desired {
    /** Prefix of the tags that AWS itself sets on what a stack makes. */
    private static final String OWN_TAGS = "aws:cloudformation:";

    private final Template template;
    private final Target target;
    private final Resolver resolver;
    private final Resolver.Scope scope;
    private final ResourceTypes types;
    private final Map<String, ResourceDeclaration> active = new LinkedHashMap<>();
    private final Map<String, Set<String>> needs = new LinkedHashMap<>();

    Desired(Template template, Target target, Resolver.Scope scope, ResourceTypes types, Resolver.Lookup lookup) {
        this.template = template;
        this.target = target;
        this.scope = scope;
        this.types = types;
        this.resolver = new Resolver(template, target.values(), scope, lookup);
        for (ResourceDeclaration declaration : template.resources().values()) {
            if (holds(declaration.condition())) {
                active.put(declaration.logicalId(), declaration);
            }
        }
        for (ResourceDeclaration declaration : active.values()) {
            Set<String> named = taken(declaration.properties()).names();
            named.addAll(declaration.dependsOn());
            named.retainAll(template.resources().keySet());
            needs.put(declaration.logicalId(), named);
        }
    }

    private boolean holds(@Nullable String condition) {
        return condition == null || resolver.condition(condition);
    }

    private References taken(JsonNode node) {
        return References.taken(node, resolver::condition);
    }

    Template template() {
        return template;
    }

    Resolver resolver() {
        return resolver;
    }

    /** By logical id, in the template's order. */
    Map<String, ResourceDeclaration> resources() {
        return active;
    }

    /** The logical ids that each resource needs. A conditional one that does not exist is no need. */
    Map<String, Set<String>> needs() {
        Map<String, Set<String>> present = new LinkedHashMap<>();
        needs.forEach((id, named) -> {
            Set<String> own = new LinkedHashSet<>(named);
            own.retainAll(active.keySet());
            present.put(id, own);
        });
        return present;
    }

    Set<String> needs(String logicalId) {
        return needs().getOrDefault(logicalId, Set.of());
    }

    /**
     * Checks what can be told before anything is made.
     *
     * @throws TemplateException in CloudFormation's words
     */
    void check() {
        Set<String> unknown = new TreeSet<>();
        Set<String> absent = new LinkedHashSet<>();
        for (ResourceDeclaration declaration : active.values()) {
            if (!types.carries(declaration.type())) {
                unknown.add(declaration.type());
            }
            Set<String> named = taken(declaration.properties()).names();
            named.retainAll(template.resources().keySet());
            named.removeAll(active.keySet());
            absent.addAll(named);
        }
        if (!unknown.isEmpty()) {
            throw new TemplateException("Template format error: Unrecognized resource types: " + unknown
                    + ". The sandbox carries " + types.names());
        }
        if (!absent.isEmpty()) {
            throw new TemplateException("Template format error: Unresolved resource dependencies " + absent
                    + " in the Resources block of the template");
        }
        active.values().forEach(declaration -> attributes(declaration.properties()));
        for (OutputDeclaration output : template.outputs().values()) {
            if (holds(output.condition())) {
                attributes(output.value());
            }
        }
        active.keySet().forEach(this::properties);
        outputs();
    }

    private void attributes(JsonNode node) {
        for (References.Attribute attribute : taken(node).attributes()) {
            ResourceDeclaration declaration = active.get(attribute.logicalId());
            if (declaration == null) {
                throw new TemplateException("Template format error: Unresolved resource dependencies ["
                        + attribute.logicalId() + "] in the template");
            }
            boolean known = types.schema(declaration.type())
                    .filter(schema -> schema.offers(attribute.name()))
                    .isPresent();
            if (!known) {
                throw new TemplateException("Template error: resource " + attribute.logicalId()
                        + " does not support attribute type " + attribute.name() + " in Fn::GetAtt");
            }
        }
    }

    /** The properties of a resource with every function carried out, the stack's tags and AWS's own tags among them. */
    ObjectNode properties(String logicalId) {
        ResourceDeclaration declaration = active.get(logicalId);
        if (declaration == null) {
            throw new IllegalStateException(logicalId);
        }
        ObjectNode properties = (ObjectNode) resolver.resolve(declaration.properties());
        TypeSchema schema = types.schema(declaration.type()).orElse(null);
        JsonNode own = properties.path("Tags");
        if (schema != null && schema.takesTags()) {
            Map<String, JsonNode> tags = tags(logicalId, own, schema.systemTags());
            if (!tags.isEmpty()) {
                properties.set("Tags", schema.mapTags() ? object(tags) : list(tags));
            }
        }
        return properties;
    }

    private Map<String, JsonNode> tags(String logicalId, JsonNode own, boolean system) {
        Map<String, JsonNode> tags = new LinkedHashMap<>();
        JsonNodeFactory json = JsonNodeFactory.instance;
        target.tags().forEach((key, value) -> tags.put(key, json.textNode(value)));
        if (own.isObject()) {
            // Some types take tags as an object of keys and values.
            own.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
        } else {
            own.forEach(tag -> tags.put(tag.path("Key").asText(), tag.path("Value")));
        }
        if (system) {
            tags.put(OWN_TAGS + "stack-name", json.textNode(scope.stackName()));
            tags.put(OWN_TAGS + "stack-id", json.textNode(scope.stackId()));
            tags.put(OWN_TAGS + "logical-id", json.textNode(logicalId));
        }
        return tags;
    }

    private static ObjectNode object(Map<String, JsonNode> tags) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        tags.forEach(object::set);
        return object;
    }

    private static ArrayNode list(Map<String, JsonNode> tags) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        tags.forEach((key, value) -> list.addObject().put("Key", key).set("Value", value));
        return list;
    }

    /** The raw values of the outputs whose conditions hold; a value not known yet is {@link Resolver#UNKNOWN}. */
    Map<String, JsonNode> outputs() {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (OutputDeclaration output : template.outputs().values()) {
            if (holds(output.condition())) {
                JsonNode value = resolver.resolve(output.value());
                if (value.isContainerNode() || value.isMissingNode()) {
                    throw new TemplateException("Template format error: The Value field of every Outputs member must evaluate"
                            + " to a String. [/Outputs/" + output.name() + "]");
                }
                values.put(output.name(), value);
            }
        }
        return values;
    }

    /** The name that an output is exported by. */
    @Nullable String export(OutputDeclaration output) {
        return output.export() == null ? null : resolver.resolve(output.export()).asText();
    }
}
