package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyResponse;
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
import software.amazon.awssdk.services.cloudfront.model.ListCachePoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListCachePoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListOriginAccessControlsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListOriginAccessControlsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListOriginRequestPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListOriginRequestPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListResponseHeadersPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListResponseHeadersPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.UpdateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateResponseHeadersPolicyResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * What callers do to cache, origin request and response headers policies and to origin access controls; a part of
 * {@link SandboxCloudFront}.
 */
abstract class PolicyCalls implements CloudFrontClient {
    final PolicyKind<CachePolicyConfig> cachePolicies;
    final PolicyKind<OriginRequestPolicyConfig> originRequestPolicies;
    final PolicyKind<ResponseHeadersPolicyConfig> responseHeadersPolicies;
    final PolicyKind<OriginAccessControlConfig> originAccessControls;
    final Rights rights;
    private final SandboxState state;
    private final Clock clock;

    PolicyCalls(SandboxState state, Rights rights, Clock clock) {
        this.state = state;
        this.rights = rights;
        this.clock = clock;
        this.cachePolicies = policies("CachePolicy", "cache", CachePolicyConfig::builder);
        this.originRequestPolicies =
                policies("OriginRequestPolicy", "originRequest", OriginRequestPolicyConfig::builder);
        this.responseHeadersPolicies =
                policies("ResponseHeadersPolicy", "responseHeaders", ResponseHeadersPolicyConfig::builder);
        this.originAccessControls = kind(
                "OriginAccessControl",
                "originAccessControl",
                OriginAccessControlConfig::builder,
                () -> CloudFrontIds.upper('E'));
    }

    private <C extends SdkPojo> PolicyKind<C> policies(
            String member, String shelf, Supplier<? extends SdkBuilder<?, C>> fresh) {
        return kind(member, shelf, fresh, () -> UUID.randomUUID().toString());
    }

    final <C extends SdkPojo> PolicyKind<C> kind(
            String member, String shelf, Supplier<? extends SdkBuilder<?, C>> fresh, Supplier<String> ids) {
        return new PolicyKind<>(member, new PolicyBook<>(state, shelf, fresh, clock, ids, member), rights);
    }

    /** Whether any distribution's behavior or origin names the id. */
    abstract boolean isReferredTo(String id);

    /** Tells the data plane that what distributions refer to has changed. */
    abstract void referredChanged();

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

    @Override
    public CreateOriginAccessControlResponse createOriginAccessControl(CreateOriginAccessControlRequest request) {
        return originAccessControls.create(request, CreateOriginAccessControlResponse.builder());
    }

    @Override
    public GetOriginAccessControlResponse getOriginAccessControl(GetOriginAccessControlRequest request) {
        return originAccessControls.get(request, GetOriginAccessControlResponse.builder());
    }

    @Override
    public GetOriginAccessControlConfigResponse getOriginAccessControlConfig(
            GetOriginAccessControlConfigRequest request) {
        return originAccessControls.getConfig(request, GetOriginAccessControlConfigResponse.builder());
    }

    @Override
    public UpdateOriginAccessControlResponse updateOriginAccessControl(UpdateOriginAccessControlRequest request) {
        UpdateOriginAccessControlResponse changed = originAccessControls.update(request, UpdateOriginAccessControlResponse.builder());
        referredChanged();
        return changed;
    }

    @Override
    public DeleteOriginAccessControlResponse deleteOriginAccessControl(DeleteOriginAccessControlRequest request) {
        return originAccessControls.delete(request, DeleteOriginAccessControlResponse.builder(), this::isReferredTo);
    }

    @Override
    public ListOriginAccessControlsResponse listOriginAccessControls(ListOriginAccessControlsRequest request) {
        return originAccessControls.list(request, ListOriginAccessControlsResponse.builder());
    }

    @Override
    public CreateCachePolicyResponse createCachePolicy(CreateCachePolicyRequest request) {
        return cachePolicies.create(request, CreateCachePolicyResponse.builder());
    }

    @Override
    public GetCachePolicyResponse getCachePolicy(GetCachePolicyRequest request) {
        return cachePolicies.get(request, GetCachePolicyResponse.builder());
    }

