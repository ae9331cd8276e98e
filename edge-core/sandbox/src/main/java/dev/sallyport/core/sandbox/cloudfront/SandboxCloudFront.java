package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicySummary;
import software.amazon.awssdk.services.cloudfront.model.CreateContinuousDeploymentPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateMonitoringSubscriptionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateMonitoringSubscriptionResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteContinuousDeploymentPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteMonitoringSubscriptionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteMonitoringSubscriptionResponse;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.GetInvalidationResponse;
import software.amazon.awssdk.services.cloudfront.model.GetMonitoringSubscriptionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetMonitoringSubscriptionResponse;
import software.amazon.awssdk.services.cloudfront.model.Invalidation;
import software.amazon.awssdk.services.cloudfront.model.InvalidationSummary;
import software.amazon.awssdk.services.cloudfront.model.ListContinuousDeploymentPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListContinuousDeploymentPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListInvalidationsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListInvalidationsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.RealtimeMetricsSubscriptionStatus;
import software.amazon.awssdk.services.cloudfront.model.Tag;
import software.amazon.awssdk.services.cloudfront.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.UntagResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateContinuousDeploymentPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.wafv2.Wafv2Client;

/**
 * CloudFront: distributions, continuous deployment, cache, origin request and response headers policies, origin access
 * controls, CloudFront Functions with their key value stores, invalidations and monitoring subscriptions. A change is deployed when the call returns.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/Welcome.html">CloudFront API reference</a>
 */
