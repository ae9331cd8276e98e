package dev.sallyport.core.sandbox.cloudfront;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.shape.Shapes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.AssociateDistributionWebAclRequest;
import software.amazon.awssdk.services.cloudfront.model.AssociateDistributionWebAclResponse;
import software.amazon.awssdk.services.cloudfront.model.CachePolicy;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CachePolicySummary;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicySummary;
import software.amazon.awssdk.services.cloudfront.model.CopyDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CopyDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateContinuousDeploymentPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateMonitoringSubscriptionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateMonitoringSubscriptionResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteContinuousDeploymentPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteMonitoringSubscriptionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteMonitoringSubscriptionResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DisassociateDistributionWebAclRequest;
import software.amazon.awssdk.services.cloudfront.model.DisassociateDistributionWebAclResponse;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfigWithTags;
import software.amazon.awssdk.services.cloudfront.model.DistributionList;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.GetInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.GetInvalidationResponse;
import software.amazon.awssdk.services.cloudfront.model.GetMonitoringSubscriptionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetMonitoringSubscriptionResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.Invalidation;
import software.amazon.awssdk.services.cloudfront.model.InvalidationBatch;
import software.amazon.awssdk.services.cloudfront.model.InvalidationSummary;
import software.amazon.awssdk.services.cloudfront.model.ListCachePoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListCachePoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListContinuousDeploymentPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListContinuousDeploymentPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsByWebAclIdRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsByWebAclIdResponse;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListInvalidationsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListInvalidationsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListOriginAccessControlsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListOriginAccessControlsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListOriginRequestPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListOriginRequestPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListResponseHeadersPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListResponseHeadersPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControl;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSummary;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicy;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicySummary;
import software.amazon.awssdk.services.cloudfront.model.RealtimeMetricsSubscriptionStatus;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicy;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicySummary;
import software.amazon.awssdk.services.cloudfront.model.Tag;
import software.amazon.awssdk.services.cloudfront.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.UntagResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateContinuousDeploymentPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionWithStagingConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionWithStagingConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * CloudFront: distributions, continuous deployment, cache, origin request and response headers policies, origin access
 * controls, invalidations and monitoring subscriptions. A change is deployed when the call returns.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/Welcome.html">CloudFront API reference</a>
 */
public final class SandboxCloudFront implements CloudFrontClient {
    private static final String GLOBAL = "arn:aws:cloudfront::";

    private final Distributions distributions;
    private final PolicyBook<CachePolicyConfig> cachePolicies;
    private final PolicyBook<OriginRequestPolicyConfig> originRequestPolicies;
    private final PolicyBook<ResponseHeadersPolicyConfig> responseHeadersPolicies;
    private final PolicyBook<OriginAccessControlConfig> originAccessControls;
    private final ContinuousDeployment deployment;
    private final Shelf<Invalidation> invalidations;
    private final Authorizer authorizer;
    private final Clock clock;

    /** CloudFront over the distributions in {@code state}. */
    public SandboxCloudFront(
            SandboxState state, Authorizer authorizer, Clock clock, SandboxLambda lambda, Wafv2Client waf) {
        this.authorizer = authorizer;
        this.clock = clock;
        this.cachePolicies = book(
                state, "cache", CachePolicyConfig::builder, "NoSuchCachePolicy", "The cache policy does not exist.");
        this.originRequestPolicies = book(
                state,
                "originRequest",
                OriginRequestPolicyConfig::builder,
                "NoSuchOriginRequestPolicy",
                "The origin request policy does not exist.");
        this.responseHeadersPolicies = book(
                state,
                "responseHeaders",
                ResponseHeadersPolicyConfig::builder,
                "NoSuchResponseHeadersPolicy",
                "The response headers policy does not exist.");
        this.originAccessControls = new PolicyBook<>(
                state,
                "originAccessControl",
                OriginAccessControlConfig::builder,
                clock,
                () -> CloudFrontIds.upper('E'),
                () -> fault("NoSuchOriginAccessControl", 404, "The specified origin access control does not exist."));
        this.invalidations = state.shelf("cloudfront/invalidations", Invalidation.class);
        DistributionCheck check = new DistributionCheck(
                cachePolicies,
                originRequestPolicies,
                responseHeadersPolicies,
                originAccessControls::has,
                new AssociationCheck(lambda),
                waf);
        this.deployment = new ContinuousDeployment(state, clock);
        this.distributions = new Distributions(state, check, deployment, lambda, clock);
    }

