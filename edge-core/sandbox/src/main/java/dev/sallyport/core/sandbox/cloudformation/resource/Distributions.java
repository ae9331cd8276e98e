package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.cloudfront.model.Tag;

/** AWS::CloudFront::Distribution. */
record Distributions(CloudFrontClient cloudFront) implements ResourceHandler {
    private static final PropertyMapping MAPPING = PropertyMapping.SAME
            .renaming("IPV6Enabled", "IsIPV6Enabled")
            .renaming("OriginCustomHeaders", "CustomHeaders")
            .renaming("Locations", "Items");

    /** Its caller reference marks a distribution as the work of one creation, however often that is tried. */
    @Override
    public Set<String> existing(Wanted wanted) {
        return Listing.all(from -> {
            var page = cloudFront.listDistributions(r -> r.marker(from)).distributionList();
            return new Listing(
                    page.items().stream()
                            .map(DistributionSummary::id)
                            .filter(id -> cloudFront.getDistributionConfig(r -> r.id(id))
                                    .distributionConfig()
                                    .callerReference()
                                    .equals(wanted.token())),
                    Boolean.TRUE.equals(page.isTruncated()) ? page.nextMarker() : null);
        });
    }

    @Override
    public String create(Wanted wanted) {
        DistributionConfig config = config(wanted, wanted.token());
        List<Tag> tags = TagChange.tags(wanted.properties()).entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        if (tags.isEmpty()) {
            return cloudFront.createDistribution(r -> r.distributionConfig(config)).distribution().id();
        }
        return cloudFront.createDistributionWithTags(r -> r.distributionConfigWithTags(
                        both -> both.distributionConfig(config).tags(t -> t.items(tags))))
                .distribution()
                .id();
    }

    private static DistributionConfig config(Wanted wanted, String callerReference) {
        if (!(wanted.properties().path("DistributionConfig") instanceof ObjectNode given)) {
            throw new ResourceException("#/DistributionConfig: expected type: JSONObject");
        }
        ObjectNode config = given.deepCopy();
        config.put("CallerReference", callerReference);
        if (!config.has("Comment")) {
            config.put("Comment", "");
        }
        methods(config.path("DefaultCacheBehavior"));
        config.path("CacheBehaviors").forEach(Distributions::methods);
        config.path("Origins").forEach(Distributions::defaults);
        if (config.path("Logging") instanceof ObjectNode logging) {
            logging.put("Enabled", true);
            fill(logging, "IncludeCookies", "false");
            fill(logging, "Prefix", "");
        }
        if (config.path("DefaultCacheBehavior") instanceof ObjectNode behavior && behavior.has("PathPattern")) {
            throw new ResourceException("#/DistributionConfig/DefaultCacheBehavior: extraneous key [PathPattern]"
                    + " is not permitted");
        }
        return MAPPING.request(wanted.type(), config, DistributionConfig.builder());
    }

    /** The template has the cached methods beside the allowed ones, the API below them. */
    private static void methods(JsonNode behavior) {
        if (!(behavior instanceof ObjectNode object)) {
            return;
        }
        JsonNode allowed = object.remove("AllowedMethods");
        JsonNode cached = object.remove("CachedMethods");
        if (allowed == null && cached == null) {
            return;
        }
        ObjectNode methods = object.putObject("AllowedMethods");
        methods.set("Items", allowed == null ? list("GET", "HEAD") : allowed);
        methods.set("CachedMethods", cached == null ? list("GET", "HEAD") : cached);
    }

    private static JsonNode list(String... items) {
        var list = JsonNodeFactory.instance.arrayNode();
        List.of(items).forEach(list::add);
        return list;
    }

    /** Defaults that CloudFormation documents for origins and the API demands. */
    private static void defaults(JsonNode origin) {
        if (origin.path("CustomOriginConfig") instanceof ObjectNode custom) {
            fill(custom, "HTTPPort", "80");
            fill(custom, "HTTPSPort", "443");
        }
        if (origin.path("S3OriginConfig") instanceof ObjectNode s3) {
            fill(s3, "OriginAccessIdentity", "");
        }
    }

    private static void fill(ObjectNode object, String name, String value) {
        if (!object.has(name)) {
            object.put(name, value);
        }
    }

    @Override
    public boolean settled(String id, ObjectNode properties) {
        return distribution(id).status().equals("Deployed");
    }

    private Distribution distribution(String id) {
        return cloudFront.getDistribution(r -> r.id(id)).distribution();
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        if (before == null) {
            return;
        }
        GetDistributionConfigResponse now = cloudFront.getDistributionConfig(r -> r.id(id));
        DistributionConfig config = config(wanted, now.distributionConfig().callerReference());
        if (!before.path("DistributionConfig").equals(wanted.properties().path("DistributionConfig"))) {
            cloudFront.updateDistribution(r -> r.id(id).ifMatch(now.eTag()).distributionConfig(config));
        }
        String arn = distribution(id).arn();
        TagChange.between(before, wanted.properties())
                .apply(
                        put -> cloudFront.tagResource(
                                r -> r.resource(arn).tags(t -> t.items(TagChange.list(put, Distributions::tag)))),
                        gone -> cloudFront.untagResource(r -> r.resource(arn).tagKeys(t -> t.items(gone))));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode().put("Id", id).put("DomainName", distribution(id).domainName());
    }

    /** Disables it first, as CloudFront demands, and removes it once that is deployed. */
    @Override
    public boolean delete(String id, ObjectNode properties) {
        try {
            GetDistributionConfigResponse now = cloudFront.getDistributionConfig(r -> r.id(id));
            if (Boolean.TRUE.equals(now.distributionConfig().enabled())) {
                cloudFront.updateDistribution(r -> r.id(id)
                        .ifMatch(now.eTag())
                        .distributionConfig(now.distributionConfig().toBuilder().enabled(false).build()));
                return false;
            }
            if (!distribution(id).status().equals("Deployed")) {
                return false;
            }
            cloudFront.deleteDistribution(r -> r.id(id).ifMatch(now.eTag()));
            return true;
        } catch (NoSuchDistributionException e) {
            return true;
        }
    }
}
