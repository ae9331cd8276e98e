package dev.sallyport.core.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.rollout.Staged.TemporaryFunction;
import dev.sallyport.core.shape.Shapes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicy;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.cloudfront.model.PreconditionFailedException;

/**
 * Makes a staging copy of a distribution with new edge functions, sends a share of the viewers to it, and takes it away
 * again. Each method can be repeated after a kill at any point: what is there already is found by the copy's reference.
 */
final class StagingCopy {
    private static final int ATTEMPTS = 5;

    private final CloudFrontClient cloudFront;
    private final TemporaryFunctions functions;
    private final DeploymentPolicies policies;
    private final StagingTrust trust;

    StagingCopy(AwsClients aws) {
        this.cloudFront = aws.cloudFront();
        this.functions = new TemporaryFunctions(aws);
        this.policies = new DeploymentPolicies(aws);
        this.trust = new StagingTrust(aws);
    }

    /** The configuration and the ETag of a distribution. */
    GetDistributionConfigResponse config(String id) {
        return cloudFront.getDistributionConfig(request -> request.id(id));
    }

    /**
     * Makes the copy, reachable with the proofs' header only.
     *
     * @param bucket with the functions' packages
     * @param keys key of the new package, by the name of the temporary function
     * @param resources of the stack, whose origins must trust the copy
     * @param keep is handed each state before the next part is made
     */
    Staged make(
            Staged planned,
            String bucket,
            Map<String, String> keys,
            List<StackResourceSummary> resources,
            Consumer<Staged> keep)
            throws InterruptedException {
        Staged staged = planned;
        for (TemporaryFunction function : planned.functions()) {
            String key = Objects.requireNonNull(keys.get(function.name()));
            staged = staged.published(functions.publish(function, bucket, key));
            keep.accept(staged);
        }
        Distribution copy = copied(staged);
        staged = staged.copiedTo(copy.id(), copy.domainName());
        keep.accept(staged);
        trust.grant(resources, primaryArn(staged.primaryId()), copy.arn());
        Map<String, String> versions = new HashMap<>();
        staged.functions().forEach(each -> versions.put(each.replaces(), Objects.requireNonNull(each.versionArn())));
        change(copy.id(), config -> running(config, versions));
        String policy = policies.forProofs(copy.domainName(), staged.headerValue());
        staged = staged.dividedBy(policy);
        keep.accept(staged);
        deployed(copy.id());
        change(staged.primaryId(), config -> config.toBuilder().continuousDeploymentPolicyId(policy).build());
        deployed(staged.primaryId());
        return staged;
    }

    private String primaryArn(String id) {
        return cloudFront.getDistribution(request -> request.id(id)).distribution().arn();
    }

    /** Sends viewers to the copy instead of the proofs. */
    void open(Staged staged) throws InterruptedException {
        policies.open(Objects.requireNonNull(staged.policyId()), staged.weight());
        deployed(staged.primaryId());
    }

    /**
     * Takes everything away. The primary's configuration is what it was.
     *
     * @return names of the temporary functions that cannot go yet, since their replicas are still at the edge
     */
    List<String> remove(Staged staged, List<StackResourceSummary> resources) throws InterruptedException {
        Optional<DistributionSummary> copy = find(staged);
        Optional<String> policy = Optional.ofNullable(staged.policyId())
                .or(() -> copy.flatMap(found -> policies.of(found.domainName())).map(ContinuousDeploymentPolicy::id));
        if (policy.isPresent()) {
            detach(staged.primaryId(), policy.get());
            // Before that has reached every edge location, CloudFront may still hold the policy to be in use.
            settled(staged.primaryId());
            policies.delete(policy.get());
        }
        trust.revoke(resources);
        if (copy.isPresent()) {
            deleteCopy(copy.get().id());
        }
        return functions.delete(staged.functions().stream().map(TemporaryFunction::name).toList());
    }

    private Distribution copied(Staged staged) {
        Optional<DistributionSummary> there = find(staged);
        if (there.isPresent()) {
            return cloudFront.getDistribution(request -> request.id(there.get().id())).distribution();
        }
        String tag = config(staged.primaryId()).eTag();
        return cloudFront
                .copyDistribution(request -> request.primaryDistributionId(staged.primaryId())
                        .ifMatch(tag)
                        .staging(true)
                        .enabled(true)
                        .callerReference(staged.reference()))
                .distribution();
    }

    /** By its id, or where a kill came before that was written down, by its reference. */
    private Optional<DistributionSummary> find(Staged staged) {
        String marker = null;
        do {
            String from = marker;
            var list = cloudFront.listDistributions(request -> request.marker(from)).distributionList();
            for (DistributionSummary each : list.items()) {
                if (Boolean.TRUE.equals(each.staging()) && isCopy(each, staged)) {
                    return Optional.of(each);
                }
            }
            marker = Boolean.TRUE.equals(list.isTruncated()) ? list.nextMarker() : null;
        } while (marker != null);
        return Optional.empty();
    }

    private boolean isCopy(DistributionSummary distribution, Staged staged) {
        if (staged.stagingId() != null) {
            return staged.stagingId().equals(distribution.id());
        }
        try {
            return staged.reference().equals(config(distribution.id()).distributionConfig().callerReference());
        } catch (NoSuchDistributionException gone) {
            return false;
        }
    }

    private static DistributionConfig running(DistributionConfig config, Map<String, String> versions) {
        var json = Shapes.toJson(config);
        json.findParents("LambdaFunctionARN").forEach(association -> {
            String version = versions.get(association.path("LambdaFunctionARN").asText());
            if (version != null) {
                ((ObjectNode) association).put("LambdaFunctionARN", version);
            }
        });
        return Shapes.fromJson(json, DistributionConfig.builder());
    }

    private void detach(String primary, String policy) {
        try {
            change(primary, config -> policy.equals(config.continuousDeploymentPolicyId())
                    ? config.toBuilder().continuousDeploymentPolicyId("").build()
                    : config);
        } catch (NoSuchDistributionException gone) {
            // Nothing is attached to what is not there.
        }
    }

    private void deleteCopy(String id) throws InterruptedException {
        try {
            change(id, config -> config.toBuilder().enabled(false).build());
            deployed(id);
            String tag = config(id).eTag();
            cloudFront.deleteDistribution(request -> request.id(id).ifMatch(tag));
        } catch (NoSuchDistributionException gone) {
            // Removing can be repeated.
        }
    }

    /** Changes what is there now, again when someone else was faster. */
    private void change(String id, UnaryOperator<DistributionConfig> change) {
        for (int attempt = 1; ; attempt++) {
            GetDistributionConfigResponse now = config(id);
            DistributionConfig wanted = change.apply(now.distributionConfig());
            if (wanted.equals(now.distributionConfig())) {
                return;
            }
            try {
                cloudFront.updateDistribution(
                        request -> request.id(id).ifMatch(now.eTag()).distributionConfig(wanted));
                return;
            } catch (PreconditionFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void settled(String id) throws InterruptedException {
        try {
            deployed(id);
        } catch (NoSuchDistributionException gone) {
            // As settled as can be.
        }
    }

    /** Waits until a change has reached every edge location, which CloudFront does in minutes. */
    private void deployed(String id) throws InterruptedException {
        Pace pace = Pace.ofQuestions();
        while (!cloudFront.getDistribution(request -> request.id(id)).distribution().status().equals("Deployed")) {
            pace.rest();
        }
    }
}
