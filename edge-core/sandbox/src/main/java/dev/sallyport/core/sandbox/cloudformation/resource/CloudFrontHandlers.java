package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.MonitoringSubscription;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;

/** AWS::CloudFront: origin access controls, policies and monitoring; distributions are {@link Distributions}. */
final class CloudFrontHandlers {
    private CloudFrontHandlers() {}

    static Map<String, ResourceHandler> of(CloudFrontClient cloudFront) {
        Map<String, ResourceHandler> handlers = new HashMap<>(SigningKeys.of(cloudFront));
        handlers.putAll(ViewerFunctionHandlers.of(cloudFront));
        handlers.putAll(Map.of(
                "AWS::CloudFront::Distribution", new Distributions(cloudFront),
                OriginIdentities.TYPE, new OriginIdentities(cloudFront),
                "AWS::CloudFront::MonitoringSubscription", new Monitoring(cloudFront),
                "AWS::CloudFront::OriginAccessControl", new NamedConfig<>(
                        "OriginAccessControlConfig",
                        OriginAccessControlConfig::builder,
                        new OriginAccessControls(cloudFront)),
                "AWS::CloudFront::CachePolicy", new NamedConfig<>(
                        "CachePolicyConfig", CachePolicyConfig::builder, new CachePolicies(cloudFront)),
                "AWS::CloudFront::OriginRequestPolicy", new NamedConfig<>(
                        "OriginRequestPolicyConfig",
                        OriginRequestPolicyConfig::builder,
                        new OriginRequestPolicies(cloudFront)),
                "AWS::CloudFront::ResponseHeadersPolicy", new NamedConfig<>(
                        "ResponseHeadersPolicyConfig",
                        ResponseHeadersPolicyConfig::builder,
                        new ResponseHeadersPolicies(cloudFront))));
        return handlers;
    }

    private record OriginAccessControls(CloudFrontClient cloudFront)
            implements NamedConfig.Calls<OriginAccessControlConfig> {
        @Override
        public Page list(@Nullable String marker) {
            var list = cloudFront.listOriginAccessControls(r -> r.marker(marker)).originAccessControlList();
            Page page = new Page(list.nextMarker());
            list.items().forEach(one -> page.names().put(one.id(), one.name()));
            return page;
        }

        @Override
        public String create(OriginAccessControlConfig config) {
            return cloudFront.createOriginAccessControl(r -> r.originAccessControlConfig(config))
                    .originAccessControl()
                    .id();
        }

        @Override
        public Current get(String id) {
            return new Current(cloudFront.getOriginAccessControl(r -> r.id(id)).eTag(), null);
        }

        @Override
        public void update(String id, String etag, OriginAccessControlConfig config) {
            cloudFront.updateOriginAccessControl(r -> r.id(id).ifMatch(etag).originAccessControlConfig(config));
        }

        @Override
        public void delete(String id, String etag) {
            cloudFront.deleteOriginAccessControl(r -> r.id(id).ifMatch(etag));
        }
    }

    private record CachePolicies(CloudFrontClient cloudFront) implements NamedConfig.Calls<CachePolicyConfig> {
        @Override
        public Page list(@Nullable String marker) {
            var list = cloudFront.listCachePolicies(r -> r.type("custom").marker(marker)).cachePolicyList();
            Page page = new Page(list.nextMarker());
            list.items().forEach(one ->
                    page.names().put(one.cachePolicy().id(), one.cachePolicy().cachePolicyConfig().name()));
            return page;
        }

        @Override
        public String create(CachePolicyConfig config) {
            return cloudFront.createCachePolicy(r -> r.cachePolicyConfig(config)).cachePolicy().id();
        }

        @Override
        public Current get(String id) {
            var now = cloudFront.getCachePolicy(r -> r.id(id));
            return new Current(now.eTag(), now.cachePolicy().lastModifiedTime());
        }

        @Override
        public void update(String id, String etag, CachePolicyConfig config) {
            cloudFront.updateCachePolicy(r -> r.id(id).ifMatch(etag).cachePolicyConfig(config));
        }

