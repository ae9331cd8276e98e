package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * A resource of the transform as the template has it.
 *
 * @param declaration with its type and the attributes beside its properties
 * @param properties with those of Globals
 */
record ServerlessResource(String id, JsonNode declaration, ObjectNode properties) {
    String place(String member) {
        return "Resources/" + id + "/Properties/" + member;
    }

    /** Refuses properties that are not among these. */
    void allow(Set<String> known) {
        properties.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Serverless.refused(place(name));
            }
        });
    }

    /** The resource that keeps the logical id, with all that stood beside the properties. */
    void main(String type, ObjectNode made, ObjectNode resources) {
        ObjectNode resource = resources.putObject(id).put("Type", type);
        for (String attribute : List.of("DependsOn", "Condition", "Metadata", "DeletionPolicy", "UpdateReplacePolicy")) {
            if (declaration.has(attribute)) {
                resource.set(attribute, declaration.get(attribute));
            }
        }
        resource.set("Properties", made);
    }

    /** One that is made for it; it is there under the same condition. */
    ObjectNode more(String moreId, String type, ObjectNode resources) {
        if (resources.has(moreId)) {
            throw new TemplateException("Template error: " + Serverless.NAME + " makes " + moreId + " twice, for " + id + " and before.");
        }
        ObjectNode resource = resources.putObject(moreId).put("Type", type);
        if (declaration.has("Condition")) {
            resource.set("Condition", declaration.get("Condition"));
        }
        return resource.putObject("Properties");
    }

    /** Tags as a list of keys and values, where the transform has an object. */
    void tags(ObjectNode made) {
        ArrayNode tags = JsonNodeFactory.instance.arrayNode();
        properties.path("Tags").properties().forEach(tag -> {
            ObjectNode one = tags.addObject().put("Key", tag.getKey());
            one.set("Value", tag.getValue());
        });
        if (!tags.isEmpty()) {
            made.set("Tags", tags);
        }
    }
}
