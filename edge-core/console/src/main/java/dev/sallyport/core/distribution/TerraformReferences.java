package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an expression of a Terraform configuration refers to, as a plan says it: {@code {"references": […]}}. */
final class TerraformReferences {
    /** The part of an endpoint's name that is known before the resource is (Terraform AWS provider, attribute reference). */
    private static final Map<String, String> ENDPOINTS = Map.ofEntries(
            Map.entry("aws_s3_bucket.bucket_domain_name", ".s3.amazonaws.com"),
            Map.entry("aws_s3_bucket.bucket_regional_domain_name", ".s3.amazonaws.com"),
            Map.entry("aws_s3_bucket.website_endpoint", ".s3-website.${region}.amazonaws.com"),
            Map.entry("aws_lambda_function_url.function_url", ".lambda-url.${region}.on.aws"),
            Map.entry("aws_lambda_function_url.url_id", ".lambda-url.${region}.on.aws"),
            Map.entry("aws_api_gateway_rest_api.id", ".execute-api.${region}.amazonaws.com"),
            Map.entry("aws_apigatewayv2_api.api_endpoint", ".execute-api.${region}.amazonaws.com"),
            Map.entry("aws_lb.dns_name", ".${region}.elb.amazonaws.com"),
            Map.entry("aws_alb.dns_name", ".${region}.elb.amazonaws.com"));

    private TerraformReferences() {}

    /** The value that stands for an attribute that is known only after apply. */
    static JsonNode standIn(JsonNode expression, String attribute, String module) {
        List<String[]> referred = referred(expression);
        if (referred.size() != 1) {
            return new Unresolved("${known after apply}");
        }
        String[] one = referred.getFirst();
        String resource = "${" + module + one[0] + "}";
        if (attribute.equals("domain_name")) {
            String type = one[0].substring(0, one[0].indexOf('.'));
            String endpoint = ENDPOINTS.get(type + "." + one[1]);
            return endpoint == null ? new Unresolved(resource) : TextNode.valueOf(resource + endpoint);
        }
        return TextNode.valueOf(resource);
    }

    /** The one resource that an expression refers to, as {@code ${address}}; null where there is none or are several. */
    static @Nullable String whole(JsonNode expression, String module) {
        List<String[]> referred = referred(expression);
        return referred.size() == 1 ? "${" + module + referred.getFirst()[0] + "}" : null;
    }

    /**
     * The resources' attributes, each as address and attribute; a plan lists each attribute before the resource that it
     * is of. A reference to anything else, such as a variable or a module's output, makes all of it uncertain.
     */
    private static List<String[]> referred(JsonNode expression) {
        List<String[]> found = new ArrayList<>();
        List<String> references = new ArrayList<>();
        expression.path("references").forEach(reference -> references.add(reference.asText()));
        for (String reference : references) {
            int at = reference.lastIndexOf('.');
            if (!reference.startsWith("aws_") || at < 0) {
                return List.of();
            }
            String address = reference.substring(0, at);
            if (address.indexOf('.') > 0 && references.contains(address)) {
                found.add(new String[] {address, reference.substring(at + 1)});
            }
        }
        return found;
    }
}
