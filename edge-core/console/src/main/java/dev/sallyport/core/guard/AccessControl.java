package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.Optional;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlAlreadyExistsException;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSummary;

/**
 * An origin access control that signs every request (API Reference, {@code OriginAccessControlConfig}).
 *
 * @param name unique in the account
 * @param type of its origin: {@code s3} or {@code lambda}
 */
record AccessControl(String name, String type) implements Measure {

    @Override
    public String says() {
        return "Make the origin access control " + name + ", which signs for " + type
                + (type.equals("lambda") ? "; what viewers send in Authorization no longer arrives there" : "");
    }

    @Override
    public String placeholder() {
        return "(access control " + name + ")";
    }

    @Override
    public String make(AwsClients aws) {
        try {
            return aws.cloudFront()
                    .createOriginAccessControl(request -> request.originAccessControlConfig(config -> config.name(name)
                            .description("Made by sallyport guard")
                            .originAccessControlOriginType(type)
                            .signingBehavior("always")
                            .signingProtocol("sigv4")))
                    .originAccessControl()
                    .id();
        } catch (OriginAccessControlAlreadyExistsException madeBefore) {
            return find(aws.cloudFront()).orElseThrow(() -> madeBefore);
        }
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        CloudFrontClient cloudFront = aws.cloudFront();
        find(cloudFront).ifPresent(id -> {
            String eTag = cloudFront.getOriginAccessControl(request -> request.id(id)).eTag();
            cloudFront.deleteOriginAccessControl(request -> request.id(id).ifMatch(eTag));
        });
        return Optional.empty();
    }

    private Optional<String> find(CloudFrontClient cloudFront) {
        String marker = null;
        do {
            String from = marker;
            var page = cloudFront.listOriginAccessControls(request -> request.marker(from)).originAccessControlList();
            Optional<String> found = page.items().stream()
                    .filter(one -> name.equals(one.name()))
                    .map(OriginAccessControlSummary::id)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            marker = page.nextMarker() == null || page.nextMarker().isEmpty() ? null : page.nextMarker();
        } while (marker != null);
        return Optional.empty();
    }
}
