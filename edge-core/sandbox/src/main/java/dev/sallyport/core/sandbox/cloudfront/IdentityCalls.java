package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentityConfig;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentitySummary;
import software.amazon.awssdk.services.cloudfront.model.CreateCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.ListCloudFrontOriginAccessIdentitiesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListCloudFrontOriginAccessIdentitiesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListFieldLevelEncryptionConfigsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListFieldLevelEncryptionConfigsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListFieldLevelEncryptionProfilesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListFieldLevelEncryptionProfilesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListFunctionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListFunctionsResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateCloudFrontOriginAccessIdentityResponse;

/**
 * What callers do to origin access identities, and what they ask of kinds that nobody can make here: there are none of
 * them. A part of {@link SandboxCloudFront}.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateCloudFrontOriginAccessIdentity.html">
 *     CreateCloudFrontOriginAccessIdentity</a>
 */
abstract class IdentityCalls extends KeyCalls {
    private static final String KIND = "origin-access-identity/cloudfront";
    private static final int PAGE = 100;

    private final Shelf<OriginIdentity> identities;
    private final Clock clock;

    IdentityCalls(SandboxState state, Rights rights, Clock clock) {
        super(state, rights, clock);
        this.identities = state.shelf("cloudfront/originAccessIdentity", OriginIdentity.class);
        this.clock = clock;
    }

    final boolean hasIdentity(String id) {
        return identities.has(id);
    }

    private OriginIdentity find(String action, @Nullable String id) {
        rights.require(action, KIND, id);
        return identities.get(Objects.requireNonNullElse(id, "")).orElseThrow(IdentityCalls::missing);
    }

    private static AwsServiceException missing() {
        return CloudFrontFaults.of(
                "NoSuchCloudFrontOriginAccessIdentity", 404, "The specified origin access identity does not exist.");
    }

    private static CloudFrontOriginAccessIdentityConfig checked(@Nullable CloudFrontOriginAccessIdentityConfig config) {
        if (config == null || config.callerReference() == null) {
            throw CloudFrontFaults.invalidArgument("The parameter CallerReference is required.");
        }
        return config;
    }

    /** The same reference and comment again give what is there; another comment is a conflict. */
    @Override
    public CreateCloudFrontOriginAccessIdentityResponse createCloudFrontOriginAccessIdentity(
            CreateCloudFrontOriginAccessIdentityRequest request) {
        rights.require("CreateCloudFrontOriginAccessIdentity", "*");
        CloudFrontOriginAccessIdentityConfig config = checked(request.cloudFrontOriginAccessIdentityConfig());
        Optional<OriginIdentity> had = identities.values().stream()
                .filter(each -> config.callerReference().equals(each.config().callerReference()))
                .findFirst();
        if (had.isPresent() && !had.get().config().equals(config)) {
            throw CloudFrontFaults.of(
                    "CloudFrontOriginAccessIdentityAlreadyExists",
                    409,
                    "If the CallerReference is a value you already sent in a previous request to create an identity but the"
                            + " content of the CloudFrontOriginAccessIdentityConfig is different from the original request,"
                            + " CloudFront returns this error.");
        }
        OriginIdentity made = had.orElseGet(() -> {
            OriginIdentity fresh = new OriginIdentity(
                    CloudFrontIds.upper('E'), CloudFrontIds.upper('E'), clock.instant(), config);
            identities.put(fresh.id(), fresh);
            return fresh;
        });
        return CreateCloudFrontOriginAccessIdentityResponse.builder()
                .cloudFrontOriginAccessIdentity(made.shape())
                .eTag(made.etag())
                .location(CloudFrontIds.location(KIND, made.id()))
                .build();
    }