    @Override
    public GetCachePolicyConfigResponse getCachePolicyConfig(GetCachePolicyConfigRequest request) {
        return cachePolicies.getConfig(request, GetCachePolicyConfigResponse.builder());
    }

    @Override
    public UpdateCachePolicyResponse updateCachePolicy(UpdateCachePolicyRequest request) {
        UpdateCachePolicyResponse changed = cachePolicies.update(request, UpdateCachePolicyResponse.builder());
        referredChanged();
        return changed;
    }

    @Override
    public DeleteCachePolicyResponse deleteCachePolicy(DeleteCachePolicyRequest request) {
        return cachePolicies.delete(request, DeleteCachePolicyResponse.builder(), this::isReferredTo);
    }

    @Override
    public ListCachePoliciesResponse listCachePolicies(ListCachePoliciesRequest request) {
        return cachePolicies.list(request, ListCachePoliciesResponse.builder());
    }

    @Override
    public CreateOriginRequestPolicyResponse createOriginRequestPolicy(CreateOriginRequestPolicyRequest request) {
        return originRequestPolicies.create(request, CreateOriginRequestPolicyResponse.builder());
    }

    @Override
    public GetOriginRequestPolicyResponse getOriginRequestPolicy(GetOriginRequestPolicyRequest request) {
        return originRequestPolicies.get(request, GetOriginRequestPolicyResponse.builder());
    }

    @Override
    public GetOriginRequestPolicyConfigResponse getOriginRequestPolicyConfig(
            GetOriginRequestPolicyConfigRequest request) {
        return originRequestPolicies.getConfig(request, GetOriginRequestPolicyConfigResponse.builder());
    }

    @Override
    public UpdateOriginRequestPolicyResponse updateOriginRequestPolicy(UpdateOriginRequestPolicyRequest request) {
        UpdateOriginRequestPolicyResponse changed = originRequestPolicies.update(request, UpdateOriginRequestPolicyResponse.builder());
        referredChanged();
        return changed;
    }

    @Override
    public DeleteOriginRequestPolicyResponse deleteOriginRequestPolicy(DeleteOriginRequestPolicyRequest request) {
        return originRequestPolicies.delete(request, DeleteOriginRequestPolicyResponse.builder(), this::isReferredTo);
    }

    @Override
    public ListOriginRequestPoliciesResponse listOriginRequestPolicies(ListOriginRequestPoliciesRequest request) {
        return originRequestPolicies.list(request, ListOriginRequestPoliciesResponse.builder());
    }

    @Override
    public CreateResponseHeadersPolicyResponse createResponseHeadersPolicy(CreateResponseHeadersPolicyRequest request) {
        return responseHeadersPolicies.create(request, CreateResponseHeadersPolicyResponse.builder());
    }

    @Override
    public GetResponseHeadersPolicyResponse getResponseHeadersPolicy(GetResponseHeadersPolicyRequest request) {
        return responseHeadersPolicies.get(request, GetResponseHeadersPolicyResponse.builder());
    }

    @Override
    public GetResponseHeadersPolicyConfigResponse getResponseHeadersPolicyConfig(
            GetResponseHeadersPolicyConfigRequest request) {
        return responseHeadersPolicies.getConfig(request, GetResponseHeadersPolicyConfigResponse.builder());
    }

    @Override
    public UpdateResponseHeadersPolicyResponse updateResponseHeadersPolicy(UpdateResponseHeadersPolicyRequest request) {
        UpdateResponseHeadersPolicyResponse changed = responseHeadersPolicies.update(request, UpdateResponseHeadersPolicyResponse.builder());
        referredChanged();
        return changed;
    }

    @Override
    public DeleteResponseHeadersPolicyResponse deleteResponseHeadersPolicy(DeleteResponseHeadersPolicyRequest request) {
        return responseHeadersPolicies.delete(
                request, DeleteResponseHeadersPolicyResponse.builder(), this::isReferredTo);
    }

    @Override
    public ListResponseHeadersPoliciesResponse listResponseHeadersPolicies(ListResponseHeadersPoliciesRequest request) {
        return responseHeadersPolicies.list(request, ListResponseHeadersPoliciesResponse.builder());
    }
}
