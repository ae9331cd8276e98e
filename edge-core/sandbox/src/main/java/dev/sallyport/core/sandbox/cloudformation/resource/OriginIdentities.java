package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentityConfig;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentitySummary;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityResponse;

/** AWS::CloudFront::CloudFrontOriginAccessIdentity. */
record OriginIdentities(CloudFrontClient cloudFront) implements ResourceHandler {
    static final String TYPE = "AWS::CloudFront::CloudFrontOriginAccessIdentity";

    private static CloudFrontOriginAccessIdentityConfig config(Wanted wanted, String reference) {
        return CloudFrontOriginAccessIdentityConfig.builder()
                .callerReference(reference)
                .comment(wanted.properties().at("/CloudFrontOriginAccessIdentityConfig/Comment").asText(""))
                .build();
    }

    private GetCloudFrontOriginAccessIdentityResponse get(String id) {
        return cloudFront.getCloudFrontOriginAccessIdentity(r -> r.id(id));
    }

    private String reference(String id) {
        return get(id).cloudFrontOriginAccessIdentity().cloudFrontOriginAccessIdentityConfig().callerReference();
    }

    /** The list does not tell the reference that a creation was made under. */
    @Override
    public Set<String> existing(Wanted wanted) {
        return Listing.all(marker -> {
            var page = cloudFront.listCloudFrontOriginAccessIdentities(r -> r.marker(marker))
                    .cloudFrontOriginAccessIdentityList();
            return new Listing(
                    page.items().stream()
                            .map(CloudFrontOriginAccessIdentitySummary::id)
                            .filter(id -> wanted.token(128).equals(reference(id))),
                    page.nextMarker());
        });
    }

    @Override
    public String create(Wanted wanted) {
        return cloudFront.createCloudFrontOriginAccessIdentity(
                        r -> r.cloudFrontOriginAccessIdentityConfig(config(wanted, wanted.token(128))))
                .cloudFrontOriginAccessIdentity()
                .id();
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        if (before != null) {
            var now = get(id);
            String reference = reference(id);
            cloudFront.updateCloudFrontOriginAccessIdentity(r -> r.id(id)
                    .ifMatch(now.eTag())
                    .cloudFrontOriginAccessIdentityConfig(config(wanted, reference)));
        }
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Id", id)
                .put("S3CanonicalUserId", get(id).cloudFrontOriginAccessIdentity().s3CanonicalUserId());
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        return Absence.gone(() -> cloudFront.deleteCloudFrontOriginAccessIdentity(
                r -> r.id(id).ifMatch(get(id).eTag())));
    }
}
