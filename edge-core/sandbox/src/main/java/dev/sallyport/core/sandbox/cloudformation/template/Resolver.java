package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries out intrinsic functions. Source: AWS page "Intrinsic function reference". What is not known yet (an attribute of
 * a resource still to be made) is {@link #UNKNOWN}, and so is everything computed from it.
 */
public final class Resolver {
    /** Stands for a value that only the deployment will tell. */
    public static final JsonNode UNKNOWN = JsonNodeFactory.instance.pojoNode("known after apply");

    static final Set<String> PSEUDO_PARAMETERS = Set.of(
            "AWS::AccountId",
            "AWS::NotificationARNs",
            "AWS::NoValue",
            "AWS::Partition",
            "AWS::Region",
            "AWS::StackId",
            "AWS::StackName",
            "AWS::URLSuffix");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Bounds what nested functions may blow a small template up to, in characters and items. */
    private static final long MOST_PRODUCED = 8_000_000;

    /** Whether {@code value} is {@link #UNKNOWN}. */
    public static boolean isUnknown(JsonNode value) {
        return UNKNOWN.equals(value);
    }

    /** What a template's resources and other stacks' exports are worth. */
    public interface Lookup {
        /** What {@code Ref} gives for a resource. */
        JsonNode ref(String logicalId);

        /** What {@code Fn::GetAtt} gives. */
        JsonNode attribute(String logicalId, String name);

        /** What {@code Fn::ImportValue} gives. */
        JsonNode imported(String exportName);
    }

    /** The values of the pseudo parameters. */
    public record Scope(
            String account, String region, String stackId, String stackName, List<String> notificationArns) {}

    private final Template template;
    private final Map<String, String> parameters;
    private final Scope scope;
    private final Lookup lookup;
    private final Conditions conditions;
    private long produced;

    /**
     * A resolver for one template with its values.
     *
     * @param parameters the raw text of every declared parameter
     */
    public Resolver(Template template, Map<String, String> parameters, Scope scope, Lookup lookup) {
        this.template = template;
        this.parameters = parameters;
        this.scope = scope;
        this.lookup = lookup;
        this.conditions = new Conditions(template.conditions(), this);
    }

    /** Whether the named condition holds. */
    public synchronized boolean condition(String name) {
        return conditions.holds(name);
    }

    Conditions conditions() {
        return conditions;
    }

    /**
     * The value of {@code node} with every function carried out; members and items that are {@code AWS::NoValue} are gone.
     * A value that is {@code AWS::NoValue} itself is a missing node.
     *
     * @throws TemplateException when a function cannot be carried out
     */
    public synchronized JsonNode resolve(JsonNode node) {
        produced = 0;
        return value(node);
    }

    JsonNode value(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JSON.arrayNode();
            for (JsonNode item : node) {
                JsonNode value = value(item);
                if (!value.isMissingNode()) {
                    array.add(value);
                }
            }
            return array;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        if (object.size() == 1) {
            Map.Entry<String, JsonNode> only = object.properties().iterator().next();
            if (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")) {
                return function(only.getKey(), only.getValue());
            }
        }
        ObjectNode resolved = JSON.objectNode();
        object.properties().forEach(member -> {
            JsonNode value = value(member.getValue());
            if (!value.isMissingNode()) {
                resolved.set(member.getKey(), value);
            }
        });
        return resolved;
    }

    private JsonNode function(String name, JsonNode argument) {
        return switch (name) {
            case "Ref" -> ref(argument);
            case "Fn::GetAtt" -> getAtt(argument);
            case "Fn::Sub" -> sub(argument);
            case "Fn::Join" -> join(argument);
            case "Fn::Split" -> split(argument);
            case "Fn::Select" -> select(argument);
            case "Fn::If" -> branch(argument);
            case "Fn::FindInMap" -> findInMap(argument);
            case "Fn::Base64" -> base64(argument);
            case "Fn::ImportValue" -> imported(argument);
            case "Fn::GetAZs" -> zones(argument);
            case "Fn::Cidr" -> Cidr.of(value(argument));
            case "Fn::Length" -> LanguageExtensions.length(value(argument));
            case "Fn::ToJsonString" -> {
                JsonNode text = LanguageExtensions.jsonText(value(argument));
                yield isUnknown(text) ? UNKNOWN : produce(text.asText());
            }
            default -> throw new TemplateException("Template format error: the sandbox does not carry out " + name);
        };
    }

    private JsonNode ref(JsonNode argument) {
        if (!argument.isTextual()) {
            throw new TemplateException("Template error: every Ref object must have a single String value.");
        }
        return named(argument.textValue());
    }

    private JsonNode named(String name) {
        return switch (name) {
            case "AWS::AccountId" -> JSON.textNode(scope.account());
            case "AWS::Region" -> JSON.textNode(scope.region());
            case "AWS::StackId" -> JSON.textNode(scope.stackId());
            case "AWS::StackName" -> JSON.textNode(scope.stackName());
            case "AWS::Partition" -> JSON.textNode("aws");
            case "AWS::URLSuffix" -> JSON.textNode("amazonaws.com");
            case "AWS::NoValue" -> MissingNode.getInstance();
            case "AWS::NotificationARNs" -> list(scope.notificationArns());
            default -> {
                ParameterDeclaration declaration = template.parameters().get(name);
                if (declaration == null) {
                    yield lookup.ref(name);
                }
                String value = parameters.getOrDefault(name, "");
                yield declaration.isList() ? list(ParameterDeclaration.items(value)) : JSON.textNode(value);
            }
        };
    }

    private static ArrayNode list(List<String> texts) {
        ArrayNode list = JSON.arrayNode();
        texts.forEach(list::add);
        return list;
    }

    private JsonNode getAtt(JsonNode argument) {
        References.Attribute attribute = References.in(JSON.objectNode().set("Fn::GetAtt", argument))
                .attributes()
                .iterator()
                .next();
        JsonNode name = argument.isArray() ? value(argument.get(1)) : JSON.textNode(attribute.name());
        return lookup.attribute(attribute.logicalId(), text("Fn::GetAtt", name));
    }

    private JsonNode sub(JsonNode argument) {
        SubText text = SubText.parse(SubText.template(argument));
        JsonNode own = argument.isArray() ? value(argument.get(1)) : JSON.objectNode();
        StringBuilder result = new StringBuilder();
        for (SubText.Part part : text.parts()) {
            if (!part.variable()) {
                result.append(part.text());
                continue;
            }
            JsonNode value = variable(part.text(), own);
            if (isUnknown(value)) {
                return UNKNOWN;
            }
            result.append(text("Fn::Sub", value));
            spend(part.text().length());
        }
        return produce(result.toString());
    }

    private JsonNode variable(String name, JsonNode own) {
        JsonNode value = own.get(name);
        if (value != null) {
            return value;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? named(name) : lookup.attribute(name.substring(0, dot), name.substring(dot + 1));
    }

    private JsonNode join(JsonNode argument) {
        if (!argument.isArray() || argument.size() != 2 || !argument.get(0).isTextual()) {
            throw new TemplateException(JOIN);
        }
        JsonNode items = value(argument.get(1));
        if (isUnknown(items)) {
            return UNKNOWN;
        }
        if (!items.isArray()) {
            throw new TemplateException(JOIN);
        }
        StringBuilder joined = new StringBuilder();
        String separator = "";
        for (JsonNode item : items) {
            if (isUnknown(item)) {
                return UNKNOWN;
            }
            if (item.isContainerNode()) {
                throw new TemplateException(JOIN);
            }
            joined.append(separator).append(item.asText());
            separator = argument.get(0).textValue();
            spend(separator.length());
        }
        return produce(joined.toString());
    }

    private static final String JOIN = "Template error: every Fn::Join object requires two parameters, (1) a string delimiter"
            + " and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be"
            + " joined.";

    private JsonNode split(JsonNode argument) {
        if (!argument.isArray() || argument.size() != 2 || !argument.get(0).isTextual()) {
            throw new TemplateException(SPLIT);
        }
        String delimiter = argument.get(0).textValue();
        JsonNode source = value(argument.get(1));
        if (isUnknown(source)) {
            return UNKNOWN;
        }
        if (source.isContainerNode() || source.isMissingNode() || delimiter.isEmpty()) {
            throw new TemplateException(SPLIT);
        }
        String text = source.asText();
        ArrayNode parts = JSON.arrayNode();
        int at = 0;
        for (int next = text.indexOf(delimiter); next >= 0; next = text.indexOf(delimiter, at)) {
            parts.add(text.substring(at, next));
            at = next + delimiter.length();
        }
        parts.add(text.substring(at));
        spend(text.length());
        return parts;
    }

    private static final String SPLIT = "Template error: every Fn::Split object requires two parameters, (1) a string delimiter"
            + " and (2) a string to be split or a function that returns a string to be split.";

    private JsonNode select(JsonNode argument) {
        if (!argument.isArray() || argument.size() != 2) {
            throw new TemplateException("Template error: Fn::Select requires a list argument with two elements: an integer"
                    + " index and a list");
        }
        JsonNode index = value(argument.get(0));
        JsonNode list = value(argument.get(1));
        if (isUnknown(index) || isUnknown(list)) {
            return UNKNOWN;
        }
        String text = index.asText();
        if (!list.isArray() || !text.matches("[0-9]{1,9}")) {
            throw new TemplateException("Template error: Fn::Select requires a list argument with two elements: an integer"
                    + " index and a list");
        }
        JsonNode selected = list.get(Integer.parseInt(text));
        if (selected == null) {
            throw new TemplateException("Template error: Fn::Select  cannot select nonexistent value at index " + text);
        }
        return selected;
    }

    private JsonNode branch(JsonNode argument) {
        if (!argument.isArray() || argument.size() != 3 || !argument.get(0).isTextual()) {
            throw new TemplateException("Template error: Fn::If requires a list argument with three elements:"
                    + " a condition name and the two values");
        }
        return value(argument.get(condition(argument.get(0).textValue()) ? 1 : 2));
    }

    private JsonNode findInMap(JsonNode argument) {
        // The fourth is of the transform AWS::LanguageExtensions.
        boolean defaulted = argument.size() == 4 && argument.path(3).has("DefaultValue");
        if (!argument.isArray() || (argument.size() != 3 && !defaulted)) {
            throw new TemplateException("Template error: every Fn::FindInMap object requires three parameters, the map name, map"
                    + " key and the attribute for return value");
        }
        String map = text("Fn::FindInMap", value(argument.get(0)));
        String first = text("Fn::FindInMap", value(argument.get(1)));
        String second = text("Fn::FindInMap", value(argument.get(2)));
        JsonNode found = template.mappings().path(map).path(first).path(second);
        if (found.isMissingNode() && defaulted) {
            return value(argument.get(3).get("DefaultValue"));
        }
        if (found.isMissingNode()) {
            throw new TemplateException("Template error: Unable to get mapping for " + map + "::" + first + "::" + second);
        }
        return found;
    }

    private JsonNode base64(JsonNode argument) {
        JsonNode value = value(argument);
        if (isUnknown(value)) {
            return UNKNOWN;
        }
        byte[] bytes = text("Fn::Base64", value).getBytes(StandardCharsets.UTF_8);
        return produce(Base64.getEncoder().encodeToString(bytes));
    }

    private JsonNode imported(JsonNode argument) {
        JsonNode name = value(argument);
        return isUnknown(name) ? UNKNOWN : lookup.imported(text("Fn::ImportValue", name));
    }

    /** The sandbox has three zones in each Region; an account's own zones differ from one to the next. */
    private JsonNode zones(JsonNode argument) {
        String asked = text("Fn::GetAZs", value(argument));
        String region = asked.isEmpty() ? scope.region() : asked;
        return JSON.arrayNode().add(region + "a").add(region + "b").add(region + "c");
    }

    String text(String function, JsonNode value) {
        if (isUnknown(value)) {
            throw new TemplateException(
                    "Template error: " + function + " depends on a value that is not known before the deployment");
        }
        if (value.isContainerNode() || value.isMissingNode()) {
            throw new TemplateException("Template error: " + function + " needs text and got "
                    + (value.isArray() ? "a list" : value.isObject() ? "an object" : "AWS::NoValue"));
        }
        return value.asText();
    }

    private JsonNode produce(String text) {
        spend(text.length());
        return JSON.textNode(text);
    }

    private void spend(int size) {
        produced += size + 1L;
        if (produced > MOST_PRODUCED) {
            throw new TemplateException("Template error: the functions of one value produce more than " + MOST_PRODUCED
                    + " characters");
        }
    }
}
