package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.cloudformation.template.Template;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryResponse;
import software.amazon.awssdk.services.cloudformation.model.TemplateParameter;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateResponse;

/** What CloudFormation says of a template without deploying it. */
final class TemplateSummaries {
    private TemplateSummaries() {}

    static GetTemplateSummaryResponse summary(Template template) {
        String capability = Inputs.capability(template);
        return GetTemplateSummaryResponse.builder()
                .parameters(template.parameters().values().stream().map(Answers::parameter).toList())
                .description(Answers.blankToNull(template.description()))
                .capabilitiesWithStrings(capability == null ? List.of() : List.of(capability))
                .capabilitiesReason(reason(template, capability))
                .resourceTypes(types(template, type -> true))
                .version("2010-09-09")
                .metadata(template.metadata().isEmpty() ? null : template.metadata().toString())
                .declaredTransforms(template.transforms())
                .build();
    }

    static ValidateTemplateResponse validated(Template template) {
        String capability = Inputs.capability(template);
        return ValidateTemplateResponse.builder()
                .parameters(template.parameters().values().stream()
                        .map(one -> TemplateParameter.builder()
                                .parameterKey(one.name())
                                .defaultValue(one.defaultValue())
                                .noEcho(one.noEcho())
                                .description(Answers.blankToNull(one.description()))
                                .build())
                        .toList())
                .description(Answers.blankToNull(template.description()))
                .capabilitiesWithStrings(capability == null ? List.of() : List.of(capability))
                .capabilitiesReason(reason(template, capability))
                .declaredTransforms(template.transforms())
                .build();
    }

    private static @Nullable String reason(Template template, @Nullable String capability) {
        return capability == null
                ? null
                : "The following resource(s) require capabilities: "
                        + types(template, type -> type.startsWith("AWS::IAM::"));
    }

    private static Set<String> types(Template template, Predicate<String> wanted) {
        return template.resources().values().stream()
                .map(Template.ResourceDeclaration::type)
                .filter(wanted)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
