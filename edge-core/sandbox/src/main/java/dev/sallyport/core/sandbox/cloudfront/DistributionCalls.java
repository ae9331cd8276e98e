package dev.sallyport.core.sandbox.cloudfront;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.shape.Shapes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.AssociateDistributionWebAclRequest;
import software.amazon.awssdk.services.cloudfront.model.AssociateDistributionWebAclResponse;
import software.amazon.awssdk.services.cloudfront.model.CopyDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CopyDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.DisassociateDistributionWebAclRequest;
import software.amazon.awssdk.services.cloudfront.model.DisassociateDistributionWebAclResponse;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfigWithTags;
import software.amazon.awssdk.services.cloudfront.model.DistributionList;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsByWebAclIdRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsByWebAclIdResponse;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionWithStagingConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionWithStagingConfigResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.wafv2.Wafv2Client;

/** What callers do to distributions; a part of {@link SandboxCloudFront}. */
abstract class DistributionCalls extends ViewerFunctionCalls {
    final Distributions distributions;
    final ContinuousDeployment deploymentPolicies;
    final Invalidations invalidations;

    DistributionCalls(
            SandboxState state, Rights rights, Clock clock, SandboxLambda lambda, Wafv2Client waf, S3Client s3, Path folder) {
        super(state, rights, clock, s3, folder);
        this.invalidations = new Invalidations(state, clock);
        this.deploymentPolicies = new ContinuousDeployment(state, clock);
        DistributionCheck check = new DistributionCheck(
                cachePolicies.book(),
                originRequestPolicies.book(),
                responseHeadersPolicies.book(),
                originAccessControls.book()::has,
                this::hasIdentity,
                keyGroups.book()::has,
                new AssociationCheck(lambda, this::isPublished),
                waf);
        this.distributions = new Distributions(state, check, deploymentPolicies, lambda, clock);
    }

    /** Ids are unique in the account and look like nothing else, so that it is enough to find the id as a value. */
    @Override
    final boolean isReferredTo(String id) {
        String quoted = "\"" + id + '"';
        return distributions.all().stream()
                .anyMatch(each -> Shapes.toJson(each.config()).toString().contains(quoted));
    }

    @Override
    final void referredChanged() {
        distributions.changed();
    }

    /** Every distribution. */
    public List<Distribution> distributions() {
        return distributions.all().stream().map(StoredDistribution::distribution).toList();
    }

    /** Whether a distribution has the additional metrics. */
    public boolean isMonitored(String distributionId) {
        return distributions.find(distributionId).map(StoredDistribution::monitored).orElse(false);
    }

    @Override
    public CreateDistributionResponse createDistribution(CreateDistributionRequest request) {
        StoredDistribution made = create(request.distributionConfig(), Map.of());
        return CreateDistributionResponse.builder()
                .distribution(made.distribution())
                .eTag(made.etag())
                .location(CloudFrontIds.location("distribution", made.distribution().id()))
                .build();
    }

    @Override
    public CreateDistributionWithTagsResponse createDistributionWithTags(CreateDistributionWithTagsRequest request) {
        DistributionConfigWithTags given = request.distributionConfigWithTags();
        Map<String, String> tags = new TreeMap<>();
        if (given != null && given.tags() != null) {
            given.tags().items().forEach(tag -> tags.put(tag.key(), tag.value()));
        }
        StoredDistribution made = create(given == null ? null : given.distributionConfig(), tags);
        return CreateDistributionWithTagsResponse.builder()
                .distribution(made.distribution())
                .eTag(made.etag())
                .location(CloudFrontIds.location("distribution", made.distribution().id()))
                .build();
    }

    private StoredDistribution create(@Nullable DistributionConfig config, Map<String, String> tags) {
        rights.require("CreateDistribution", "distribution", "*");
        if (config == null) {
            throw CloudFrontFaults.invalidArgument("The parameter DistributionConfig is required.");
        }
        return distributions.create(config, tags);
    }

