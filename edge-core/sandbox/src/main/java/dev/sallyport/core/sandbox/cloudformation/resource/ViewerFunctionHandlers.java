package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyValueStoreRequest;
import software.amazon.awssdk.services.cloudfront.model.FunctionConfig;
import software.amazon.awssdk.services.cloudfront.model.KeyValueStore;
import software.amazon.awssdk.services.cloudfront.model.Tag;

/** AWS::CloudFront::Function and AWS::CloudFront::KeyValueStore. */
final class ViewerFunctionHandlers {
    private ViewerFunctionHandlers() {}

    static Map<String, ResourceHandler> of(CloudFrontClient cloudFront) {
        return Map.of(
                "AWS::CloudFront::Function", new Functions(cloudFront),
                "AWS::CloudFront::KeyValueStore", new KeyValueStores(cloudFront));
    }

    /** Both kinds are made without tags. */
    private static void tag(CloudFrontClient cloudFront, String arn, @Nullable ObjectNode before, Wanted wanted) {
        TagChange.between(before == null ? JsonNodeFactory.instance.objectNode() : before, wanted.properties())
                .apply(
                        put -> cloudFront.tagResource(r -> r.resource(arn)
                                .tags(t -> t.items(TagChange.list(
                                        put, (key, value) -> Tag.builder().key(key).value(value).build())))),
                        gone -> cloudFront.untagResource(r -> r.resource(arn).tagKeys(k -> k.items(gone))));
    }

    private record Functions(CloudFrontClient cloudFront) implements ResourceHandler {
        private static String name(String arn) {
            return Arns.name(arn);
        }

        private static FunctionConfig config(Wanted wanted) {
            ObjectNode given = wanted.properties().path("FunctionConfig") instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
            return PropertyMapping.SAME.request(wanted.type(), given, FunctionConfig.builder());
        }

        private String etag(String name) {
            return cloudFront.describeFunction(r -> r.name(name)).eTag();
        }

        @Override
        public Set<String> existing(Wanted wanted) {
            return Listing.all(marker -> {
                var page = cloudFront.listFunctions(r -> r.marker(marker)).functionList();
                return new Listing(
                        page.items().stream()
                                .filter(one -> one.name().equals(wanted.text("Name")))
                                .map(one -> one.functionMetadata().functionARN()),
                        page.nextMarker());
            });
        }

        @Override
        public String create(Wanted wanted) {
            return cloudFront.createFunction(r -> r.name(wanted.text("Name"))
                            .functionConfig(config(wanted))
                            .functionCode(SdkBytes.fromUtf8String(wanted.text("FunctionCode"))))
                    .functionSummary()
                    .functionMetadata()
                    .functionARN();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            String name = name(id);
            if (before != null) {
                String etag = etag(name);
                cloudFront.updateFunction(r -> r.name(name)
                        .ifMatch(etag)
                        .functionConfig(config(wanted))
                        .functionCode(SdkBytes.fromUtf8String(wanted.text("FunctionCode"))));
            }
            tag(cloudFront, id, before, wanted);
            if (wanted.properties().path("AutoPublish").asBoolean()) {
                String etag = etag(name);
                cloudFront.publishFunction(r -> r.name(name).ifMatch(etag));
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("FunctionARN", id)
                    .put("FunctionMetadata.FunctionARN", id)
                    .put("Stage", properties.path("AutoPublish").asBoolean() ? "LIVE" : "DEVELOPMENT");
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> {
                String etag = etag(name(id));
                cloudFront.deleteFunction(r -> r.name(name(id)).ifMatch(etag));
            });
        }
    }

    private record KeyValueStores(CloudFrontClient cloudFront) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            return Listing.all(marker -> {
                var page = cloudFront.listKeyValueStores(r -> r.marker(marker)).keyValueStoreList();
                return new Listing(
                        page.items().stream().map(KeyValueStore::name).filter(wanted.text("Name")::equals),
                        page.nextMarker());
            });
        }

        @Override
        public String create(Wanted wanted) {
            return cloudFront.createKeyValueStore(
                            wanted.request(CreateKeyValueStoreRequest.builder(), PropertyMapping.SAME.except("Tags")))
                    .keyValueStore()
                    .name();
        }

        /** The source is read at the creation alone. */
        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            JsonNode comment = wanted.properties().path("Comment");
            if (before != null && !comment.equals(before.path("Comment"))) {
                String etag = cloudFront.describeKeyValueStore(r -> r.name(id)).eTag();
                cloudFront.updateKeyValueStore(r -> r.name(id).ifMatch(etag).comment(comment.asText()));
            }
            tag(cloudFront, cloudFront.describeKeyValueStore(r -> r.name(id)).keyValueStore().arn(), before, wanted);
        }

        @Override
        public boolean settled(String id, ObjectNode properties) {
            return "READY".equals(cloudFront.describeKeyValueStore(r -> r.name(id)).keyValueStore().status());
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            KeyValueStore store = cloudFront.describeKeyValueStore(r -> r.name(id)).keyValueStore();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("Arn", store.arn())
                    .put("Id", store.id())
                    .put("Status", store.status());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> {
                String etag = cloudFront.describeKeyValueStore(r -> r.name(id)).eTag();
                cloudFront.deleteKeyValueStore(r -> r.name(id).ifMatch(etag));
            });
        }
    }
}
