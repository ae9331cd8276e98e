package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The intrinsic functions of a CloudFormation template (Template Reference, "Intrinsic function reference"), as far as
 * the template alone decides them. A parameter counts with its default, which is noted; a resource of the template is
 * named by {@code ${LogicalId}} within what AWS makes of it, such as {@code ${Bucket}.s3.amazonaws.com}.
 */
final class Intrinsics implements Resolver {
    private static final int DEEPEST = 40;
    private static final int LONGEST = 20_000;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}$][^}$]*)}");

    private final JsonNode template;
    private final Conditions conditions;
    private final boolean defaulting;
    private final TreeSet<String> defaults = new TreeSet<>();
    private final Map<String, JsonNode> supposed = new HashMap<>();
    private int depth;

    Intrinsics(JsonNode template) {
        this(template, true);
    }

    private Intrinsics(JsonNode template, boolean defaulting) {
        this.template = template;
        this.defaulting = defaulting;
        this.conditions = new Conditions(
                template.path("Conditions"), node -> resolve(node, "").node());
    }

    /** The parameters whose defaults were taken. */
    List<String> defaults() {
        return List.copyOf(defaults);
    }

    /** Whether a resource's condition cannot hold, whatever its stack is given: no default decides it. */
    static boolean isLeftOut(JsonNode template, JsonNode resource) {
        String condition = text(resource, "Condition");
        return !condition.isEmpty()
                && new Intrinsics(template, false).conditions.holds(condition).equals(Optional.of(false));
    }

    /**
     * Takes a resource for made: its condition holds, and a parameter has what that asks for. To be called before anything
     * is resolved.
     */
    void make(JsonNode resource) {
        String condition = text(resource, "Condition");
        if (!condition.isEmpty()) {
            supposed.putAll(Supposed.by(template, condition));
            conditions.assume(condition);
        }
    }

    /** Whether a condition function holds; empty when that is not known. */
    Optional<Boolean> truth(JsonNode function) {
        return conditions.truth(function);
    }

    @Override
    public Value resolve(JsonNode raw, String pointer) {
        if (raw.isTextual() && raw.textValue().contains("{{resolve:")) {
            return new Value(new Unresolved(raw.textValue()), pointer);
        }
        if (!raw.isObject() || raw.size() != 1) {
            return new Value(raw, pointer);
        }
        Map.Entry<String, JsonNode> function = raw.properties().iterator().next();
        String name = function.getKey();
        if (!name.equals("Ref") && !name.startsWith("Fn::")) {
            return new Value(raw, pointer);
        }
        if (depth > DEEPEST) {
            return new Value(new Unresolved(name), pointer);
        }
        depth++;
        try {
            return name.equals("Fn::If")
                    ? chosen(function.getValue(), pointer)
                    : new Value(valueOf(name, function.getValue()), pointer);
        } finally {
            depth--;
        }
    }

    private JsonNode valueOf(String name, JsonNode argument) {
        return switch (name) {
            case "Ref" -> ref(argument.asText());
            case "Fn::GetAtt" -> attribute(argument);
            case "Fn::Sub" -> substituted(argument);
            case "Fn::Join" -> joined(argument);
            case "Fn::Split" -> split(argument);
            case "Fn::Select" -> selected(argument);
            case "Fn::FindInMap" -> found(argument);
            default -> new Unresolved("${" + name + "}");
        };
    }

    private JsonNode value(JsonNode raw) {
        return resolve(raw, "").node();
    }

    private Value chosen(JsonNode argument, String pointer) {
        String condition = argument.path(0).asText();
        Optional<Boolean> holds = conditions.holds(condition);
        if (holds.isEmpty()) {
            Value one = resolve(argument.path(1), pointer + "/Fn::If/1");
            boolean same = one.node().isValueNode() && one.node().equals(value(argument.path(2)));
            return same ? one : new Value(new Unresolved("${" + condition + "?}"), pointer);
        }
        int branch = holds.get() ? 1 : 2;
        return resolve(argument.path(branch), pointer + "/Fn::If/" + branch);
    }

    private JsonNode ref(String name) {
        JsonNode parameter = template.path("Parameters").path(name);
        if (parameter.isObject()) {
            return parameter(name, parameter);
        }
        return switch (name) {
            case "AWS::NoValue" -> MissingNode.getInstance();
            case "AWS::Partition" -> TextNode.valueOf("aws");
            case "AWS::URLSuffix" -> TextNode.valueOf("amazonaws.com");
            case "AWS::Region", "AWS::AccountId", "AWS::StackName", "AWS::StackId" ->
                    TextNode.valueOf("${" + name + "}");
            default -> TemplateAttributes.ref(template.path("Resources").path(name), name);
        };
    }

    /** The default of a parameter from Parameter Store is the name of the value, not the value. */
    private JsonNode parameter(String name, JsonNode parameter) {
        JsonNode value = parameter.path("Default");
        String type = text(parameter, "Type");
        JsonNode known = supposed.get(name);
        if (known != null) {
            return known;
        }
        if (!defaulting || !value.isValueNode() || type.startsWith("AWS::SSM::Parameter::Value")) {
            return new Unresolved("${" + name + "}");
        }
        defaults.add(name);
        if (!type.equals("CommaDelimitedList") && !type.startsWith("List<")) {
            return value;
        }
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (String part : value.asText().split(",", -1)) {
            list.add(part.strip());
        }
        return list;
    }

    private JsonNode attribute(JsonNode argument) {
        List<String> path = new ArrayList<>();
        if (argument.isArray() && !argument.isEmpty()) {
            argument.forEach(part -> path.add(value(part).asText()));
        } else {
            path.addAll(List.of(argument.asText().split("\\.", 2)));
        }
        String id = path.getFirst();
        String attribute = path.stream().skip(1).collect(Collectors.joining("."));
        return TemplateAttributes.get(template.path("Resources").path(id), id, attribute);
    }

    private JsonNode substituted(JsonNode argument) {
        JsonNode own = argument.isArray() ? argument.path(1) : MissingNode.getInstance();
        Matcher variables = VARIABLE.matcher((argument.isArray() ? argument.path(0) : argument).asText());
        StringBuilder text = new StringBuilder();
        Map<String, JsonNode> values = new HashMap<>();
        boolean open = false;
        while (variables.find()) {
            String name = variables.group(1).strip();
            JsonNode value = values.get(name);
            if (value == null) {
                value = own.has(name)
                        ? value(own.path(name))
                        : name.contains(".") ? attribute(TextNode.valueOf(name)) : ref(name);
                values.put(name, value);
            }
            open |= !isSingle(value);
            variables.appendReplacement(text, Matcher.quoteReplacement(value.asText()));
            if (text.length() > LONGEST) {
                return new Unresolved("${Fn::Sub}");
            }
        }
        return node(variables.appendTail(text).toString().replace("${!", "${"), open);
    }

    private static boolean isSingle(JsonNode value) {
        return value.isValueNode() && !Unresolved.is(value);
    }

    private static JsonNode node(String text, boolean open) {
        return open || text.length() > LONGEST ? new Unresolved(text) : TextNode.valueOf(text);
    }

    private JsonNode joined(JsonNode argument) {
        JsonNode list = value(argument.path(1));
        if (!list.isArray()) {
            return new Unresolved("${Fn::Join}");
        }
        StringBuilder text = new StringBuilder();
        boolean open = false;
        String delimiter = "";
        for (JsonNode part : list) {
            JsonNode value = value(part);
            open |= !isSingle(value);
            text.append(delimiter).append(value.asText());
            delimiter = argument.path(0).asText();
            if (text.length() > LONGEST) {
                return new Unresolved("${Fn::Join}");
            }
        }
        return node(text.toString(), open);
    }

    private JsonNode split(JsonNode argument) {
        JsonNode whole = value(argument.path(1));
        String delimiter = argument.path(0).asText();
        if (!whole.isValueNode() || delimiter.isEmpty()) {
            return new Unresolved("${Fn::Split}");
        }
        ArrayNode parts = Json.MAPPER.createArrayNode();
        for (String part : whole.asText().split(Pattern.quote(delimiter), -1)) {
            parts.add(node(part, Unresolved.is(whole)));
        }
        return parts;
    }

    private JsonNode selected(JsonNode argument) {
        JsonNode list = value(argument.path(1));
        JsonNode index = value(argument.path(0));
        if (!list.isArray() || Unresolved.is(index)) {
            return new Unresolved("${Fn::Select}");
        }
        JsonNode item = list.path(index.asInt(-1));
        return item.isMissingNode() ? new Unresolved("${Fn::Select}") : value(item);
    }

    /** A mapping holds texts and lists of texts, and no function (Template Reference, {@code Mappings}). */
    private JsonNode found(JsonNode argument) {
        JsonNode node = template.path("Mappings");
        for (int i = 0; i < 3; i++) {
            JsonNode key = value(argument.path(i));
            node = Unresolved.is(key) ? MissingNode.getInstance() : node.path(key.asText());
        }
        boolean plain = node.isValueNode() || (node.isArray() && node.valueStream().allMatch(JsonNode::isValueNode));
        return plain ? value(node) : new Unresolved("${Fn::FindInMap}");
    }
}