public final class SandboxCloudFront extends DistributionCalls {
    /**
     * CloudFront over the distributions in {@code state}.
     *
     * @param s3 from which key value stores are filled
     * @param folder for the code of CloudFront Functions that run, and for nothing else
     */
    public SandboxCloudFront(
            SandboxState state,
            Authorizer authorizer,
            Clock clock,
            SandboxLambda lambda,
            Wafv2Client waf,
            S3Client s3,
            Path folder) {
        super(state, new Rights(authorizer), clock, lambda, waf, s3, folder);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /** Ends the processes of CloudFront Functions. */
    @Override
    public void close() {
        runs.close();
    }

    /** Runs {@code listener} after each change of a distribution. */
    public void whenDistributionsChange(Runnable listener) {
        distributions.whenChanged(listener);
    }

    /** The configuration of a continuous deployment policy; empty when there is none of that id. */
    public Optional<ContinuousDeploymentPolicyConfig> continuousDeploymentPolicy(String id) {
        return deploymentPolicies.find(id).map(StoredDeploymentPolicy::config);
    }

    /** The invalidations of a distribution, oldest first. */
    public List<Invalidation> invalidationsOf(String distributionId) {
        return invalidations.of(distributionId);
    }

    @Override
    public CreateContinuousDeploymentPolicyResponse createContinuousDeploymentPolicy(
            CreateContinuousDeploymentPolicyRequest request) {
        rights.require("CreateContinuousDeploymentPolicy", "*");
        StoredDeploymentPolicy made =
                deploymentPolicies.create(request.continuousDeploymentPolicyConfig(), distributions::isStaging);
        return CreateContinuousDeploymentPolicyResponse.builder()
                .continuousDeploymentPolicy(made.policy())
                .eTag(made.etag())
                .location(CloudFrontIds.location("continuous-deployment-policy", made.policy().id()))
                .build();
    }

    @Override
    public GetContinuousDeploymentPolicyResponse getContinuousDeploymentPolicy(
            GetContinuousDeploymentPolicyRequest request) {
        rights.require("GetContinuousDeploymentPolicy", "continuous-deployment-policy", request.id());
        StoredDeploymentPolicy found = deploymentPolicies.get(request.id());
        return GetContinuousDeploymentPolicyResponse.builder()
                .continuousDeploymentPolicy(found.policy())
                .eTag(found.etag())
                .build();
    }

    @Override
    public GetContinuousDeploymentPolicyConfigResponse getContinuousDeploymentPolicyConfig(
            GetContinuousDeploymentPolicyConfigRequest request) {
        rights.require("GetContinuousDeploymentPolicyConfig", "continuous-deployment-policy", request.id());
        StoredDeploymentPolicy found = deploymentPolicies.get(request.id());
        return GetContinuousDeploymentPolicyConfigResponse.builder()
                .continuousDeploymentPolicyConfig(found.config())
                .eTag(found.etag())
                .build();
    }

    @Override
    public UpdateContinuousDeploymentPolicyResponse updateContinuousDeploymentPolicy(
            UpdateContinuousDeploymentPolicyRequest request) {
        rights.require("UpdateContinuousDeploymentPolicy", "continuous-deployment-policy", request.id());
        StoredDeploymentPolicy changed = deploymentPolicies.update(
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
        rights.require("DeleteContinuousDeploymentPolicy", "continuous-deployment-policy", request.id());
        deploymentPolicies.delete(request.id(), request.ifMatch(), distributions.attaches(request.id()));
        return DeleteContinuousDeploymentPolicyResponse.builder().build();
    }

    @Override
    public ListContinuousDeploymentPoliciesResponse listContinuousDeploymentPolicies(
            ListContinuousDeploymentPoliciesRequest request) {
        rights.require("ListContinuousDeploymentPolicies", "*");
        List<ContinuousDeploymentPolicySummary> all = deploymentPolicies.all().stream()
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
    public TagResourceResponse tagResource(TagResourceRequest request) {
        rights.require("TagResource", Objects.requireNonNullElse(request.resource(), "*"));
        retag(request.resource(), tags -> request.tags().items().forEach(tag -> tags.put(tag.key(), tag.value())));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        rights.require("UntagResource", Objects.requireNonNullElse(request.resource(), "*"));
        retag(request.resource(), tags -> tags.keySet().removeAll(request.tagKeys().items()));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        rights.require("ListTagsForResource", Objects.requireNonNullElse(request.resource(), "*"));
        List<Tag> tags = new ArrayList<>();
        String arn = Objects.requireNonNullElse(request.resource(), "");
        (keepsTags(arn) ? tagsOf(arn) : tagged(arn).tags())
                .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
        return ListTagsForResourceResponse.builder()
                .tags(list -> list.items(tags))
                .build();
    }

    private void retag(@Nullable String arn, Consumer<Map<String, String>> change) {
        if (arn != null && keepsTags(arn)) {
            Map<String, String> now = new TreeMap<>(tagsOf(arn));
            change.accept(now);
            setTags(arn, now);
            return;
        }
        distributions.change(tagged(arn).distribution().id(), stored -> {
            Map<String, String> tags = new TreeMap<>(stored.tags());
            change.accept(tags);
            return stored.withTags(tags);
        });
    }

    private StoredDistribution tagged(@Nullable String arn) {
        return distributions
                .find(Arns.name(Objects.requireNonNullElse(arn, "")))
                .orElseThrow(() ->
                        CloudFrontFaults.of("NoSuchResource", 404, "A resource that was specified is not valid."));
    }

    @Override
    public CreateInvalidationResponse createInvalidation(CreateInvalidationRequest request) {
        rights.require("CreateInvalidation", "distribution", request.distributionId());
        distributions.get(request.distributionId());
        Invalidation made = invalidations.create(request.distributionId(), request.invalidationBatch());
        String kind = "distribution/" + request.distributionId() + "/invalidation";
        return CreateInvalidationResponse.builder()
                .invalidation(made)
                .location(CloudFrontIds.location(kind, made.id()))
                .build();
    }

    @Override
    public GetInvalidationResponse getInvalidation(GetInvalidationRequest request) {
        rights.require("GetInvalidation", "distribution", request.distributionId());
        distributions.get(request.distributionId());
        return GetInvalidationResponse.builder()
                .invalidation(invalidations.get(request.distributionId(), request.id()))
                .build();
    }

    @Override
    public ListInvalidationsResponse listInvalidations(ListInvalidationsRequest request) {
        rights.require("ListInvalidations", "distribution", request.distributionId());
        distributions.get(request.distributionId());
        List<InvalidationSummary> all = invalidations.of(request.distributionId()).reversed().stream()
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
        rights.require("CreateMonitoringSubscription", "distribution", request.distributionId());
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
        rights.require("GetMonitoringSubscription", "distribution", request.distributionId());
        if (!distributions.get(request.distributionId()).monitored()) {
            throw CloudFrontFaults.of("NoSuchMonitoringSubscription", 404, "A monitoring subscription does not exist.");
        }
        return GetMonitoringSubscriptionResponse.builder()
                .monitoringSubscription(subscription -> subscription.realtimeMetricsSubscriptionConfig(
                        c -> c.realtimeMetricsSubscriptionStatus(RealtimeMetricsSubscriptionStatus.ENABLED)))
                .build();
    }

    @Override
    public DeleteMonitoringSubscriptionResponse deleteMonitoringSubscription(
            DeleteMonitoringSubscriptionRequest request) {
        rights.require("DeleteMonitoringSubscription", "distribution", request.distributionId());
        distributions.change(request.distributionId(), stored -> stored.withMonitoring(false));
        return DeleteMonitoringSubscriptionResponse.builder().build();
    }
}
