package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of a template's parameters: what was given, else the default; checked against every constraint. */
public final class Parameters {
    private Parameters() {}

    /**
     * Binds values to the declared parameters.
     *
     * @param given raw text by name
     * @return raw text for every declared parameter, in the template's order
     * @throws TemplateException when one is missing, unknown or breaks a constraint
     */
    public static Map<String, String> bind(Template template, Map<String, String> given) {
        List<String> unknown = given.keySet().stream()
                .filter(name -> !template.parameters().containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new TemplateException("Parameters: " + unknown + " do not exist in the template");
        }
        List<String> missing = new ArrayList<>();
        Map<String, String> bound = new LinkedHashMap<>();
        for (ParameterDeclaration declaration : template.parameters().values()) {
            String value = given.getOrDefault(declaration.name(), declaration.defaultValue());
            if (value == null) {
                missing.add(declaration.name());
            } else {
                bound.put(declaration.name(), value);
            }
        }
        if (!missing.isEmpty()) {
            throw new TemplateException("Parameters: " + missing + " must have values");
        }
        bound.forEach((name, value) -> declared(template, name).check(value));
        return bound;
    }

    private static ParameterDeclaration declared(Template template, String name) {
        ParameterDeclaration declaration = template.parameters().get(name);
        if (declaration == null) {
            throw new IllegalStateException(name);
        }
        return declaration;
    }

    /**
     * Checks the template's Rules.
     *
     * @throws TemplateException naming the assertions that do not hold
     */
    public static void checkRules(Template template, Resolver resolver) {
        List<String> failed = new ArrayList<>();
        template.rules().properties().forEach(entry -> {
            JsonNode rule = entry.getValue();
            if (rule.has("RuleCondition") && !resolver.conditions().truth(rule.get("RuleCondition"))) {
                return;
            }
            for (JsonNode assertion : rule.path("Assertions")) {
                if (!resolver.conditions().truth(assertion.path("Assert"))) {
                    failed.add(entry.getKey() + ": " + assertion.path("AssertDescription").asText("assertion failed").strip());
                }
            }
        });
        if (!failed.isEmpty()) {
            throw new TemplateException("Template error: rules do not hold: " + String.join("; ", failed));
        }
    }
}
