package dev.sallyport.core.rollout;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.proof.Detour;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicy;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicySummary;
import software.amazon.awssdk.services.cloudfront.model.GetContinuousDeploymentPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.NoSuchContinuousDeploymentPolicyException;
import software.amazon.awssdk.services.cloudfront.model.TrafficConfig;

/** CloudFront's continuous deployment policies: whether the proofs are led to a staging copy, or a share of the viewers. */
final class DeploymentPolicies {
    private final CloudFrontClient cloudFront;

    DeploymentPolicies(AwsClients aws) {
        this.cloudFront = aws.cloudFront();
    }

    /** The id of the copy's policy, made where there is none yet: it leads those who send the header of the proofs. */
    String forProofs(String host, String headerValue) {
        TrafficConfig traffic = TrafficConfig.builder()
                .type("SingleHeader")
                .singleHeaderConfig(header -> header.header(Detour.HEADER).value(headerValue))
                .build();
        return of(host)
                .map(ContinuousDeploymentPolicy::id)
                .orElseGet(() -> cloudFront
                        .createContinuousDeploymentPolicy(
                                request -> request.continuousDeploymentPolicyConfig(config -> config.enabled(true)
                                        .stagingDistributionDnsNames(names -> names.quantity(1).items(host))
                                        .trafficConfig(traffic)))
                        .continuousDeploymentPolicy()
                        .id());
    }

    /** The policy of the copy with that domain name. */
    Optional<ContinuousDeploymentPolicy> of(@Nullable String host) {
        String marker = null;
        do {
            String from = marker;
            var list = cloudFront.listContinuousDeploymentPolicies(request -> request.marker(from))
                    .continuousDeploymentPolicyList();
            Optional<ContinuousDeploymentPolicy> found = list.items().stream()
                    .map(ContinuousDeploymentPolicySummary::continuousDeploymentPolicy)
                    .filter(policy -> policy.continuousDeploymentPolicyConfig()
                            .stagingDistributionDnsNames()
                            .items()
                            .contains(host))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            marker = list.nextMarker();
        } while (marker != null && !marker.isEmpty());
        return Optional.empty();
    }

    /** Leads that share of the viewers to the copy instead of the proofs. */
    void open(String id, double weight) {
        GetContinuousDeploymentPolicyResponse now = cloudFront.getContinuousDeploymentPolicy(request -> request.id(id));
        TrafficConfig traffic = TrafficConfig.builder()
                .type("SingleWeight")
                .singleWeightConfig(config -> config.weight((float) weight))
                .build();
        cloudFront.updateContinuousDeploymentPolicy(request -> request.id(id)
                .ifMatch(now.eTag())
                .continuousDeploymentPolicyConfig(now.continuousDeploymentPolicy()
                        .continuousDeploymentPolicyConfig()
                        .toBuilder()
                        .trafficConfig(traffic)
                        .build()));
    }

    void delete(String id) {
        try {
            String tag = cloudFront.getContinuousDeploymentPolicy(request -> request.id(id)).eTag();
            cloudFront.deleteContinuousDeploymentPolicy(request -> request.id(id).ifMatch(tag));
        } catch (NoSuchContinuousDeploymentPolicyException gone) {
            // Removing can be repeated.
        }
    }
}
