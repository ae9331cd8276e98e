package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.known;
import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a Terraform plan or state: {@code terraform show -json} (Terraform, "JSON Output Format") and a state
 * file of version 4. What a plan knows only after apply is {@link Unresolved}, or names the resource that the
 * configuration refers to, as {@code ${address}}.
 */
final class Terraform {
    private static final int DEEPEST = 60;

    /**
     * A resource, as it will be or is.
     *
     * @param address such as {@code module.site.aws_s3_bucket.this[0]}
     * @param values its attributes
     * @param expressions what the configuration says of them, missing in a state
     */
    record Resource(String address, String type, JsonNode values, JsonNode expressions) {
        /** What stands for the resource where another refers to it. */
        String reference() {
            return "${" + address + "}";
        }

        private String module() {
            int at = address.lastIndexOf("." + type + ".");
            return at < 0 ? "" : address.substring(0, at + 1);
        }

        /** The values by which another resource may name this one, or by which this one names another. */
        List<String> names(String attribute) {
            List<String> names = new ArrayList<>(List.of(known(values, attribute)));
            String referred = TerraformReferences.whole(expressions.path(attribute), module());
            names.add(referred == null ? "" : referred);
            return names.stream().filter(name -> !name.isEmpty()).distinct().toList();
        }
    }

    private final JsonNode document;
    private final List<Resource> resources = new ArrayList<>();

    private Terraform(JsonNode document) {
        this.document = document;
    }

    /** The resources of a plan or state; none for any other document. */
    static List<Resource> resources(JsonNode document) {
        Terraform terraform = new Terraform(document);
        if (document.has("resource_changes") && document.has("format_version")) {
            document.path("resource_changes").forEach(terraform::addPlanned);
        } else if (document.has("terraform_version") && document.path("values").isObject()) {
            terraform.addModule(document.path("values").path("root_module"), 0);
        } else if (document.has("terraform_version") && document.path("version").asInt() == 4) {
            document.path("resources").forEach(terraform::addKept);
        }
        return terraform.resources;
    }

    /** {@code after} is null for what will be destroyed. */
    private void addPlanned(JsonNode change) {
        JsonNode after = change.path("change").path("after");
        if (!after.isObject() || !text(change, "mode").equals("managed")) {
            return;
        }
        JsonNode module = document.path("configuration").path("root_module");
        String[] path = text(change, "module_address").split("\\.", -1);
        for (int i = 0; i + 1 < path.length; i += 2) {
            module = module.path("module_calls").path(path[i + 1].replaceAll("\\[.*", "")).path("module");
        }
        JsonNode expressions = NullNode.getInstance();
        for (JsonNode configured : module.path("resources")) {
            if (text(configured, "type").equals(text(change, "type"))
                    && text(configured, "name").equals(text(change, "name"))) {
                expressions = configured.path("expressions");
            }
        }
        Resource bare = new Resource(text(change, "address"), text(change, "type"), after, expressions);
        JsonNode merged = merged(bare, after, change.path("change").path("after_unknown"), expressions, "", 0);
        resources.add(new Resource(bare.address(), bare.type(), merged, expressions));
    }

    private static JsonNode merged(
            Resource resource, @Nullable JsonNode after, JsonNode unknown, JsonNode said, String attribute, int depth) {
        if (unknown.isBoolean() && unknown.booleanValue()) {
            return TerraformReferences.standIn(said, attribute, resource.module());
        }
        if (after == null || depth > DEEPEST || !unknown.isContainerNode()) {
            return after == null ? NullNode.getInstance() : after;
        }
        if (after.isArray()) {
            ArrayNode list = Json.MAPPER.createArrayNode();
            for (int i = 0; i < after.size(); i++) {
                list.add(merged(resource, after.get(i), unknown.path(i), block(said, after, i), attribute, depth + 1));
            }
            return list;
        }
        if (!(after instanceof ObjectNode)) {
            return after;
        }
        ObjectNode object = after.deepCopy();
        unknown.properties().forEach(member -> object.set(
                member.getKey(),
                merged(
                        resource,
                        after.get(member.getKey()),
                        member.getValue(),
                        said.path(member.getKey()),
                        member.getKey(),
                        depth + 1)));
        return object;
    }

    /** The block of the configuration for an item; origins are a set, whose order is not that of the configuration. */
    private static JsonNode block(JsonNode blocks, JsonNode items, int index) {
        String id = text(items.path(index), "origin_id");
        if (!id.isEmpty()) {
            for (JsonNode block : blocks) {
                if (text(block.path("origin_id"), "constant_value").equals(id)) {
                    return block;
                }
            }
            return NullNode.getInstance();
        }
        return blocks.isArray() && blocks.size() == items.size() ? blocks.path(index) : NullNode.getInstance();
    }

    private void addModule(JsonNode module, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        for (JsonNode one : module.path("resources")) {
            if (text(one, "mode").equals("managed")) {
                resources.add(new Resource(
                        text(one, "address"), text(one, "type"), one.path("values"), NullNode.getInstance()));
            }
        }
        module.path("child_modules").forEach(child -> addModule(child, depth + 1));
    }

    private void addKept(JsonNode kept) {
        String type = text(kept, "type");
        String module = text(kept, "module");
        for (JsonNode instance : kept.path("instances")) {
            JsonNode key = instance.path("index_key");
            String index = key.isMissingNode() ? "" : "[" + key + "]";
            String address = (module.isEmpty() ? "" : module + ".") + type + "." + text(kept, "name") + index;
            if (text(kept, "mode").equals("managed")) {
                resources.add(new Resource(address, type, instance.path("attributes"), NullNode.getInstance()));
            }
        }
    }
}
