package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A distribution in which nothing is found, in the form that {@code aws cloudfront get-distribution} prints, for tests
 * that change one thing in it.
 */
final class SampleDistribution {
    static final String CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
    static final String CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
    static final String ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";
    static final String ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
    static final String BUCKET = "site.s3.us-east-1.amazonaws.com";
    static final String FUNCTION_URL = "abc123.lambda-url.us-east-1.on.aws";
    static final String API = "a1b2c3.execute-api.us-east-1.amazonaws.com";
    static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:sign:3";

    private final ObjectNode root = Json.MAPPER.createObjectNode();
    final ObjectNode distribution = root.put("ETag", "E2QWRUHEXAMPLE").putObject("Distribution");
    final ObjectNode config;

    SampleDistribution() {
        distribution.put("Id", "EDFDVBD6EXAMPLE");
        distribution.put("ARN", "arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE");
        distribution.put("Status", "Deployed").put("DomainName", "d111111abcdef8.cloudfront.net");
        config = distribution.putObject("DistributionConfig");
        config.put("CallerReference", "r").put("Comment", "").put("Enabled", true);
        config.put("DefaultRootObject", "index.html");
        config.put("WebACLId", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1");
        config.putObject("Logging").put("Enabled", true).put("Bucket", "logs.s3.amazonaws.com").put("Prefix", "");
        config.putObject("ViewerCertificate").put("CloudFrontDefaultCertificate", true);
        config.putObject("Origins").putArray("Items");
        config.putObject("CacheBehaviors").putArray("Items");
        bucket("site", BUCKET).put("OriginAccessControlId", "E1OAC");
        fill(config.putObject("DefaultCacheBehavior"), "site", CACHING_OPTIMIZED, "");
    }

    private ObjectNode origin(String id, String domainName) {
        ObjectNode origin = ((ArrayNode) config.path("Origins").path("Items")).addObject();
        return origin.put("Id", id).put("DomainName", domainName);
    }

    /** Adds an S3 origin without any protection. */
    ObjectNode bucket(String id, String domainName) {
        ObjectNode origin = origin(id, domainName);
        origin.putObject("S3OriginConfig").put("OriginAccessIdentity", "");
        return origin;
    }

    /** Adds a custom origin without any protection but TLS 1.2. */
    ObjectNode custom(String id, String domainName) {
        ObjectNode origin = origin(id, domainName);
        ObjectNode custom = origin.putObject("CustomOriginConfig").put("OriginProtocolPolicy", "https-only");
        custom.putObject("OriginSslProtocols").putArray("Items").add("TLSv1.2");
        return origin;
    }

    static ObjectNode header(ObjectNode origin, String name, String value) {
        ObjectNode header = origin.putObject("CustomHeaders").putArray("Items").addObject();
        header.put("HeaderName", name).put("HeaderValue", value);
        return origin;
    }

    /** Makes the default behavior go to another origin. */
    ObjectNode byDefault(String target, String cachePolicy, String originRequestPolicy) {
        return fill((ObjectNode) config.path("DefaultCacheBehavior"), target, cachePolicy, originRequestPolicy);
    }

    /** Adds a behavior before the default one. */
    ObjectNode behavior(String pattern, String target) {
        ObjectNode behavior = ((ArrayNode) config.path("CacheBehaviors").path("Items")).addObject();
        return fill(behavior.put("PathPattern", pattern), target, CACHING_DISABLED, "");
    }

    private static ObjectNode fill(ObjectNode behavior, String target, String cachePolicy, String originRequestPolicy) {
        behavior.put("TargetOriginId", target).put("ViewerProtocolPolicy", "redirect-to-https");
        behavior.put("CachePolicyId", cachePolicy).put("OriginRequestPolicyId", originRequestPolicy);
        return methods(behavior, "GET", "HEAD");
    }

    static ObjectNode methods(ObjectNode behavior, String... methods) {
        ArrayNode items = behavior.putObject("AllowedMethods").putArray("Items");
        List.of(methods).forEach(items::add);
        return behavior;
    }

    static ObjectNode allMethods(ObjectNode behavior) {
        return methods(behavior, "HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH");
    }

    static ObjectNode function(ObjectNode behavior, String eventType, boolean includeBody) {
        ObjectNode function = behavior.putObject("LambdaFunctionAssociations").putArray("Items").addObject();
        function.put("LambdaFunctionARN", FUNCTION).put("EventType", eventType).put("IncludeBody", includeBody);
        return behavior;
    }

    /** Adds a group of origins. */
    void group(String id, String... members) {
        ObjectNode group = config.withObject("/OriginGroups").withArray("Items").addObject().put("Id", id);
        ArrayNode items = group.putObject("Members").putArray("Items");
        List.of(members).forEach(member -> items.addObject().put("OriginId", member));
    }

    JsonNode json() {
        return root;
    }

    Distribution read(Path folder) {
        return read(folder, root).getFirst();
    }

    /** The findings, as severity and id, but that functions are not seen, which is so of every file. */
    List<String> findings(Path folder) {
        return found(read(folder));
    }

    static List<String> found(Distribution distribution) {
        return distribution.findings().stream()
                .filter(finding -> !finding.id().equals("signer-not-seen"))
                .map(finding -> finding.severity().word() + " " + finding.id())
                .toList();
    }

    static List<Distribution> read(Path folder, JsonNode document) {
        try {
            return SavedDistributions.read(Files.writeString(folder.resolve("saved.json"), document.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
