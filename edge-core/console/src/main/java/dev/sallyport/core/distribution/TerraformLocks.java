package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.known;
import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;

/** What a Terraform plan or state holds beside its distributions and what decides about them. */
final class TerraformLocks {
    private final List<Terraform.Resource> resources;
    private final Function<String, Place> places;
    private final Referenced referenced;

    TerraformLocks(List<Terraform.Resource> resources, Function<String, Place> places, Referenced referenced) {
        this.resources = resources;
        this.places = places;
        this.referenced = referenced;
    }

    /** Notes policies, access controls, web ACLs and how origins let everyone in. */
    void note() {
        for (Terraform.Resource one : resources) {
            JsonNode values = one.values();
            switch (one.type()) {
                case "aws_cloudfront_origin_access_control" -> noteControl(one);
                case "aws_cloudfront_cache_policy" ->
                        notePolicy(one, "CachePolicy", CachePolicyConfig.builder().build());
                case "aws_cloudfront_origin_request_policy" ->
                        notePolicy(one, "OriginRequestPolicy", OriginRequestPolicyConfig.builder().build());
                case "aws_cloudfront_response_headers_policy" ->
                        notePolicy(one, "ResponseHeadersPolicy", ResponseHeadersPolicyConfig.builder().build());
                case "aws_wafv2_web_acl" -> noteWebAcl(one);
                case "aws_s3_bucket_policy" -> noteBucket(one);
                case "aws_lambda_function_url" -> {
                    if (text(values, "authorization_type").equals("NONE")) {
                        List<String> hosts = List.of(known(values, "url_id"), one.reference());
                        open(OriginKind.FUNCTION_URL, hosts, one, "has authorization_type NONE", null);
                    } else if (text(values, "authorization_type").equals("AWS_IAM")) {
                        List.of(known(values, "url_id"), one.reference()).stream()
                                .filter(name -> !name.isEmpty())
                                .forEach(name -> referenced.locks().shut(name, one.address() + " has authorization_type AWS_IAM"));
                    }
                }
                case "aws_api_gateway_method" -> {
                    if (isOpen(values, "authorization") && !text(values, "http_method").equals("OPTIONS")) {
                        open(OriginKind.API_GATEWAY, one.names("rest_api_id"), one, "has authorization NONE", null);
                    }
                }
                case "aws_apigatewayv2_route" -> {
                    if (isOpen(values, "authorization_type") && !text(values, "route_key").startsWith("OPTIONS ")) {
                        open(OriginKind.API_GATEWAY, one.names("api_id"), one, "has authorization_type NONE", null);
                    }
                }
                default -> {}
            }
        }
    }

    private static boolean isOpen(JsonNode values, String authorization) {
        return text(values, authorization).equals("NONE") && text(values, "api_key_required").replace("false", "").isEmpty();
    }

    private void open(
            OriginKind kind, List<String> names, Terraform.Resource one, String evidence, @Nullable String unless) {
        boolean mayRefuse = resources.stream()
                .filter(other -> other.type().equals("aws_api_gateway_rest_api_policy")
                        || (other.type().equals("aws_api_gateway_rest_api")
                                && (!text(other.values(), "policy").isEmpty()
                                        || other.values().path("endpoint_configuration").toString().contains("PRIVATE"))))
                .anyMatch(other -> kind == OriginKind.API_GATEWAY
                        && (names.contains(other.reference()) || other.names("rest_api_id").stream().anyMatch(names::contains)
                                || names.contains(known(other.values(), "id"))));
        if (!mayRefuse) {
            names.stream().filter(name -> !name.isEmpty()).forEach(name -> referenced.locks().open(new KnownLocks.Opening(
                    kind, name, one.address() + " " + evidence, places.apply(one.address()), unless)));
        }
    }

    private List<String> ids(Terraform.Resource one, String attribute) {
        return List.of(one.reference(), known(one.values(), attribute)).stream()
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private void noteControl(Terraform.Resource one) {
        for (String id : ids(one, "id")) {
            ObjectNode control = Json.MAPPER.createObjectNode().put("Id", id);
            control.putObject("OriginAccessControlConfig")
                    .set("SigningBehavior", one.values().path("signing_behavior"));
            referenced.add(Json.MAPPER.createObjectNode().set("OriginAccessControl", control));
        }
    }

    private void notePolicy(Terraform.Resource one, String kind, SdkPojo shape) {
        ForeignForm form = new ForeignForm(Resolver.Value::new, Spots.NONE);
        JsonNode config = form.read(one.values(), "", shape);
        boolean known = form.open().stream()
                .noneMatch(open -> open.startsWith("HeadersConfig") || open.startsWith("CookiesConfig")
                        || open.startsWith("CorsConfig") || open.startsWith("SecurityHeaders")
                        || open.startsWith("CustomHeaders")
                        || open.startsWith("Parameters") || open.contains("TTL "));
        if (known) {
            for (String id : ids(one, "id")) {
                ObjectNode policy = Json.MAPPER.createObjectNode().put("Id", id);
                policy.set(kind + "Config", config);
                referenced.add(Json.MAPPER.createObjectNode().set(kind, policy));
            }
        }
    }

    /** Terraform has each action as a list, which is empty where it is not the one. */
    private void noteWebAcl(Terraform.Resource one) {
        JsonNode values = one.values();
        if (!values.path("rule").isArray() || !text(values, "rule_json").isEmpty()) {
            return;
        }
        ObjectNode acl = Json.MAPPER.createObjectNode();
        acl.putObject("DefaultAction").setAll(action(values.path("default_action")));
        for (JsonNode rule : values.path("rule")) {
            ObjectNode read = acl.withArray("Rules").addObject();
            read.putObject("Action").setAll(action(rule.path("action")));
            read.putObject("OverrideAction").setAll(action(rule.path("override_action")));
        }
        ids(one, "arn").forEach(id -> referenced.addWebAcl(id, acl));
    }

    private static ObjectNode action(JsonNode block) {
        ObjectNode action = Json.MAPPER.createObjectNode();
        if (!block.path(0).path("allow").isEmpty()) {
            action.putObject("Allow");
        }
        if (!block.path(0).path("count").isEmpty()) {
            action.putObject("Count");
        }
        return action;
    }

    private void noteBucket(Terraform.Resource one) {
        JsonNode policy = one.values().path("policy");
        if (!policy.isTextual() || Unresolved.is(policy)) {
            return;
        }
        List<String> buckets = one.names("bucket");
        List<JsonNode> blocks = resources.stream()
                .filter(other -> other.type().equals("aws_s3_bucket_public_access_block"))
                .filter(other -> other.names("bucket").stream().anyMatch(buckets::contains))
                .map(Terraform.Resource::values)
                .toList();
        boolean shut = blocks.stream().anyMatch(block -> block.path("restrict_public_buckets").booleanValue());
        JsonNode block = blocks.isEmpty() ? MissingNode.getInstance() : blocks.getFirst();
        try {
            JsonNode document = Json.MAPPER.readTree(policy.asText());
            Optional<String> statement = OpenPolicy.everyoneReads(document);
            if (statement.isPresent() && !shut) {
                List<JsonNode> said = List.of(block.path("restrict_public_buckets"), block.path("block_public_policy"));
                open(OriginKind.S3, buckets, one, "allows " + statement.get(), OpenPolicy.unless(document, said));
            }
        } catch (JsonProcessingException e) {
            // Terraform keeps no other text there than the one that S3 took.
        }
    }
}