    private <C extends SdkPojo> PolicyBook<C> book(
            SandboxState state, String kind, Supplier<? extends SdkBuilder<?, C>> fresh, String code, String message) {
        return new PolicyBook<>(
                state, kind, fresh, clock, () -> UUID.randomUUID().toString(), () -> fault(code, 404, message));
    }

    private static AwsServiceException fault(String code, int status, String message) {
        return Fault.of("CloudFront", code, status, message);
    }

    private void require(String action, String resource) {
        authorizer.require("cloudfront:" + action, resource, null, Map.of());
    }

    private static String arn(String kind, @Nullable String id) {
        return GLOBAL + Call.current().account() + ':' + kind + '/' + id;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    /** Runs {@code listener} after each change of a distribution. */
    public void whenDistributionsChange(Runnable listener) {
        distributions.whenChanged(listener);
    }

    /** Every distribution. */
    public List<Distribution> distributions() {
        return distributions.all().stream().map(StoredDistribution::distribution).toList();
    }

    /** The configuration of a cache policy. */
    public CachePolicyConfig cachePolicy(String id) {
        return cachePolicies.config(id);
    }

    /** The configuration of an origin request policy. */
    public OriginRequestPolicyConfig originRequestPolicy(String id) {
        return originRequestPolicies.config(id);
    }

    /** The configuration of a response headers policy. */
    public ResponseHeadersPolicyConfig responseHeadersPolicy(String id) {
        return responseHeadersPolicies.config(id);
    }

    /** The configuration of an origin access control. */
    public OriginAccessControlConfig originAccessControl(String id) {
        return originAccessControls.config(id);
    }

    /** The configuration of a continuous deployment policy; empty when there is none of that id. */
    public Optional<ContinuousDeploymentPolicyConfig> continuousDeploymentPolicy(String id) {
        return deployment.find(id).map(StoredDeploymentPolicy::config);
    }

    /** The invalidations of a distribution, oldest first. */
    public List<Invalidation> invalidationsOf(String distributionId) {
        return invalidations.valuesUnder(distributionId + '/').stream()
                .sorted(Comparator.comparing(Invalidation::createTime))
                .toList();
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
                .location(location("distribution", made.distribution().id()))
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
                .location(location("distribution", made.distribution().id()))
                .build();
    }

    private StoredDistribution create(@Nullable DistributionConfig config, Map<String, String> tags) {
        require("CreateDistribution", arn("distribution", "*"));
        if (config == null) {
            throw CloudFrontFaults.invalidArgument("The parameter DistributionConfig is required.");
        }
        return distributions.create(config, tags);
    }

    private static String location(String kind, String id) {
        return "https://cloudfront.amazonaws.com/2020-05-31/" + kind + '/' + id;
    }

    @Override
    public GetDistributionResponse getDistribution(GetDistributionRequest request) {
        require("GetDistribution", arn("distribution", request.id()));
        StoredDistribution found = distributions.get(request.id());
        return GetDistributionResponse.builder()
                .distribution(found.distribution())
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetDistributionConfigResponse getDistributionConfig(GetDistributionConfigRequest request) {
        require("GetDistributionConfig", arn("distribution", request.id()));
        StoredDistribution found = distributions.get(request.id());
        return GetDistributionConfigResponse.builder()
                .distributionConfig(found.config())
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateDistributionResponse updateDistribution(UpdateDistributionRequest request) {
        require("UpdateDistribution", arn("distribution", request.id()));
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
        require("DeleteDistribution", arn("distribution", request.id()));
        distributions.delete(request.id(), request.ifMatch());
        invalidations.keysUnder(request.id() + '/').forEach(invalidations::remove);
        return DeleteDistributionResponse.builder().build();
    }

    @Override
    public ListDistributionsResponse listDistributions(ListDistributionsRequest request) {
        require("ListDistributions", "*");
        return ListDistributionsResponse.builder()
                .distributionList(list(distributions.all(), request.marker(), request.maxItems()))
                .build();
    }

    @Override
    public ListDistributionsByWebAclIdResponse listDistributionsByWebACLId(
            ListDistributionsByWebAclIdRequest request) {
        require("ListDistributionsByWebACLId", "*");
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
                .map(SandboxCloudFront::summary)
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
        require("CopyDistribution", arn("distribution", request.primaryDistributionId()));
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
                .location(location("distribution", made.distribution().id()))
                .build();
    }

    @Override
    public UpdateDistributionWithStagingConfigResponse updateDistributionWithStagingConfig(
            UpdateDistributionWithStagingConfigRequest request) {
        require("UpdateDistribution", arn("distribution", request.id()));
        StoredDistribution changed =
                distributions.promote(request.id(), request.stagingDistributionId(), request.ifMatch());
        return UpdateDistributionWithStagingConfigResponse.builder()
                .distribution(changed.distribution())
                .eTag(changed.etag())
                .build();
    }

    @Override
    public CreateContinuousDeploymentPolicyResponse createContinuousDeploymentPolicy(
            CreateContinuousDeploymentPolicyRequest request) {
        require("CreateContinuousDeploymentPolicy", "*");
        StoredDeploymentPolicy made =
                deployment.create(request.continuousDeploymentPolicyConfig(), distributions::isStaging);
        return CreateContinuousDeploymentPolicyResponse.builder()
                .continuousDeploymentPolicy(made.policy())
                .eTag(made.etag())
                .location(location("continuous-deployment-policy", made.policy().id()))
                .build();
    }

    @Override
    public GetContinuousDeploymentPolicyResponse getContinuousDeploymentPolicy(
            GetContinuousDeploymentPolicyRequest request) {
        require("GetContinuousDeploymentPolicy", arn("continuous-deployment-policy", request.id()));
        StoredDeploymentPolicy found = deployment.get(request.id());
        return GetContinuousDeploymentPolicyResponse.builder()
                .continuousDeploymentPolicy(found.policy())
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetContinuousDeploymentPolicyConfigResponse getContinuousDeploymentPolicyConfig(
            GetContinuousDeploymentPolicyConfigRequest request) {
        require("GetContinuousDeploymentPolicyConfig", arn("continuous-deployment-policy", request.id()));
        StoredDeploymentPolicy found = deployment.get(request.id());
        return GetContinuousDeploymentPolicyConfigResponse.builder()
                .continuousDeploymentPolicyConfig(found.config())
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateContinuousDeploymentPolicyResponse updateContinuousDeploymentPolicy(
            UpdateContinuousDeploymentPolicyRequest request) {
        require("UpdateContinuousDeploymentPolicy", arn("continuous-deployment-policy", request.id()));
        StoredDeploymentPolicy changed = deployment.update(
                request.id(), request.ifMatch(), request.continuousDeploymentPolicyConfig(), distributions::isStaging);
        distributions.changed();
        return UpdateContinuousDeploymentPolicyResponse.builder()
                .continuousDeploymentPolicy(changed.policy())
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DeleteContinuousDeploymentPolicyResponse deleteContinuousDeploymentPolicy(
            DeleteContinuousDeploymentPolicyRequest request) {
        require("DeleteContinuousDeploymentPolicy", arn("continuous-deployment-policy", request.id()));
        deployment.delete(request.id(), request.ifMatch(), distributions.attaches(request.id()));
        return DeleteContinuousDeploymentPolicyResponse.builder().build();
    }

    @Override
    public ListContinuousDeploymentPoliciesResponse listContinuousDeploymentPolicies(
            ListContinuousDeploymentPoliciesRequest request) {
        require("ListContinuousDeploymentPolicies", "*");
        List<ContinuousDeploymentPolicySummary> all = deployment.all().stream()
                .map(each -> ContinuousDeploymentPolicySummary.builder()
                        .continuousDeploymentPolicy(each.policy())
                        .build())
                .toList();
        return ListContinuousDeploymentPoliciesResponse.builder()
                .continuousDeploymentPolicyList(
                        list -> list.maxItems(100).quantity(all.size()).items(all))
                .build();
    }

    @Override
    public AssociateDistributionWebAclResponse associateDistributionWebACL(AssociateDistributionWebAclRequest request) {
        require("AssociateDistributionWebACL", arn("distribution", request.id()));
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
        require("DisassociateDistributionWebACL", arn("distribution", request.id()));
        StoredDistribution changed = distributions.webAcl(request.id(), request.ifMatch(), "");
        return DisassociateDistributionWebAclResponse.builder()
                .id(changed.distribution().id())
                .eTag(changed.etag())
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        require("TagResource", Objects.requireNonNullElse(request.resource(), "*"));
        retag(request.resource(), tags -> request.tags().items().forEach(tag -> tags.put(tag.key(), tag.value())));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        require("UntagResource", Objects.requireNonNullElse(request.resource(), "*"));
        retag(request.resource(), tags -> tags.keySet().removeAll(request.tagKeys().items()));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        require("ListTagsForResource", Objects.requireNonNullElse(request.resource(), "*"));
        List<Tag> tags = new ArrayList<>();
        tagged(request.resource())
                .tags()
                .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
        return ListTagsForResourceResponse.builder()
                .tags(list -> list.items(tags))
                .build();
    }

    private void retag(@Nullable String arn, Consumer<Map<String, String>> change) {
        distributions.change(tagged(arn).distribution().id(), stored -> {
            Map<String, String> tags = new TreeMap<>(stored.tags());
            change.accept(tags);
            return stored.withTags(tags);
        });
    }

    private StoredDistribution tagged(@Nullable String arn) {
        String id = Objects.requireNonNullElse(arn, "");
        return distributions
                .find(id.substring(id.lastIndexOf('/') + 1))
                .orElseThrow(() -> fault("NoSuchResource", 404, "A resource that was specified is not valid."));
    }

    @Override
    public CreateInvalidationResponse createInvalidation(CreateInvalidationRequest request) {
        require("CreateInvalidation", arn("distribution", request.distributionId()));
        distributions.get(request.distributionId());
        InvalidationBatch batch = request.invalidationBatch();
        if (batch == null || batch.paths() == null || batch.paths().items().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("Your request must include at least one path.");
        }
        Invalidation made = Invalidation.builder()
                .id(CloudFrontIds.upper('I'))
                .status("Completed")
                .createTime(clock.instant())
                .invalidationBatch(batch)
                .build();
        invalidations.put(request.distributionId() + '/' + made.id(), made);
        return CreateInvalidationResponse.builder()
                .invalidation(made)
                .location(location("distribution/" + request.distributionId() + "/invalidation", made.id()))
                .build();
    }

    @Override
    public GetInvalidationResponse getInvalidation(GetInvalidationRequest request) {
        require("GetInvalidation", arn("distribution", request.distributionId()));
        distributions.get(request.distributionId());
        return GetInvalidationResponse.builder()
                .invalidation(invalidations
                        .get(request.distributionId() + '/' + request.id())
                        .orElseThrow(() -> fault("NoSuchInvalidation", 404, "The specified invalidation does not exist.")))
                .build();
    }

    @Override
    public ListInvalidationsResponse listInvalidations(ListInvalidationsRequest request) {
        require("ListInvalidations", arn("distribution", request.distributionId()));
        distributions.get(request.distributionId());
        List<InvalidationSummary> all = invalidationsOf(request.distributionId()).reversed().stream()
                .map(each -> InvalidationSummary.builder()
                        .id(each.id())
                        .createTime(each.createTime())
                        .status(each.status())
                        .build())
                .toList();
        return ListInvalidationsResponse.builder()
                .invalidationList(list -> list.marker("")
                        .maxItems(100)
                        .isTruncated(false)
                        .quantity(all.size())
                        .items(all))
                .build();
    }

    @Override
    public CreateMonitoringSubscriptionResponse createMonitoringSubscription(
            CreateMonitoringSubscriptionRequest request) {
        require("CreateMonitoringSubscription", arn("distribution", request.distributionId()));
        boolean enabled = request.monitoringSubscription().realtimeMetricsSubscriptionConfig()
                        .realtimeMetricsSubscriptionStatus()
                == RealtimeMetricsSubscriptionStatus.ENABLED;
        distributions.change(request.distributionId(), stored -> stored.withMonitoring(enabled));
        return CreateMonitoringSubscriptionResponse.builder()
                .monitoringSubscription(request.monitoringSubscription())
                .build();
    }

    @Override
    public GetMonitoringSubscriptionResponse getMonitoringSubscription(GetMonitoringSubscriptionRequest request) {
        require("GetMonitoringSubscription", arn("distribution", request.distributionId()));
        if (!distributions.get(request.distributionId()).monitored()) {
            throw fault("NoSuchMonitoringSubscription", 404, "A monitoring subscription does not exist.");
        }
        return GetMonitoringSubscriptionResponse.builder()
                .monitoringSubscription(subscription -> subscription.realtimeMetricsSubscriptionConfig(
                        c -> c.realtimeMetricsSubscriptionStatus(RealtimeMetricsSubscriptionStatus.ENABLED)))
                .build();
    }

    @Override
    public DeleteMonitoringSubscriptionResponse deleteMonitoringSubscription(
            DeleteMonitoringSubscriptionRequest request) {
        require("DeleteMonitoringSubscription", arn("distribution", request.distributionId()));
        distributions.change(request.distributionId(), stored -> stored.withMonitoring(false));
        return DeleteMonitoringSubscriptionResponse.builder().build();
    }

    @Override
    public CreateOriginAccessControlResponse createOriginAccessControl(CreateOriginAccessControlRequest request) {
        require("CreateOriginAccessControl", "*");
        PolicyBook.Policy made = originAccessControls.create(request.originAccessControlConfig(), () -> originAccessControlExists());
        return CreateOriginAccessControlResponse.builder()
                .originAccessControl(originAccessControl(made))
                .eTag(made.etag())
                .location(location("origin-access-control", made.id()))
                .build();
    }

    @Override
    public GetOriginAccessControlResponse getOriginAccessControl(GetOriginAccessControlRequest request) {
        require("GetOriginAccessControl", arn("origin-access-control", request.id()));
        PolicyBook.Policy found = originAccessControls.get(request.id());
        return GetOriginAccessControlResponse.builder()
                .originAccessControl(originAccessControl(found))
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetOriginAccessControlConfigResponse getOriginAccessControlConfig(
            GetOriginAccessControlConfigRequest request) {
        require("GetOriginAccessControlConfig", arn("origin-access-control", request.id()));
        PolicyBook.Policy found = originAccessControls.get(request.id());
        return GetOriginAccessControlConfigResponse.builder()
                .originAccessControlConfig(originAccessControls.config(found))
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateOriginAccessControlResponse updateOriginAccessControl(UpdateOriginAccessControlRequest request) {
        require("UpdateOriginAccessControl", arn("origin-access-control", request.id()));
        PolicyBook.Policy changed = originAccessControls.update(
                request.id(), request.ifMatch(), request.originAccessControlConfig(), () -> originAccessControlExists());
        return UpdateOriginAccessControlResponse.builder()
                .originAccessControl(originAccessControl(changed))
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DeleteOriginAccessControlResponse deleteOriginAccessControl(DeleteOriginAccessControlRequest request) {
        require("DeleteOriginAccessControl", arn("origin-access-control", request.id()));
        refuseInUse(request.id(), "OriginAccessControlInUse");
        originAccessControls.delete(request.id(), request.ifMatch());
        return DeleteOriginAccessControlResponse.builder().build();
    }

    private static AwsServiceException originAccessControlExists() {
        return fault("OriginAccessControlAlreadyExists", 409, "An origin access control with this name already exists.");
    }

    private OriginAccessControl originAccessControl(PolicyBook.Policy policy) {
        return OriginAccessControl.builder()
                .id(policy.id())
                .originAccessControlConfig(originAccessControls.config(policy))
                .build();
    }

    @Override
    public ListOriginAccessControlsResponse listOriginAccessControls(ListOriginAccessControlsRequest request) {
        require("ListOriginAccessControls", "*");
        List<OriginAccessControlSummary> all = originAccessControls.list(null).stream()
                .map(each -> Shapes.fromJson(each.config(), OriginAccessControlSummary.builder()).toBuilder()
                        .id(each.id())
                        .build())
                .toList();
        return ListOriginAccessControlsResponse.builder()
                .originAccessControlList(list -> list.marker("")
                        .maxItems(100)
                        .isTruncated(false)
                        .quantity(all.size())
                        .items(all))
                .build();
    }

    @Override
    public CreateCachePolicyResponse createCachePolicy(CreateCachePolicyRequest request) {
        require("CreateCachePolicy", "*");
        PolicyBook.Policy made = cachePolicies.create(request.cachePolicyConfig(), () -> cachePolicyExists());
        return CreateCachePolicyResponse.builder()
                .cachePolicy(cachePolicy(made))
                .eTag(made.etag())
                .location(location("cache-policy", made.id()))
                .build();
    }

    @Override
    public GetCachePolicyResponse getCachePolicy(GetCachePolicyRequest request) {
        require("GetCachePolicy", arn("cache-policy", request.id()));
        PolicyBook.Policy found = cachePolicies.get(request.id());
        return GetCachePolicyResponse.builder()
                .cachePolicy(cachePolicy(found))
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetCachePolicyConfigResponse getCachePolicyConfig(
            GetCachePolicyConfigRequest request) {
        require("GetCachePolicyConfig", arn("cache-policy", request.id()));
        PolicyBook.Policy found = cachePolicies.get(request.id());
        return GetCachePolicyConfigResponse.builder()
                .cachePolicyConfig(cachePolicies.config(found))
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateCachePolicyResponse updateCachePolicy(UpdateCachePolicyRequest request) {
        require("UpdateCachePolicy", arn("cache-policy", request.id()));
        PolicyBook.Policy changed = cachePolicies.update(
                request.id(), request.ifMatch(), request.cachePolicyConfig(), () -> cachePolicyExists());
        return UpdateCachePolicyResponse.builder()
                .cachePolicy(cachePolicy(changed))
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DeleteCachePolicyResponse deleteCachePolicy(DeleteCachePolicyRequest request) {
        require("DeleteCachePolicy", arn("cache-policy", request.id()));
        refuseInUse(request.id(), "CachePolicyInUse");
        cachePolicies.delete(request.id(), request.ifMatch());
        return DeleteCachePolicyResponse.builder().build();
    }

    private static AwsServiceException cachePolicyExists() {
        return fault("CachePolicyAlreadyExists", 409, "A cache policy with this name already exists.");
    }

    private CachePolicy cachePolicy(PolicyBook.Policy policy) {
        return CachePolicy.builder()
                .id(policy.id())
                .lastModifiedTime(policy.modified())
                .cachePolicyConfig(cachePolicies.config(policy))
                .build();
    }

    @Override
    public ListCachePoliciesResponse listCachePolicies(ListCachePoliciesRequest request) {
        require("ListCachePolicies", "*");
        List<CachePolicySummary> all = cachePolicies.list(request.typeAsString()).stream()
                .map(each -> CachePolicySummary.builder()
                        .type(each.byAws() ? "managed" : "custom")
                        .cachePolicy(cachePolicy(each))
                        .build())
                .toList();
        return ListCachePoliciesResponse.builder()
                .cachePolicyList(
                        list -> list.maxItems(100).quantity(all.size()).items(all))
                .build();
    }

    @Override
    public CreateOriginRequestPolicyResponse createOriginRequestPolicy(CreateOriginRequestPolicyRequest request) {
        require("CreateOriginRequestPolicy", "*");
        PolicyBook.Policy made = originRequestPolicies.create(request.originRequestPolicyConfig(), () -> originRequestPolicyExists());
        return CreateOriginRequestPolicyResponse.builder()
                .originRequestPolicy(originRequestPolicy(made))
                .eTag(made.etag())
                .location(location("origin-request-policy", made.id()))
                .build();
    }

    @Override
    public GetOriginRequestPolicyResponse getOriginRequestPolicy(GetOriginRequestPolicyRequest request) {
        require("GetOriginRequestPolicy", arn("origin-request-policy", request.id()));
        PolicyBook.Policy found = originRequestPolicies.get(request.id());
        return GetOriginRequestPolicyResponse.builder()
                .originRequestPolicy(originRequestPolicy(found))
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetOriginRequestPolicyConfigResponse getOriginRequestPolicyConfig(
            GetOriginRequestPolicyConfigRequest request) {
        require("GetOriginRequestPolicyConfig", arn("origin-request-policy", request.id()));
        PolicyBook.Policy found = originRequestPolicies.get(request.id());
        return GetOriginRequestPolicyConfigResponse.builder()
                .originRequestPolicyConfig(originRequestPolicies.config(found))
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateOriginRequestPolicyResponse updateOriginRequestPolicy(UpdateOriginRequestPolicyRequest request) {
        require("UpdateOriginRequestPolicy", arn("origin-request-policy", request.id()));
        PolicyBook.Policy changed = originRequestPolicies.update(
                request.id(), request.ifMatch(), request.originRequestPolicyConfig(), () -> originRequestPolicyExists());
        return UpdateOriginRequestPolicyResponse.builder()
                .originRequestPolicy(originRequestPolicy(changed))
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DeleteOriginRequestPolicyResponse deleteOriginRequestPolicy(DeleteOriginRequestPolicyRequest request) {
        require("DeleteOriginRequestPolicy", arn("origin-request-policy", request.id()));
        refuseInUse(request.id(), "OriginRequestPolicyInUse");
        originRequestPolicies.delete(request.id(), request.ifMatch());
        return DeleteOriginRequestPolicyResponse.builder().build();
    }

    private static AwsServiceException originRequestPolicyExists() {
        return fault("OriginRequestPolicyAlreadyExists", 409, "An origin request policy with this name already exists.");
    }

    private OriginRequestPolicy originRequestPolicy(PolicyBook.Policy policy) {
        return OriginRequestPolicy.builder()
                .id(policy.id())
                .lastModifiedTime(policy.modified())
                .originRequestPolicyConfig(originRequestPolicies.config(policy))
                .build();
    }

    @Override
    public ListOriginRequestPoliciesResponse listOriginRequestPolicies(ListOriginRequestPoliciesRequest request) {
        require("ListOriginRequestPolicies", "*");
        List<OriginRequestPolicySummary> all = originRequestPolicies.list(request.typeAsString()).stream()
                .map(each -> OriginRequestPolicySummary.builder()
                        .type(each.byAws() ? "managed" : "custom")
                        .originRequestPolicy(originRequestPolicy(each))
                        .build())
                .toList();
        return ListOriginRequestPoliciesResponse.builder()
                .originRequestPolicyList(
                        list -> list.maxItems(100).quantity(all.size()).items(all))
                .build();
    }

    @Override
    public CreateResponseHeadersPolicyResponse createResponseHeadersPolicy(CreateResponseHeadersPolicyRequest request) {
        require("CreateResponseHeadersPolicy", "*");
        PolicyBook.Policy made = responseHeadersPolicies.create(request.responseHeadersPolicyConfig(), () -> responseHeadersPolicyExists());
        return CreateResponseHeadersPolicyResponse.builder()
                .responseHeadersPolicy(responseHeadersPolicy(made))
                .eTag(made.etag())
                .location(location("response-headers-policy", made.id()))
                .build();
    }

    @Override
    public GetResponseHeadersPolicyResponse getResponseHeadersPolicy(GetResponseHeadersPolicyRequest request) {
        require("GetResponseHeadersPolicy", arn("response-headers-policy", request.id()));
        PolicyBook.Policy found = responseHeadersPolicies.get(request.id());
        return GetResponseHeadersPolicyResponse.builder()
                .responseHeadersPolicy(responseHeadersPolicy(found))
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetResponseHeadersPolicyConfigResponse getResponseHeadersPolicyConfig(
            GetResponseHeadersPolicyConfigRequest request) {
        require("GetResponseHeadersPolicyConfig", arn("response-headers-policy", request.id()));
        PolicyBook.Policy found = responseHeadersPolicies.get(request.id());
        return GetResponseHeadersPolicyConfigResponse.builder()
                .responseHeadersPolicyConfig(responseHeadersPolicies.config(found))
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateResponseHeadersPolicyResponse updateResponseHeadersPolicy(UpdateResponseHeadersPolicyRequest request) {
        require("UpdateResponseHeadersPolicy", arn("response-headers-policy", request.id()));
        PolicyBook.Policy changed = responseHeadersPolicies.update(
                request.id(), request.ifMatch(), request.responseHeadersPolicyConfig(), () -> responseHeadersPolicyExists());
        return UpdateResponseHeadersPolicyResponse.builder()
                .responseHeadersPolicy(responseHeadersPolicy(changed))
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DeleteResponseHeadersPolicyResponse deleteResponseHeadersPolicy(DeleteResponseHeadersPolicyRequest request) {
        require("DeleteResponseHeadersPolicy", arn("response-headers-policy", request.id()));
        refuseInUse(request.id(), "ResponseHeadersPolicyInUse");
        responseHeadersPolicies.delete(request.id(), request.ifMatch());
        return DeleteResponseHeadersPolicyResponse.builder().build();
    }

    private static AwsServiceException responseHeadersPolicyExists() {
        return fault("ResponseHeadersPolicyAlreadyExists", 409, "A response headers policy with this name already exists.");
    }

    private ResponseHeadersPolicy responseHeadersPolicy(PolicyBook.Policy policy) {
        return ResponseHeadersPolicy.builder()
                .id(policy.id())
                .lastModifiedTime(policy.modified())
                .responseHeadersPolicyConfig(responseHeadersPolicies.config(policy))
                .build();
    }

    @Override
    public ListResponseHeadersPoliciesResponse listResponseHeadersPolicies(ListResponseHeadersPoliciesRequest request) {
        require("ListResponseHeadersPolicies", "*");
        List<ResponseHeadersPolicySummary> all = responseHeadersPolicies.list(request.typeAsString()).stream()
                .map(each -> ResponseHeadersPolicySummary.builder()
                        .type(each.byAws() ? "managed" : "custom")
                        .responseHeadersPolicy(responseHeadersPolicy(each))
                        .build())
                .toList();
        return ListResponseHeadersPoliciesResponse.builder()
                .responseHeadersPolicyList(
                        list -> list.maxItems(100).quantity(all.size()).items(all))
                .build();
    }

    /** Whether any behavior or origin refers to the id. */
    private void refuseInUse(@Nullable String id, String code) {
        String quoted = "\"" + id + '"';
        if (distributions.all().stream()
                .anyMatch(each -> Shapes.toJson(each.config()).toString().contains(quoted))) {
            throw fault(code, 409, "Cannot delete it because it is attached to one or more distributions.");
        }
    }
}
