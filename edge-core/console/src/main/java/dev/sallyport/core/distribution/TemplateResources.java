package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;

/** What stands in a template beside its distributions and decides about them. */
final class TemplateResources {
    private final JsonNode resources;
    private final Intrinsics intrinsics;
    private final TemplatePlaces places;
    private final Referenced referenced;

    TemplateResources(JsonNode template, Intrinsics intrinsics, TemplatePlaces places, Referenced referenced) {
        this.resources = template.path("Resources");
        this.intrinsics = intrinsics;
        this.places = places;
        this.referenced = referenced;
    }

    /** Notes policies, access controls, web ACLs and how origins let everyone in. */
    void note() {
        for (Map.Entry<String, JsonNode> resource : resources.properties()) {
            String id = resource.getKey();
            JsonNode properties = ForeignForm.resolved(
                    intrinsics.resolve(resource.getValue().path("Properties"), ""), intrinsics, 0);
            String made = "${" + id + "}";
            switch (text(resource.getValue(), "Type")) {
                case "AWS::CloudFront::OriginAccessControl" -> noteControl(made, properties);
                case "AWS::CloudFront::CachePolicy" ->
                        notePolicy(made, "CachePolicy", properties, CachePolicyConfig.builder().build());
                case "AWS::CloudFront::OriginRequestPolicy" -> notePolicy(
                        made, "OriginRequestPolicy", properties, OriginRequestPolicyConfig.builder().build());
                case "AWS::CloudFront::ResponseHeadersPolicy" -> notePolicy(
                        made, "ResponseHeadersPolicy", properties, ResponseHeadersPolicyConfig.builder().build());
                case "AWS::WAFv2::WebACL" -> referenced.addWebAcl("${" + id + ".Arn}", properties);
                case "AWS::S3::BucketPolicy" -> noteBucket(id, properties);
                case "AWS::Lambda::Url" -> {
                    if (text(properties, "AuthType").equals("NONE")) {
                        open(OriginKind.FUNCTION_URL, made, id + " has AuthType NONE", id, "AuthType", null);
                    } else if (text(properties, "AuthType").equals("AWS_IAM")) {
                        referenced.locks().shut(made, id + " has AuthType AWS_IAM");
                    }
                }
                case "AWS::ApiGateway::Method" -> noteMethod(id, properties);
                case "AWS::ApiGatewayV2::Route" -> {
                    if ((isOpen(properties) || !properties.has("AuthorizationType"))
                            && !text(properties, "RouteKey").startsWith("OPTIONS ")) {
                        openApi(named(properties, "ApiId"), id, text(properties, "RouteKey"));
                    }
                }
                default -> {}
            }
        }
    }

    private void noteControl(String made, JsonNode properties) {
        JsonNode config = properties.path("OriginAccessControlConfig");
        ObjectNode control = Json.MAPPER.createObjectNode().put("Id", made);
        control.putObject("OriginAccessControlConfig")
                .set("SigningBehavior", Unresolved.is(config) ? config : config.path("SigningBehavior"));
        referenced.add(Json.MAPPER.createObjectNode().set("OriginAccessControl", control));
    }

    private void notePolicy(String made, String kind, JsonNode properties, SdkPojo shape) {
        ForeignForm form = new ForeignForm(intrinsics, Spots.NONE);
        JsonNode config = form.read(properties.path(kind + "Config"), "", shape);
        boolean known = form.open().stream().allMatch(open -> open.startsWith("Name ") || open.startsWith("Comment "));
        if (known) {
            ObjectNode policy = Json.MAPPER.createObjectNode().put("Id", made);
            policy.set(kind + "Config", config);
            referenced.add(Json.MAPPER.createObjectNode().set(kind, policy));
        }
    }

    /** A bucket that restricts public buckets lets nobody in by such a policy (S3 User Guide, "Blocking public access"). */
    private void noteBucket(String id, JsonNode properties) {
        String bucket = named(properties, "Bucket");
        JsonNode block = intrinsics
                .resolve(own(bucket).path("PublicAccessBlockConfiguration"), "")
                .node();
        JsonNode restricts = truth(block.path("RestrictPublicBuckets"));
        JsonNode policy = properties.path("PolicyDocument");
        Optional<String> statement = OpenPolicy.everyoneReads(policy);
        if (statement.isPresent() && !restricts.booleanValue()) {
            String unless = OpenPolicy.unless(policy, List.of(restricts, truth(block.path("BlockPublicPolicy"))));
            open(OriginKind.S3, bucket, id + " allows " + statement.get(), id, "PolicyDocument", unless);
        }
    }

    private JsonNode truth(JsonNode raw) {
        return ForeignForm.truth(intrinsics.resolve(raw, "").node());
    }

    /** The properties of the resource that {@code ${LogicalId}} names. */
    private JsonNode own(String made) {
        return resources.path(made.replaceAll("^\\$\\{|}$", "")).path("Properties");
    }

    private void noteMethod(String id, JsonNode properties) {
        if (isOpen(properties) && !text(properties, "HttpMethod").equals("OPTIONS")) {
            openApi(named(properties, "RestApiId"), id, text(properties, "HttpMethod"));
        }
    }

    /** An API key that has to be sent may be known to the edge alone. */
    private static boolean isOpen(JsonNode method) {
        return text(method, "AuthorizationType").equals("NONE")
                && ForeignForm.truth(method.path("ApiKeyRequired")).asText("false").equals("false");
    }

    /** A resource policy or a private endpoint may refuse what the method takes. */
    private void openApi(String api, String id, String method) {
        JsonNode properties = own(api);
        if (!properties.has("Policy") && !properties.path("EndpointConfiguration").toString().contains("PRIVATE")) {
            boolean said = resources.path(id).path("Properties").has("AuthorizationType");
            String evidence = id + " (" + method + ") has "
                    + (said ? "AuthorizationType NONE" : "no AuthorizationType, which lets everyone in");
            open(OriginKind.API_GATEWAY, api, evidence, id, said ? "AuthorizationType" : "RouteKey", null);
        }
    }

    private static String named(JsonNode properties, String member) {
        return Unresolved.isOneThing(properties.path(member)) ? text(properties, member) : "";
    }

    private void open(
            OriginKind kind, String name, String evidence, String id, String member, @Nullable String unless) {
        if (name.isEmpty()) {
            return;
        }
        Place place = places.of("/Resources/" + id + "/Properties/" + member);
        referenced.locks().open(new KnownLocks.Opening(kind, name, evidence, place, unless));
    }
}
