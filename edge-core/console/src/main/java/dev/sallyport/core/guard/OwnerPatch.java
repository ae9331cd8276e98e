package dev.sallyport.core.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The changes of a plan in the words of who owns the distribution: a fragment of a CloudFormation template, or of a
 * Terraform configuration. What is changed beside the distribution stands in comments. What is to be made first, and has no
 * id before, is a parameter or a variable that says so.
 */
final class OwnerPatch {
    private static final Pattern ITEM = Pattern.compile("(?<list>\\w+)\\[(?<item>.*)\\]");
    /** A dot that stands in no path pattern and no id. */
    private static final Pattern DOT = Pattern.compile("\\.(?![^\\[]*\\])");

    private static final Pattern WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    /** CloudFormation Template Reference, DistributionConfig: names that differ from the API's by their letters alone. */
    private static final Map<String, String> CLOUDFORMATION =
            Map.of("SSLSupportMethod", "SslSupportMethod", "OriginSslProtocols", "OriginSSLProtocols");

    /** Terraform Registry, aws_cloudfront_distribution: where its names are not the API's with underscores. */
    private static final Map<String, String> TERRAFORM = Map.of(
            "CacheBehaviors", "ordered_cache_behavior",
            "Origins", "origin",
            "Id", "origin_id",
            "LambdaFunctionAssociations", "lambda_function_association",
            "LambdaFunctionARN", "lambda_arn");

    private OwnerPatch() {}

    /** @param measures what is made beside the distribution */
    static String of(Owner owner, List<Change> changes, List<Measure> measures) {
        List<String> lines = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        Map<String, String> unknown = new LinkedHashMap<>();
        for (Measure measure : measures) {
            lines.add("# To be done beside: " + oneLine(measure.says()) + ".");
            if (!measure.placeholder().isEmpty()) {
                String name = parameter(measure) + (unknown.isEmpty() ? "" : Integer.toString(unknown.size() + 1));
                if (unknown.putIfAbsent(measure.placeholder(), name) == null) {
                    parameters.add(name + "\n" + oneLine(measure.says()));
                }
            }
        }
        ObjectNode tree = Json.MAPPER.createObjectNode();
        for (Change change : changes) {
            if (change.isOfDistribution() && change.after().isEmpty() && change.before().startsWith("{")) {
                lines.add("# " + oneLine(change.path()) + ": to be removed");
            } else if (change.isOfDistribution()) {
                put(tree, change);
            } else {
                lines.add("# " + oneLine(change.path() + ": "
                        + (change.before().isEmpty() ? "" : change.before() + " becomes ") + change.after()));
            }
        }
        if (owner.tool() == Owner.Tool.TERRAFORM) {
            for (String parameter : parameters) {
                List<String> parts = parameter.lines().toList();
                lines.add("variable \"" + snake(parts.getFirst()) + "\" {");
                lines.add("  type = string");
                lines.add("  description = " + hcl(TextNode.valueOf("What comes of it: " + parts.getLast())));
                lines.add("}");
            }
            lines.add("resource \"aws_cloudfront_distribution\" \"this\" {");
            terraform(tree, "  ", unknown, lines);
            lines.add("}");
        } else if (!tree.isEmpty()) {
            String id = owner.logicalId().isEmpty() ? "Distribution" : owner.logicalId();
            if (!parameters.isEmpty()) {
                lines.add("Parameters:");
            }
            for (String parameter : parameters) {
                List<String> parts = parameter.lines().toList();
                lines.add("  " + parts.getFirst() + ":");
                lines.add("    Type: String");
                lines.add("    Description: " + TextNode.valueOf("What comes of it: " + parts.getLast()));
            }
            lines.addAll(List.of("Resources:", "  " + id + ":", "    Properties:", "      DistributionConfig:"));
            cloudFormation(tree, "        ", unknown, lines);
        }
        return String.join("\n", lines);
    }

    /** What its id is to be called. */
    private static String parameter(Measure measure) {
        return switch (measure) {
            case EdgeSigner _ -> "SignerVersionArn";
            case CountingAcl _ -> "WebAclArn";
            case AccessControl _ -> "AccessControlId";
            default -> "MadeId";
        };
    }

    private static void put(ObjectNode tree, Change change) {
        String[] names = DOT.split(change.path(), -1);
        ObjectNode at = tree;
        for (int i = 0; i < names.length - 1; i++) {
            Matcher item = ITEM.matcher(names[i]);
            at = item.matches()
                    ? item(at.withArrayProperty(item.group("list")), item.group("list"), item.group("item"))
                    : at.withObjectProperty(names[i]);
        }
        at.set(names[names.length - 1], value(change.after()));
    }

    private static ObjectNode item(ArrayNode list, String name, String id) {
        String key = name.equals("Origins") ? "Id" : "PathPattern";
        for (JsonNode item : list) {
            if (item.path(key).asText().equals(id)) {
                return (ObjectNode) item;
            }
        }
        return list.addObject().put(key, id);
    }

    /** Both tools have plain lists where the API has an object with Items. */
    private static JsonNode value(String text) {
        if (text.startsWith("{")) {
            try {
                JsonNode object = Json.MAPPER.readTree(text);
                return object.path("Items").isArray() ? object.path("Items") : object;
            } catch (JsonProcessingException noObject) {
                return TextNode.valueOf(text);
            }
        }
        return TextNode.valueOf(text);
    }

    private static void cloudFormation(
            ObjectNode object, String indent, Map<String, String> unknown, List<String> lines) {
        object.properties().forEach(member -> {
            String name = indent + CLOUDFORMATION.getOrDefault(member.getKey(), member.getKey()) + ":";
            switch (member.getValue()) {
                case ObjectNode inner -> {
                    lines.add(name);
                    cloudFormation(inner, indent + "  ", unknown, lines);
                }
                case ArrayNode list when list.path(0).isObject() -> {
                    lines.add(name);
                    for (JsonNode item : list) {
                        int first = lines.size();
                        cloudFormation((ObjectNode) item, indent + "    ", unknown, lines);
                        lines.set(first, indent + "  - " + lines.get(first).strip());
                    }
                }
                case JsonNode value -> {
                    String made = unknown.get(value.asText());
                    lines.add(name + " " + (made == null ? value.toString() : "!Ref " + made));
                }
            }
        });
    }

    private static void terraform(ObjectNode object, String indent, Map<String, String> unknown, List<String> lines) {
        object.properties().forEach(member -> {
            String name = indent + snake(member.getKey());
            switch (member.getValue()) {
                case ObjectNode inner -> block(name, inner, indent, unknown, lines);
                case ArrayNode list when list.path(0).isObject() ->
                        list.forEach(item -> block(name, (ObjectNode) item, indent, unknown, lines));
                case JsonNode value -> {
                    String made = unknown.get(value.asText());
                    lines.add(name + " = " + (made == null ? hcl(value) : "var." + snake(made)));
                }
            }
        });
    }

    /** Terraform reads ${ and %{ in a string as its own. */
    private static String hcl(JsonNode value) {
        return value.toString().replace("${", "$${").replace("%{", "%%{");
    }

    /** Names of other people's things must not end the comment that they stand in. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\u2028\u2029]", " ");
    }

    private static void block(
            String name, ObjectNode inner, String indent, Map<String, String> unknown, List<String> lines) {
        lines.add(name + " {");
        terraform(inner, indent + "  ", unknown, lines);
        lines.add(indent + "}");
    }

    private static String snake(String name) {
        String known = TERRAFORM.get(name);
        return known != null ? known : WORD.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}
