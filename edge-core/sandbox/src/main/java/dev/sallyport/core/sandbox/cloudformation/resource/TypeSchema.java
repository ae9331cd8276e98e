package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * What AWS's registry says about a type's top-level properties. Source: the resource type schemas that CloudFormation
 * publishes, from which {@code types.json} is taken.
 *
 * @param properties all that a template may set
 * @param required those that it must
 * @param createOnly those whose change needs a replacement
 * @param conditionallyCreateOnly those whose change may need one
 * @param attributes what {@code Fn::GetAtt} offers
 * @param readable what it offers beyond the registry's read-only properties, by the type's own page: properties that a
 *     template sets, and maps whose members are asked for after a dot, such as {@code Outputs}
 * @param systemTags whether CloudFormation puts its own {@code aws:cloudformation:} tags on such a resource
 * @param mapTags whether {@code Tags} is a map and no list of keys and values
 * @param open whether a template may set and ask for what it likes, as with custom resources
 */
public record TypeSchema(
        Set<String> properties,
        Set<String> required,
        Set<String> createOnly,
        Set<String> conditionallyCreateOnly,
        Set<String> attributes,
        Set<String> readable,
        boolean systemTags,
        boolean mapTags,
        boolean open) {

    /** A custom resource: its function decides. */
    static final TypeSchema CUSTOM = open(Set.of("ServiceToken"));

    /** A type of AWS that the registry has no schema of. */
    static final TypeSchema UNPUBLISHED = open(Set.of());

    private static TypeSchema open(Set<String> required) {
        return new TypeSchema(Set.of(), required, Set.of(), Set.of(), Set.of(), Set.of(), false, false, true);
    }

    static TypeSchema of(JsonNode json) {
        return new TypeSchema(
                names(json, "properties"),
                names(json, "required"),
                names(json, "createOnly"),
                names(json, "conditionallyCreateOnly"),
                names(json, "attributes"),
                names(json, "readable"),
                json.path("systemTags").asBoolean(false),
                json.path("mapTags").asBoolean(false),
                false);
    }

    private static Set<String> names(JsonNode json, String member) {
        Set<String> names = new TreeSet<>();
        json.path(member).forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Whether {@code Fn::GetAtt} can be asked for {@code attribute}. */
    public boolean offers(String attribute) {
        int dot = attribute.indexOf('.');
        return open || attributes.contains(attribute) || readable.contains(dot < 0 ? attribute : attribute.substring(0, dot));
    }

    /** Whether the type takes tags as {@code Tags}. */
    public boolean takesTags() {
        return properties.contains("Tags");
    }

    /**
     * Checks the names of the top-level properties.
     *
     * @throws ResourceException in the words of CloudFormation's own validation
     */
    public void check(String logicalId, ObjectNode given) {
        Set<String> unknown = new TreeSet<>();
        given.fieldNames().forEachRemaining(name -> {
            if (!open && !properties.contains(name)) {
                unknown.add(name);
            }
        });
        String failed = "Properties validation failed for resource " + logicalId + " with message: ";
        if (!unknown.isEmpty()) {
            throw new ResourceException(failed + "#: extraneous key " + unknown + " is not permitted");
        }
        Set<String> missing = new TreeSet<>(required);
        given.fieldNames().forEachRemaining(missing::remove);
        if (!missing.isEmpty()) {
            throw new ResourceException(failed + "#: required key " + missing + " not found");
        }
    }
}
