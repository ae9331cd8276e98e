package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.cloudformation.template.Template.OutputDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.Template.ResourceDeclaration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether everything that a template refers to exists, and whether its resources can be put in an order. */
final class TemplateCheck {
    private final Template template;

    private TemplateCheck(Template template) {
        this.template = template;
    }

    static void check(Template template) {
        TemplateCheck check = new TemplateCheck(template);
        check.conditions();
        check.resources();
        check.outputs();
    }

    private void conditions() {
        Set<String> unresolved = new LinkedHashSet<>();
        for (ObjectNode section : List.of(template.conditions(), template.rules())) {
            References references = References.in(section);
            for (String name : references.names()) {
                if (!isParameter(name)) {
                    unresolved.add(name);
                }
            }
        }
        if (!unresolved.isEmpty()) {
            throw new TemplateException("Template format error: Unresolved dependencies " + unresolved
                    + ". Cannot reference resources in the Conditions block of the template");
        }
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        template.conditions().properties().forEach(entry -> {
            Set<String> named = References.in(entry.getValue()).conditions();
            named.forEach(name -> known(name, "Conditions"));
            needs.put(entry.getKey(), named);
        });
        try {
            DependencyOrder.of(needs);
        } catch (TemplateException e) {
            throw new TemplateException(e.message().replace("between resources", "between conditions"));
        }
    }

    private void resources() {
        Set<String> unresolved = new LinkedHashSet<>();
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        for (ResourceDeclaration resource : template.resources().values()) {
            References references = References.in(resource.properties());
            names(references, resource.condition(), "Resources", unresolved);
            for (String name : resource.dependsOn()) {
                if (!template.resources().containsKey(name)) {
                    unresolved.add(name);
                }
            }
            Set<String> named = references.names();
            named.addAll(resource.dependsOn());
            needs.put(resource.logicalId(), named);
        }
        refuse(unresolved, "Resources");
        DependencyOrder.of(needs);
    }

    private void outputs() {
        Set<String> unresolved = new LinkedHashSet<>();
        for (OutputDeclaration output : template.outputs().values()) {
            names(References.in(output.value()), output.condition(), "Outputs", unresolved);
            JsonNode export = output.export();
            if (export != null) {
                names(References.in(export), null, "Outputs", unresolved);
            }
        }
        refuse(unresolved, "Outputs");
    }

    private void names(References references, @Nullable String condition, String block, Set<String> unresolved) {
        if (condition != null) {
            known(condition, block);
        }
        references.conditions().forEach(name -> known(name, block));
        for (References.Attribute attribute : references.attributes()) {
            if (!template.resources().containsKey(attribute.logicalId())) {
                throw new TemplateException("Template error: instance of Fn::GetAtt references undefined resource "
                        + attribute.logicalId());
            }
        }
        for (String name : references.refs()) {
            if (!isParameter(name) && !template.resources().containsKey(name)) {
                unresolved.add(name);
            }
        }
    }

    private boolean isParameter(String name) {
        return template.parameters().containsKey(name) || Resolver.PSEUDO_PARAMETERS.contains(name);
    }

    private void known(String condition, String block) {
        if (!template.conditions().has(condition)) {
            throw new TemplateException("Template format error: Unresolved condition dependency " + condition + " in the "
                    + block + " block of the template");
        }
    }

    private static void refuse(Set<String> unresolved, String block) {
        if (!unresolved.isEmpty()) {
            throw new TemplateException("Template format error: Unresolved resource dependencies " + unresolved + " in the "
                    + block + " block of the template");
        }
    }
}
