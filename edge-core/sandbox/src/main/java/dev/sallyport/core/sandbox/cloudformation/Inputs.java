package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.cloudformation.StoredStack.Target;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import dev.sallyport.core.sandbox.cloudformation.template.Template.ResourceDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.TemplateReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What requests bring along, checked as AWS checks it. */
final class Inputs {
    /** The most bytes a template in a request may have; source: AWS page "CloudFormation quotas". */
    static final int MAX_BODY = 51_200;

    private static final int MAX_TAGS = 50;

    /** Properties that give IAM resources a name of their own and so need CAPABILITY_NAMED_IAM. */
    private static final Set<String> OWN_NAMES =
            Set.of("RoleName", "ManagedPolicyName", "UserName", "GroupName", "InstanceProfileName");

    private Inputs() {}

    static String stackName(@Nullable String name) {
        return name(name, "stackName", 128);
    }

    static String changeSetName(@Nullable String name) {
        return name(name, "changeSetName", 128);
    }

    private static String name(@Nullable String name, String member, int longest) {
        if (name == null) {
            throw Faults.validation("1 validation error detected: Value null at '" + member
                    + "' failed to satisfy constraint: Member must not be null");
        }
        if (!name.matches("[a-zA-Z][-a-zA-Z0-9]*")) {
            throw Faults.validation("1 validation error detected: Value '" + name + "' at '" + member
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                    + " [a-zA-Z][-a-zA-Z0-9]*");
        }
        if (name.length() > longest) {
            throw Faults.validation("1 validation error detected: Value '" + name + "' at '" + member
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + longest);
        }
        return name;
    }

    /** The text of the template in a request: the body, an object of S3, or null when neither is given. */
    static @Nullable String template(S3Client s3, @Nullable String body, @Nullable String url) {
        if (body != null && url != null) {
            throw Faults.validation("Only one of TemplateBody or TemplateURL may be specified.");
        }
        if (body != null) {
            if (body.isEmpty()) {
                throw Faults.validation("1 validation error detected: Value '' at 'templateBody' failed to satisfy"
                        + " constraint: Member must have length greater than or equal to 1");
            }
            if (body.getBytes(StandardCharsets.UTF_8).length > MAX_BODY) {
                throw Faults.validation("1 validation error detected: Value at 'templateBody' failed to satisfy constraint:"
                        + " Member must have length less than or equal to " + MAX_BODY);
            }
            return body;
        }
        return url == null ? null : fetch(s3, url);
    }

    private static String fetch(S3Client s3, String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw Faults.validation("TemplateURL must be a supported URL.");
        }
        String host = uri.getHost() == null ? "" : uri.getHost();
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        boolean virtual = host.matches(".+\\.s3[.-].*amazonaws\\.com");
        int slash = path.indexOf('/');
        if (!virtual && slash < 1) {
            throw Faults.validation("TemplateURL must be a supported URL.");
        }
        String bucket = virtual ? host.substring(0, host.lastIndexOf(".s3")) : path.substring(0, slash);
        String key = virtual ? path : path.substring(slash + 1);
        try {
            byte[] bytes = s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
            if (bytes.length > TemplateReader.MAX_BYTES) {
                throw Faults.validation("Template may not exceed " + TemplateReader.MAX_BYTES + " bytes in size.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (S3Exception e) {
            throw Faults.validation("S3 error: " + e.awsErrorDetails().errorMessage());
        }
    }

    /** Given values by name; {@code UsePreviousValue} takes them from {@code before}. */
    static Map<String, String> parameters(List<Parameter> given, Target before) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Parameter parameter : given) {
            String name = parameter.parameterKey();
            if (Boolean.TRUE.equals(parameter.usePreviousValue())) {
                String previous = before.parameters().get(name);
                if (previous == null) {
                    throw Faults.validation("Invalid input for parameter key " + name
                            + ". Cannot specify usePreviousValue as true for a parameter key not in the previous template");
                }
                values.put(name, previous);
            } else if (parameter.parameterValue() == null) {
                throw Faults.validation("Parameter '" + name + "' must have a value");
            } else {
                values.put(name, parameter.parameterValue());
            }
        }
        return values;
    }

    static Map<String, String> tags(List<Tag> given) {
        if (given.size() > MAX_TAGS) {
            throw Faults.validation("1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must"
                    + " have length less than or equal to " + MAX_TAGS);
        }
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : given) {
            if (tag.key().startsWith("aws:")) {
                throw Faults.validation("aws: prefixed tag key names are not allowed for external use.");
            }
            tags.put(tag.key(), tag.value() == null ? "" : tag.value());
        }
        return tags;
    }

    /** The capability that the template needs, or null. */
    static @Nullable String capability(Template template) {
        Set<String> needed = new TreeSet<>();
        for (ResourceDeclaration resource : template.resources().values()) {
            if (resource.type().startsWith("AWS::IAM::")) {
                boolean named = OWN_NAMES.stream().anyMatch(resource.properties()::has);
                needed.add(named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM");
            }
        }
        return needed.isEmpty() ? null : needed.contains("CAPABILITY_NAMED_IAM") ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM";
    }

    /** Where no change set shows what the transforms make. Source: API reference of CreateStack, Capabilities. */
    static Target expanded(Target target) {
        boolean acknowledged = target.capabilities().contains("CAPABILITY_AUTO_EXPAND");
        if (!acknowledged && !Template.parse(target.template()).transforms().isEmpty()) {
            throw Faults.capabilities("CAPABILITY_AUTO_EXPAND");
        }
        return target;
    }

    static void requireCapabilities(Template template, Set<String> acknowledged) {
        String needed = capability(template);
        if (needed == null || acknowledged.contains("CAPABILITY_NAMED_IAM") || acknowledged.contains(needed)) {
            return;
        }
        throw Faults.capabilities(needed);
    }
}