    @Override
    public GetCloudFrontOriginAccessIdentityResponse getCloudFrontOriginAccessIdentity(
            GetCloudFrontOriginAccessIdentityRequest request) {
        OriginIdentity found = find("GetCloudFrontOriginAccessIdentity", request.id());
        return GetCloudFrontOriginAccessIdentityResponse.builder()
                .cloudFrontOriginAccessIdentity(found.shape())
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetCloudFrontOriginAccessIdentityConfigResponse getCloudFrontOriginAccessIdentityConfig(
            GetCloudFrontOriginAccessIdentityConfigRequest request) {
        OriginIdentity found = find("GetCloudFrontOriginAccessIdentityConfig", request.id());
        return GetCloudFrontOriginAccessIdentityConfigResponse.builder()
                .cloudFrontOriginAccessIdentityConfig(found.config())
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateCloudFrontOriginAccessIdentityResponse updateCloudFrontOriginAccessIdentity(
            UpdateCloudFrontOriginAccessIdentityRequest request) {
        OriginIdentity found = find("UpdateCloudFrontOriginAccessIdentity", request.id());
        CloudFrontFaults.checkMatch(request.ifMatch(), found.etag());
        CloudFrontOriginAccessIdentityConfig config = checked(request.cloudFrontOriginAccessIdentityConfig());
        if (!config.callerReference().equals(found.config().callerReference())) {
            throw CloudFrontFaults.of("IllegalUpdate", 400, "You cannot update the CallerReference of an identity.");
        }
        OriginIdentity changed = new OriginIdentity(found.id(), CloudFrontIds.upper('E'), found.created(), config);
        identities.put(changed.id(), changed);
        return UpdateCloudFrontOriginAccessIdentityResponse.builder()
                .cloudFrontOriginAccessIdentity(changed.shape())
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DeleteCloudFrontOriginAccessIdentityResponse deleteCloudFrontOriginAccessIdentity(
            DeleteCloudFrontOriginAccessIdentityRequest request) {
        OriginIdentity found = find("DeleteCloudFrontOriginAccessIdentity", request.id());
        CloudFrontFaults.checkMatch(request.ifMatch(), found.etag());
        if (isReferredTo(KIND + '/' + found.id())) {
            throw CloudFrontFaults.of(
                    "CloudFrontOriginAccessIdentityInUse", 409, "The Origin Access Identity specified is already in use.");
        }
        identities.remove(found.id());
        return DeleteCloudFrontOriginAccessIdentityResponse.builder().build();
    }

    @Override
    public ListCloudFrontOriginAccessIdentitiesResponse listCloudFrontOriginAccessIdentities(
            ListCloudFrontOriginAccessIdentitiesRequest request) {
        rights.require("ListCloudFrontOriginAccessIdentities", "*");
        int most = request.maxItems() == null ? PAGE : Integer.parseInt(request.maxItems());
        Page<OriginIdentity> page = Page.of(identities.values(), most, request.marker(), OriginIdentity::id)
                .orElseThrow(() -> CloudFrontFaults.invalidArgument("The parameter Marker is not valid."));
        List<CloudFrontOriginAccessIdentitySummary> items = page.items().stream()
                .map(each -> CloudFrontOriginAccessIdentitySummary.builder()
                        .id(each.id())
                        .s3CanonicalUserId(each.shape().s3CanonicalUserId())
                        .comment(each.config().comment())
                        .build())
                .toList();
        return ListCloudFrontOriginAccessIdentitiesResponse.builder()
                .cloudFrontOriginAccessIdentityList(list -> list.marker(Objects.requireNonNullElse(request.marker(), ""))
                        .nextMarker(page.next())
                        .maxItems(most)
                        .isTruncated(page.more())
                        .quantity(items.size())
                        .items(items))
                .build();
    }

    @Override
    public ListFieldLevelEncryptionConfigsResponse listFieldLevelEncryptionConfigs(
            ListFieldLevelEncryptionConfigsRequest request) {
        rights.require("ListFieldLevelEncryptionConfigs", "*");
        return ListFieldLevelEncryptionConfigsResponse.builder()
                .fieldLevelEncryptionList(list -> list.maxItems(PAGE).quantity(0).items(List.of()))
                .build();
    }

    @Override
    public ListFieldLevelEncryptionProfilesResponse listFieldLevelEncryptionProfiles(
            ListFieldLevelEncryptionProfilesRequest request) {
        rights.require("ListFieldLevelEncryptionProfiles", "*");
        return ListFieldLevelEncryptionProfilesResponse.builder()
                .fieldLevelEncryptionProfileList(list -> list.maxItems(PAGE).quantity(0).items(List.of()))
                .build();
    }

    @Override
    public ListFunctionsResponse listFunctions(ListFunctionsRequest request) {
        rights.require("ListFunctions", "*");
        return ListFunctionsResponse.builder()
                .functionList(list -> list.maxItems(PAGE).quantity(0).items(List.of()))
                .build();
    }
}
