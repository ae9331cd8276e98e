package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.fuzz.FuzzedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Templates in JSON and YAML: parsed and their functions carried out, or refused in CloudFormation's words. */
class TemplateFuzzTest extends FuzzedReader implements Resolver.Lookup {
    private static final Resolver.Scope SCOPE =
            new Resolver.Scope("111122223333", "us-east-1", "arn:stack", "shop", List.of());

    @Override
    protected void read(byte[] input) {
        try {
            Template template = Template.parse(new String(input, StandardCharsets.UTF_8));
            Resolver resolver = new Resolver(template, Parameters.bind(template, Map.of()), SCOPE, this);
            Parameters.checkRules(template, resolver);
            for (Template.ResourceDeclaration resource : template.resources().values()) {
                if (resource.condition() == null || resolver.condition(resource.condition())) {
                    resolver.resolve(resource.properties());
                }
            }
            template.outputs().values().forEach(output -> resolver.resolve(output.value()));
        } catch (TemplateException refused) {
            // As declared.
        }
    }

    @Override
    public JsonNode ref(String logicalId) {
        return JsonNodeFactory.instance.textNode("id-of-" + logicalId);
    }

    @Override
    public JsonNode attribute(String logicalId, String name) {
        return JsonNodeFactory.instance.textNode(logicalId + "." + name);
    }

    @Override
    public JsonNode imported(String exportName) {
        return JsonNodeFactory.instance.textNode("imported " + exportName);
    }
}