        @Override
        public void delete(String id, String etag) {
            cloudFront.deleteCachePolicy(r -> r.id(id).ifMatch(etag));
        }
    }

    private record OriginRequestPolicies(CloudFrontClient cloudFront)
            implements NamedConfig.Calls<OriginRequestPolicyConfig> {
        @Override
        public Page list(@Nullable String marker) {
            var list = cloudFront.listOriginRequestPolicies(r -> r.type("custom").marker(marker))
                    .originRequestPolicyList();
            Page page = new Page(list.nextMarker());
            list.items().forEach(one -> page.names().put(
                    one.originRequestPolicy().id(),
                    one.originRequestPolicy().originRequestPolicyConfig().name()));
            return page;
        }

        @Override
        public String create(OriginRequestPolicyConfig config) {
            return cloudFront.createOriginRequestPolicy(r -> r.originRequestPolicyConfig(config))
                    .originRequestPolicy()
                    .id();
        }

        @Override
        public Current get(String id) {
            var now = cloudFront.getOriginRequestPolicy(r -> r.id(id));
            return new Current(now.eTag(), now.originRequestPolicy().lastModifiedTime());
        }

        @Override
        public void update(String id, String etag, OriginRequestPolicyConfig config) {
            cloudFront.updateOriginRequestPolicy(r -> r.id(id).ifMatch(etag).originRequestPolicyConfig(config));
        }

        @Override
        public void delete(String id, String etag) {
            cloudFront.deleteOriginRequestPolicy(r -> r.id(id).ifMatch(etag));
        }
    }

    private record ResponseHeadersPolicies(CloudFrontClient cloudFront)
            implements NamedConfig.Calls<ResponseHeadersPolicyConfig> {
        @Override
        public Page list(@Nullable String marker) {
            var list = cloudFront.listResponseHeadersPolicies(r -> r.type("custom").marker(marker))
                    .responseHeadersPolicyList();
            Page page = new Page(list.nextMarker());
            list.items().forEach(one -> page.names().put(
                    one.responseHeadersPolicy().id(),
                    one.responseHeadersPolicy().responseHeadersPolicyConfig().name()));
            return page;
        }

        @Override
        public String create(ResponseHeadersPolicyConfig config) {
            return cloudFront.createResponseHeadersPolicy(r -> r.responseHeadersPolicyConfig(config))
                    .responseHeadersPolicy()
                    .id();
        }

        @Override
        public Current get(String id) {
            var now = cloudFront.getResponseHeadersPolicy(r -> r.id(id));
            return new Current(now.eTag(), now.responseHeadersPolicy().lastModifiedTime());
        }

        @Override
        public void update(String id, String etag, ResponseHeadersPolicyConfig config) {
            cloudFront.updateResponseHeadersPolicy(
                    r -> r.id(id).ifMatch(etag).responseHeadersPolicyConfig(config));
        }

        @Override
        public void delete(String id, String etag) {
            cloudFront.deleteResponseHeadersPolicy(r -> r.id(id).ifMatch(etag));
        }
    }

    private record Monitoring(CloudFrontClient cloudFront) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String id = wanted.text("DistributionId");
            return Absence.found(id, () -> cloudFront.getMonitoringSubscription(r -> r.distributionId(id)));
        }

        @Override
        public String create(Wanted wanted) {
            JsonNode given = wanted.properties().path("MonitoringSubscription");
            if (!(given instanceof ObjectNode object)) {
                throw new ResourceException("#/MonitoringSubscription: expected type: JSONObject");
            }
            MonitoringSubscription subscription =
                    PropertyMapping.SAME.request(wanted.type(), object, MonitoringSubscription.builder());
            cloudFront.createMonitoringSubscription(
                    r -> r.distributionId(wanted.text("DistributionId")).monitoringSubscription(subscription));
            return wanted.text("DistributionId");
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                create(wanted);
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> cloudFront.deleteMonitoringSubscription(r -> r.distributionId(id)));
        }
    }
}
