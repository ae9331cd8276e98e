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
 * @param systemTags whether CloudFormation puts its own {@code aws:cloudformation:} tags on such a resource
 */
public record TypeSchema(
        Set<String> properties,
        Set<String> required,
        Set<String> createOnly,
        Set<String> conditionallyCreateOnly,
        Set<String> attributes,
        boolean systemTags) {

    static TypeSchema of(JsonNode json) {
        return new TypeSchema(
                names(json, "properties"),
                names(json, "required"),
                names(json, "createOnly"),
                names(json, "conditionallyCreateOnly"),
                names(json, "attributes"),
                json.path("systemTags").asBoolean(false));
    }

    private static Set<String> names(JsonNode json, String member) {
        Set<String> names = new TreeSet<>();
        json.path(member).forEach(name -> names.add(name.asText()));
        return names;
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
            if (!properties.contains(name)) {
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
