package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a template refers to.
 *
 * @param refs names under {@code Ref} and {@code Fn::Sub}
 * @param attributes what {@code Fn::GetAtt} and {@code Fn::Sub} ask of resources
 * @param conditions names under {@code Fn::If} and {@code Condition}
 */
public record References(Set<String> refs, Set<Attribute> attributes, Set<String> conditions) {
    /** One attribute of one resource; {@code name} may hold dots. */
    public record Attribute(String logicalId, String name) {}

    /** Everything below {@code node}, both branches of each {@code Fn::If}. */
    public static References in(JsonNode node) {
        return collect(node, null);
    }

    /** Only what counts when the conditions are as given: the branch of each {@code Fn::If} that is taken. */
    public static References taken(JsonNode node, Predicate<String> conditions) {
        return collect(node, conditions);
    }

    private static References collect(JsonNode node, @Nullable Predicate<String> conditions) {
        References found = new References(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        found.walk(node, conditions);
        return found;
    }

    /** The logical ids or parameters that are named in any way. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(refs);
        attributes.forEach(attribute -> names.add(attribute.logicalId()));
        return names;
    }

    private void walk(JsonNode node, @Nullable Predicate<String> taken) {
        if (node.isArray()) {
            node.forEach(item -> walk(item, taken));
            return;
        }
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        if (object.size() == 1) {
            Map.Entry<String, JsonNode> only = object.properties().iterator().next();
            JsonNode argument = only.getValue();
            switch (only.getKey()) {
                case "Ref" -> {
                    if (!argument.isTextual()) {
                        throw new TemplateException("Template error: every Ref object must have a single String value.");
                    }
                    refs.add(argument.textValue());
                }
                case "Condition" -> {
                    if (argument.isTextual()) {
                        conditions.add(argument.textValue());
                    } else {
                        walk(argument, taken);
                    }
                }
                case "Fn::GetAtt" -> getAtt(argument, taken);
                case "Fn::Sub" -> sub(argument, taken);
                case "Fn::If" -> branch(argument, taken);
                default -> walk(argument, taken);
            }
            return;
        }
        object.forEach(member -> walk(member, taken));
    }

    private void getAtt(JsonNode argument, @Nullable Predicate<String> taken) {
        if (argument.isTextual() && argument.textValue().indexOf('.') > 0) {
            dotted(argument.textValue());
        } else if (argument.isArray() && argument.size() == 2 && argument.get(0).isTextual()) {
            attributes.add(new Attribute(argument.get(0).textValue(), argument.get(1).asText()));
            walk(argument.get(1), taken);
        } else {
            throw new TemplateException("Template error: every Fn::GetAtt object requires two non-empty parameters,"
                    + " the resource name and the resource attribute");
        }
    }

    private void sub(JsonNode argument, @Nullable Predicate<String> taken) {
        Set<String> own = new LinkedHashSet<>();
        if (argument.isArray()) {
            argument.path(1).fieldNames().forEachRemaining(own::add);
            walk(argument.path(1), taken);
        }
        for (String name : SubText.parse(SubText.template(argument)).names()) {
            if (own.contains(name)) {
                continue;
            }
            if (name.indexOf('.') > 0) {
                dotted(name);
            } else {
                refs.add(name);
            }
        }
    }

    private void dotted(String text) {
        int dot = text.indexOf('.');
        attributes.add(new Attribute(text.substring(0, dot), text.substring(dot + 1)));
    }

    private void branch(JsonNode argument, @Nullable Predicate<String> taken) {
        if (!argument.isArray() || argument.size() != 3 || !argument.get(0).isTextual()) {
            throw new TemplateException("Template error: Fn::If requires a list argument with three elements:"
                    + " a condition name and the two values");
        }
        String condition = argument.get(0).textValue();
        conditions.add(condition);
        if (taken == null) {
            walk(argument.get(1), null);
            walk(argument.get(2), null);
        } else {
            walk(argument.get(taken.test(condition) ? 1 : 2), taken);
        }
    }
}