    @Override
    public GetDistributionResponse getDistribution(GetDistributionRequest request) {
        rights.require("GetDistribution", "distribution", request.id());
        StoredDistribution found = distributions.get(request.id());
        return GetDistributionResponse.builder()
                .distribution(found.distribution())
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetDistributionConfigResponse getDistributionConfig(GetDistributionConfigRequest request) {
        rights.require("GetDistributionConfig", "distribution", request.id());
        StoredDistribution found = distributions.get(request.id());
        return GetDistributionConfigResponse.builder()
                .distributionConfig(found.config())
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateDistributionResponse updateDistribution(UpdateDistributionRequest request) {
        rights.require("UpdateDistribution", "distribution", request.id());
        if (request.distributionConfig() == null) {
            throw CloudFrontFaults.invalidArgument("The parameter DistributionConfig is required.");
        }
        StoredDistribution changed =
                distributions.update(request.id(), request.ifMatch(), request.distributionConfig());
        return UpdateDistributionResponse.builder()
                .distribution(changed.distribution())
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DeleteDistributionResponse deleteDistribution(DeleteDistributionRequest request) {
        rights.require("DeleteDistribution", "distribution", request.id());
        distributions.delete(request.id(), request.ifMatch());
        invalidations.removeAll(request.id());
        return DeleteDistributionResponse.builder().build();
    }

    @Override
    public ListDistributionsResponse listDistributions(ListDistributionsRequest request) {
        rights.require("ListDistributions", "*");
        return ListDistributionsResponse.builder()
                .distributionList(list(distributions.all(), request.marker(), request.maxItems()))
                .build();
    }

    @Override
    public ListDistributionsByWebAclIdResponse listDistributionsByWebACLId(
            ListDistributionsByWebAclIdRequest request) {
        rights.require("ListDistributionsByWebACLId", "*");
        String wanted = "null".equals(request.webACLId()) ? "" : request.webACLId();
        List<StoredDistribution> fitting = distributions.all().stream()
                .filter(each -> each.config().webACLId().equals(wanted))
                .toList();
        return ListDistributionsByWebAclIdResponse.builder()
                .distributionList(list(fitting, request.marker(), request.maxItems()))
                .build();
    }

    private static DistributionList list(
            List<StoredDistribution> all, @Nullable String marker, @Nullable String maxItems) {
        int size = maxItems == null ? 100 : Integer.parseInt(maxItems);
        List<StoredDistribution> rest = all.stream()
                .filter(each -> marker == null || each.distribution().id().compareTo(marker) > 0)
                .toList();
        List<DistributionSummary> page = rest.stream()
                .limit(size)
                .map(DistributionCalls::summary)
                .toList();
        DistributionList.Builder list = DistributionList.builder()
                .marker(Objects.requireNonNullElse(marker, ""))
                .maxItems(size)
                .quantity(page.size())
                .isTruncated(rest.size() > size);
        if (!page.isEmpty()) {
            list.items(page);
        }
        if (rest.size() > size) {
            list.nextMarker(page.getLast().id());
        }
        return list.build();
    }

    /** A summary is the distribution and its configuration in one. */
    private static DistributionSummary summary(StoredDistribution stored) {
        ObjectNode json = Shapes.toJson(stored.config());
        json.setAll(Shapes.toJson(stored.distribution()));
        return Shapes.fromJson(json, DistributionSummary.builder()).toBuilder()
                .eTag(stored.etag())
                .build();
    }

    @Override
    public CopyDistributionResponse copyDistribution(CopyDistributionRequest request) {
        rights.require("CopyDistribution", "distribution", request.primaryDistributionId());
        if (!Boolean.TRUE.equals(request.staging())) {
            throw CloudFrontFaults.invalidArgument("The parameter Staging must be true.");
        }
        StoredDistribution made = distributions.copy(
                request.primaryDistributionId(),
                request.ifMatch(),
                request.callerReference(),
                !Boolean.FALSE.equals(request.enabled()));
        return CopyDistributionResponse.builder()
                .distribution(made.distribution())
                .eTag(made.etag())
                .location(CloudFrontIds.location("distribution", made.distribution().id()))
                .build();
    }

    @Override
    public UpdateDistributionWithStagingConfigResponse updateDistributionWithStagingConfig(
            UpdateDistributionWithStagingConfigRequest request) {
        rights.require("UpdateDistribution", "distribution", request.id());
        StoredDistribution changed =
                distributions.promote(request.id(), request.stagingDistributionId(), request.ifMatch());
        return UpdateDistributionWithStagingConfigResponse.builder()
                .distribution(changed.distribution())
                .eTag(changed.etag())
                .build();
    }

    @Override
    public AssociateDistributionWebAclResponse associateDistributionWebACL(AssociateDistributionWebAclRequest request) {
        rights.require("AssociateDistributionWebACL", "distribution", request.id());
        StoredDistribution changed = distributions.webAcl(
                request.id(), request.ifMatch(), Objects.requireNonNullElse(request.webACLArn(), ""));
        return AssociateDistributionWebAclResponse.builder()
                .id(changed.distribution().id())
                .webACLArn(request.webACLArn())
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DisassociateDistributionWebAclResponse disassociateDistributionWebACL(
            DisassociateDistributionWebAclRequest request) {
        rights.require("DisassociateDistributionWebACL", "distribution", request.id());
        StoredDistribution changed = distributions.webAcl(request.id(), request.ifMatch(), "");
        return DisassociateDistributionWebAclResponse.builder()
                .id(changed.distribution().id())
                .eTag(changed.etag())
                .build();
    }
}
