package dev.sallyport.core.sandbox.cloudformation.resource;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.KeyGroupConfig;
import software.amazon.awssdk.services.cloudfront.model.PublicKeyConfig;

/** AWS::CloudFront::PublicKey and AWS::CloudFront::KeyGroup. */
final class SigningKeys {
    private SigningKeys() {}

    static Map<String, ResourceHandler> of(CloudFrontClient cloudFront) {
        return Map.of(
                "AWS::CloudFront::PublicKey",
                new NamedConfig<>("PublicKeyConfig", PublicKeyConfig::builder, new PublicKeys(cloudFront)),
                "AWS::CloudFront::KeyGroup",
                new NamedConfig<>("KeyGroupConfig", KeyGroupConfig::builder, new KeyGroups(cloudFront)));
    }

    private record PublicKeys(CloudFrontClient cloudFront) implements NamedConfig.Calls<PublicKeyConfig> {
        @Override
        public Page list(@Nullable String marker) {
            var list = cloudFront.listPublicKeys(r -> r.marker(marker)).publicKeyList();
            Page page = new Page(list.nextMarker());
            list.items().forEach(one -> page.names().put(one.id(), one.name()));
            return page;
        }

        @Override
        public String create(PublicKeyConfig config) {
            return cloudFront.createPublicKey(r -> r.publicKeyConfig(config)).publicKey().id();
        }

        @Override
        public Current get(String id) {
            var now = cloudFront.getPublicKey(r -> r.id(id));
            return new Current(now.eTag(), now.publicKey().createdTime());
        }

        @Override
        public void update(String id, String etag, PublicKeyConfig config) {
            cloudFront.updatePublicKey(r -> r.id(id).ifMatch(etag).publicKeyConfig(config));
        }

        @Override
        public void delete(String id, String etag) {
            cloudFront.deletePublicKey(r -> r.id(id).ifMatch(etag));
        }
    }

    private record KeyGroups(CloudFrontClient cloudFront) implements NamedConfig.Calls<KeyGroupConfig> {
        @Override
        public Page list(@Nullable String marker) {
            var list = cloudFront.listKeyGroups(r -> r.marker(marker)).keyGroupList();
            Page page = new Page(list.nextMarker());
            list.items().forEach(one ->
                    page.names().put(one.keyGroup().id(), one.keyGroup().keyGroupConfig().name()));
            return page;
        }

        @Override
        public String create(KeyGroupConfig config) {
            return cloudFront.createKeyGroup(r -> r.keyGroupConfig(config)).keyGroup().id();
        }

        @Override
        public Current get(String id) {
            var now = cloudFront.getKeyGroup(r -> r.id(id));
            return new Current(now.eTag(), now.keyGroup().lastModifiedTime());
        }

        @Override
        public void update(String id, String etag, KeyGroupConfig config) {
            cloudFront.updateKeyGroup(r -> r.id(id).ifMatch(etag).keyGroupConfig(config));
        }

        @Override
        public void delete(String id, String etag) {
            cloudFront.deleteKeyGroup(r -> r.id(id).ifMatch(etag));
        }
    }
}
