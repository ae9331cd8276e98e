package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A template whose form is sound; {@link TemplateCheck} says whether its references are.
 *
 * @param description the template's own, at most 1,024 bytes, empty when it has none
 * @param metadata the template's Metadata section, an empty object when it has none
 * @param parameters what the user may set, in the template's order
 * @param mappings the Mappings section
 * @param conditions the Conditions section, by name
 * @param rules the Rules section, by name
 * @param resources by logical id, in the template's order
 * @param outputs by name, in the template's order
 * @param transforms that the template asks for and that were carried out
 */
public record Template(
        String description,
        JsonNode metadata,
        Map<String, ParameterDeclaration> parameters,
        ObjectNode mappings,
        ObjectNode conditions,
        ObjectNode rules,
        Map<String, ResourceDeclaration> resources,
        Map<String, OutputDeclaration> outputs,
        List<String> transforms) {
    /** The type of a custom resource that has no name of its own. */
    public static final String CUSTOM = "AWS::CloudFormation::CustomResource";

    private static final Set<String> SECTIONS = Set.of(
            "AWSTemplateFormatVersion",
            "Description",
            "Metadata",
            "Parameters",
            "Rules",
            "Mappings",
            "Conditions",
            "Transform",
            "Resources",
            "Outputs");
    private static final Set<String> RESOURCE_MEMBERS = Set.of(
            "Type",
            "Properties",
            "DependsOn",
            "Condition",
            "Metadata",
            "DeletionPolicy",
            "UpdateReplacePolicy",
            "CreationPolicy",
            "UpdatePolicy");
    private static final int MAX_RESOURCES = 500;
    private static final int MAX_PARAMETERS = 200;
    private static final int MAX_OUTPUTS = 200;

    /**
     * One resource of the template.
     *
     * @param properties unresolved
     * @param condition the condition's name, null when the resource always exists
     * @param deletionPolicy {@code Delete} (the default), {@code Retain} or {@code RetainExceptOnCreate}
     * @param updateReplacePolicy {@code Delete} (the default) or {@code Retain}
     */
    public record ResourceDeclaration(
            String logicalId,
            String type,
            ObjectNode properties,
            Set<String> dependsOn,
            @Nullable String condition,
            JsonNode metadata,
            String deletionPolicy,
            String updateReplacePolicy) {}

    /**
     * One output of the template.
     *
     * @param export the name under which other stacks import it, unresolved, null when it is not exported
     */
    public record OutputDeclaration(
            String name, JsonNode value, String description, @Nullable String condition, @Nullable JsonNode export) {}

    /**
     * Reads and checks a template's text.
     *
     * @throws TemplateException with CloudFormation's words for what is wrong
     */
    public static Template parse(String text) {
        ObjectNode root = TemplateReader.read(text);
        return of(Transforms.carriedOut(root), Transforms.of(root));
    }

    /** The text of a template with its transforms carried out; the text itself where it asks for none. */
    public static String processed(String text) {
        ObjectNode root = TemplateReader.read(text);
        return Transforms.of(root).isEmpty() ? text : Transforms.carriedOut(root).without("Transform").toString();
    }

    private static Template of(ObjectNode root, List<String> transforms) {
        List<String> unknown = names(root).stream().filter(name -> !SECTIONS.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new TemplateException("Invalid template property or properties " + unknown);
        }
        JsonNode version = root.path("AWSTemplateFormatVersion");
        if (!version.isMissingNode() && !version.asText().equals("2010-09-09")) {
            throw new TemplateException("Template format error: Unsupported template format version.");
        }
        JsonNode description = root.path("Description");
        if (!description.isMissingNode() && !description.isTextual()) {
            throw new TemplateException("Template format error: Description must be a string.");
        }
        ObjectNode declared = section(root, "Resources");
        if (declared.isEmpty()) {
            throw new TemplateException("Template format error: At least one Resources member must be defined.");
        }
        limit("resources", declared, MAX_RESOURCES);
        Map<String, ParameterDeclaration> parameters = new LinkedHashMap<>();
        section(root, "Parameters").properties().forEach(entry ->
                parameters.put(entry.getKey(), ParameterDeclaration.of(entry.getKey(), entry.getValue())));
        limit("parameters", section(root, "Parameters"), MAX_PARAMETERS);
        Map<String, ResourceDeclaration> resources = new LinkedHashMap<>();
        declared.properties().forEach(entry -> resources.put(entry.getKey(), resource(entry.getKey(), entry.getValue())));
        Map<String, OutputDeclaration> outputs = new LinkedHashMap<>();
        section(root, "Outputs").properties().forEach(entry ->
                outputs.put(entry.getKey(), output(entry.getKey(), entry.getValue())));
        limit("outputs", section(root, "Outputs"), MAX_OUTPUTS);
        Template template = new Template(
                description.asText(""),
                section(root, "Metadata"),
                parameters,
                section(root, "Mappings"),
                section(root, "Conditions"),
                section(root, "Rules"),
                resources,
                outputs,
                transforms);
        TemplateCheck.check(template);
        return template;
    }

    private static Set<String> names(ObjectNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void limit(String what, ObjectNode section, int most) {
        if (section.size() > most) {
            throw new TemplateException("Template format error: Number of " + what + ", " + section.size()
                    + ", is greater than maximum allowed, " + most);
        }
    }

    private static ObjectNode section(ObjectNode root, String name) {
        JsonNode section = root.get(name);
        if (section == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (section instanceof ObjectNode object) {
            return object;
        }
        throw new TemplateException("Template format error: " + name + " must be an object.");
    }

    private static ResourceDeclaration resource(String id, JsonNode json) {
        if (!id.matches("[A-Za-z0-9]{1,255}")) {
            throw new TemplateException("Template format error: Resource name " + id + " is non alphanumeric.");
        }
        if (!(json instanceof ObjectNode object)) {
            throw new TemplateException("Template format error: [/Resources/" + id + "] resource definition is malformed");
        }
        JsonNode type = object.path("Type");
        boolean custom = isCustom(type.asText());
        for (String member : names(object)) {
            // AWS's own examples of custom resources have a Version beside the Type, and anything else is let be there too.
            if (!custom && !RESOURCE_MEMBERS.contains(member)) {
                throw new TemplateException("Invalid template resource property '" + member + "'");
            }
        }
        if (!type.isTextual()) {
            throw new TemplateException(
                    "Template format error: [/Resources/" + id + "] Every Resources object must contain a Type member.");
        }
        boolean waits = type.textValue().equals("AWS::CloudFormation::WaitCondition");
        if ((object.has("CreationPolicy") && !waits) || object.has("UpdatePolicy")) {
            throw new TemplateException("The sandbox carries a CreationPolicy of wait conditions only, and no UpdatePolicy;"
                    + " resource " + id + " has one.");
        }
        ObjectNode properties = section(object, "Properties");
        if (object.path("CreationPolicy").path("ResourceSignal") instanceof ObjectNode signal) {
            // Both ways of waiting have a number and a time.
            properties = properties.deepCopy();
            properties.setAll(signal);
        }
        return new ResourceDeclaration(
                id,
                type.textValue(),
                properties,
                dependsOn(id, object.path("DependsOn")),
                condition("Resources/" + id, object),
                section(object, "Metadata"),
                policy(id, object, "DeletionPolicy"),
                policy(id, object, "UpdateReplacePolicy"));
    }

    /** Whether a resource type is a custom one. */
    public static boolean isCustom(String type) {
        return type.equals(CUSTOM) || type.matches("Custom::[A-Za-z0-9_@-]{1,60}");
    }

    private static Set<String> dependsOn(String id, JsonNode json) {
        Set<String> names = new LinkedHashSet<>();
        if (json.isTextual()) {
            names.add(json.textValue());
        } else if (json.isArray()) {
            json.forEach(item -> names.add(item.asText()));
        } else if (!json.isMissingNode()) {
            throw new TemplateException("Template format error: DependsOn of " + id + " must be a string or a list of strings.");
        }
        return names;
    }

    private static @Nullable String condition(String where, ObjectNode object) {
        JsonNode condition = object.get("Condition");
        if (condition == null) {
            return null;
        }
        if (!condition.isTextual()) {
            throw new TemplateException("Template format error: Every Condition member must be a string. [/" + where + "]");
        }
        return condition.textValue();
    }

    private static String policy(String id, ObjectNode object, String name) {
        JsonNode policy = object.path(name);
        if (policy.isMissingNode()) {
            return "Delete";
        }
        if (!policy.isTextual()) {
            throw new TemplateException("Template format error: Every " + name + " member must be a string.");
        }
        String text = policy.textValue();
        boolean known = text.equals("Delete")
                || text.equals("Retain")
                || (text.equals("RetainExceptOnCreate") && name.equals("DeletionPolicy"));
        if (!known) {
            throw new TemplateException("Template error: resource " + id + " does not support " + name + " " + text);
        }
        return text;
    }

    private static OutputDeclaration output(String name, JsonNode json) {
        if (!(json instanceof ObjectNode object) || !object.has("Value")) {
            throw new TemplateException(
                    "Template format error: [/Outputs/" + name + "] Every Outputs member must contain a Value object");
        }
        for (String member : names(object)) {
            if (!Set.of("Value", "Description", "Condition", "Export").contains(member)) {
                throw new TemplateException("Template format error: Invalid output property '" + member + "' in " + name);
            }
        }
        JsonNode export = object.get("Export");
        if (export != null && !export.has("Name")) {
            throw new TemplateException("Template format error: Output " + name + " is malformed: Export needs a Name.");
        }
        return new OutputDeclaration(
                name,
                object.get("Value"),
                object.path("Description").asText(""),
                condition("Outputs/" + name, object),
                export == null ? null : export.get("Name"));
    }
}
