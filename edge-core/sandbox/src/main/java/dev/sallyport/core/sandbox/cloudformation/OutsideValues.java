package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.cloudformation.template.DynamicReferences;
import dev.sallyport.core.sandbox.cloudformation.template.DynamicReferences.Reference;
import dev.sallyport.core.sandbox.cloudformation.template.ParameterDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import dev.sallyport.core.sandbox.cloudformation.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;

/** Values that a template takes from Systems Manager's parameters and from Secrets Manager's secrets. */
record OutsideValues(SsmClient ssm, SecretsManagerClient secrets) {
    /** An ARN has seven parts, all of them before what is asked of the secret. */
    private static final int ARN_PARTS = 7;

    /**
     * The values of those parameters of the template that stand for one of Systems Manager's, by name.
     *
     * @param bound the name of Systems Manager's parameter, by the template's
     * @throws TemplateException in AWS's words when one is not there or is secret
     */
    Map<String, String> parameters(Template template, Map<String, String> bound) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> secret = new ArrayList<>();
        for (ParameterDeclaration declaration : template.parameters().values()) {
            String name = bound.get(declaration.name());
            if (name == null || !(declaration.isKept() || declaration.namesKept())) {
                continue;
            }
            Optional<Parameter> kept = parameter(name);
            if (kept.isEmpty()) {
                missing.add(name);
            } else if (declaration.isKept() && kept.get().type() == ParameterType.SECURE_STRING) {
                secret.add(name);
            } else if (declaration.isKept()) {
                declaration.checkKept(kept.get().value());
                values.put(declaration.name(), kept.get().value());
            }
        }
        if (!missing.isEmpty()) {
            throw new TemplateException("Unable to fetch parameters [" + String.join(",", missing)
                    + "] from parameter store for this account.");
        }
        if (!secret.isEmpty()) {
            throw new TemplateException("Parameters [" + String.join(",", secret)
                    + "] referenced by template have types not supported by CloudFormation.");
        }
        return values;
    }

    private Optional<Parameter> parameter(String name) {
        try {
            return Optional.of(ssm.getParameter(r -> r.name(name)).parameter());
        } catch (ParameterNotFoundException | ParameterVersionNotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * What the references in a resource's properties stand for, by their text. Those to secrets stay as they are in a custom
     * resource, whose function would be told them.
     *
     * @throws TemplateException in AWS's words when one cannot be resolved
     */
    Map<String, String> references(String type, JsonNode properties) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Reference reference : DynamicReferences.in(properties)) {
            if (reference.service().equals("ssm") || !Template.isCustom(type)) {
                values.put(reference.text(), value(reference, type));
            }
        }
        return values;
    }

    /** An output's text: references to plain parameters are resolved there too. */
    String output(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        JsonNode given = JsonNodeFactory.instance.textNode(text);
        for (Reference reference : DynamicReferences.in(given)) {
            if (reference.service().equals("ssm")) {
                values.put(reference.text(), plain(reference.key()));
            }
        }
        return DynamicReferences.replaced(given, values).asText();
    }

    private String value(Reference reference, String type) {
        return switch (reference.service()) {
            case "ssm" -> plain(reference.key());
            case "secretsmanager" -> secret(reference.key());
            // The properties that may have one, such as passwords of databases, belong to types that are not carried.
            case "ssm-secure" -> throw new TemplateException("SSM Secure reference is not supported in: [" + type + "]");
            default -> throw new TemplateException("Invalid dynamic reference: " + reference.text());
        };
    }

    private String plain(String key) {
        Parameter kept = parameter(key)
                .orElseThrow(() -> new TemplateException("Parameters: [ssm:" + key + "] cannot be found."));
        if (kept.type() == ParameterType.SECURE_STRING) {
            throw new TemplateException("Non-secure ssm prefix was used for secure parameter: [" + kept.name() + "]");
        }
        return kept.value();
    }

    /** {@code secret-id:SecretString:json-key:version-stage:version-id}; all but the id may be left out. */
    private String secret(String key) {
        List<String> parts = List.of(key.split(":", -1));
        int idParts = Arns.isMeant(key) ? Math.min(ARN_PARTS, parts.size()) : 1;
        String id = String.join(":", parts.subList(0, idParts));
        List<String> rest = parts.subList(idParts, parts.size());
        String kind = part(rest, 0);
        if (kind != null && !kind.equals("SecretString")) {
            throw new TemplateException("Invalid dynamic reference: only SecretString of a secret can be asked for, not "
                    + kind);
        }
        try {
            String text = secrets.getSecretValue(
                            r -> r.secretId(id).versionStage(part(rest, 2)).versionId(part(rest, 3)))
                    .secretString();
            String member = part(rest, 1);
            return member == null ? text : member(text, member);
        } catch (AwsServiceException e) {
            throw new TemplateException(e.awsErrorDetails().errorMessage());
        }
    }

    private static @Nullable String part(List<String> parts, int at) {
        return parts.size() <= at || parts.get(at).isEmpty() ? null : parts.get(at);
    }

    private static String member(String text, String name) {
        JsonNode found;
        try {
            found = Json.MAPPER.readTree(text).path(name);
        } catch (JsonProcessingException e) {
            throw new TemplateException("Could not parse SecretString JSON");
        }
        if (found.isMissingNode()) {
            throw new TemplateException("Could not find a value associated with JSONKey in SecretString");
        }
        return found.isContainerNode() ? found.toString() : found.asText();
    }
}
