package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.WafArn;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.InvalidViewerCertificateException;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.TrustedKeyGroups;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/** Refuses a configuration that CloudFront refuses. */
final class DistributionCheck {
    private static final Set<Set<String>> METHODS = Set.of(
            Set.of("GET", "HEAD"),
            Set.of("GET", "HEAD", "OPTIONS"),
            Set.of("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"));
    private static final Pattern S3 = Pattern.compile("[a-z0-9.-]+\\.s3(\\.[a-z0-9-]+)?\\.amazonaws\\.com");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*");
    private static final Pattern WEB_ACL =
            Pattern.compile("arn:aws[a-z-]*:wafv2:us-east-1:\\d{12}:global/webacl/[^/]+/[^/]+");

    private final PolicyBook<?> cachePolicies;
    private final PolicyBook<?> originRequestPolicies;
    private final PolicyBook<?> responseHeadersPolicies;
    private final Predicate<String> originAccessControls;
    private final Predicate<String> originAccessIdentities;
    private final Predicate<String> keyGroups;
    private final AssociationCheck associations;
    private final Wafv2Client waf;

    DistributionCheck(
            PolicyBook<?> cachePolicies,
            PolicyBook<?> originRequestPolicies,
            PolicyBook<?> responseHeadersPolicies,
            Predicate<String> originAccessControls,
            Predicate<String> originAccessIdentities,
            Predicate<String> keyGroups,
            AssociationCheck associations,
            Wafv2Client waf) {
        this.cachePolicies = cachePolicies;
        this.originRequestPolicies = originRequestPolicies;
        this.responseHeadersPolicies = responseHeadersPolicies;
        this.originAccessControls = originAccessControls;
        this.originAccessIdentities = originAccessIdentities;
        this.keyGroups = keyGroups;
        this.associations = associations;
        this.waf = waf;
    }

    void check(DistributionConfig config) {
        if (config.callerReference() == null || config.callerReference().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("The parameter CallerReference is required.");
        }
        if (config.enabled() == null) {
            throw CloudFrontFaults.invalidArgument("The parameter Enabled is required.");
        }
        if (config.origins() == null || config.origins().items().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("The parameter Origins is required.");
        }
        if (config.defaultCacheBehavior() == null) {
            throw CloudFrontFaults.invalidArgument("The parameter DefaultCacheBehavior is required.");
        }
        Set<String> origins = new HashSet<>();
        for (Origin origin : config.origins().items()) {
            origin(origin);
            if (!origins.add(origin.id())) {
                throw CloudFrontFaults.invalidArgument(
                        "The parameter Origin Id must be unique within the distribution: " + origin.id());
            }
        }
        origins.addAll(OriginGroupCheck.ids(config.originGroups(), Set.copyOf(origins)));
        behavior(
                Shapes.fromJson(Shapes.toJson(config.defaultCacheBehavior()), CacheBehavior.builder()),
                origins);
        Set<String> patterns = new HashSet<>();
        if (config.cacheBehaviors() != null) {
            for (CacheBehavior behavior : config.cacheBehaviors().items()) {
                if (behavior.pathPattern() == null || !patterns.add(behavior.pathPattern())) {
                    throw CloudFrontFaults.invalidArgument("The parameter PathPattern is missing or given twice: "
                            + behavior.pathPattern());
                }
                behavior(behavior, origins);
            }
        }
        certificate(config);
        webAcl(config.webACLId());
    }

    private void origin(Origin origin) {
        String domain = Objects.requireNonNullElse(origin.domainName(), "");
        if (origin.id() == null || domain.isEmpty() || domain.contains("/") || domain.contains(":")
                || ADDRESS.matcher(domain).matches()) {
            throw CloudFrontFaults.invalidArgument("The parameter origin name must be a domain name.");
        }
        boolean s3 = origin.s3OriginConfig() != null;
        boolean custom = origin.customOriginConfig() != null;
        if (origin.vpcOriginConfig() != null) {
            throw CloudFrontFaults.invalidOrigin("The sandbox has no VPC origins.");
        }
        if (s3 == custom) {
            throw CloudFrontFaults.invalidOrigin(
                    "Exactly one of CustomOriginConfig, VpcOriginConfig and S3OriginConfig must be specified");
        }
        if (s3 && !S3.matcher(domain).matches()) {
            throw CloudFrontFaults.invalidArgument(
                    "The parameter Origin DomainName does not refer to a valid S3 bucket.");
        }
        String identity = s3 ? Objects.requireNonNullElse(origin.s3OriginConfig().originAccessIdentity(), "") : "";
        String prefix = "origin-access-identity/cloudfront/";
        boolean known = identity.startsWith(prefix) && originAccessIdentities.test(identity.substring(prefix.length()));
        if (!identity.isEmpty() && !known) {
            throw Fault.of(
                    "CloudFront",
                    "InvalidOriginAccessIdentity",
                    400,
                    "The specified origin access identity does not exist or is not valid.");
        }
        String path = Objects.requireNonNullElse(origin.originPath(), "");
        if (!path.isEmpty() && (!path.startsWith("/") || path.endsWith("/"))) {
            throw CloudFrontFaults.invalidArgument(
                    "The parameter origin path cannot end in a / character and must begin with one.");
        }
        String control = Objects.requireNonNullElse(origin.originAccessControlId(), "");
        if (!control.isEmpty() && !originAccessControls.test(control)) {
            throw Fault.of(
                    "CloudFront", "NoSuchOriginAccessControl", 404, "The origin access control does not exist.");
        }
    }

    // ForwardedValues is deprecated, and CloudFront still takes it.
    @SuppressWarnings("deprecation")
    private void behavior(CacheBehavior behavior, Set<String> origins) {
        if (!origins.contains(Objects.requireNonNullElse(behavior.targetOriginId(), ""))) {
            throw CloudFrontFaults.noSuchOrigin();
        }
        if (behavior.viewerProtocolPolicyAsString() == null) {
            throw CloudFrontFaults.invalidArgument("The parameter ViewerProtocolPolicy is required.");
        }
        if (behavior.allowedMethods() != null
                && !METHODS.contains(Set.copyOf(behavior.allowedMethods().itemsAsStrings()))) {
            throw CloudFrontFaults.invalidArgument("The parameter AllowedMethods includes an invalid set of methods.");
        }
        if (behavior.cachePolicyId() == null) {
            if (behavior.forwardedValues() == null) {
                throw CloudFrontFaults.invalidArgument("The parameter ForwardedValues is required.");
            }
            if (behavior.originRequestPolicyId() != null) {
                throw CloudFrontFaults.invalidArgument(
                        "The parameter OriginRequestPolicyId can only be used together with CachePolicyId.");
            }
        } else {
            if (behavior.forwardedValues() != null) {
                throw CloudFrontFaults.invalidArgument("The parameter ForwardedValues cannot be used when a cache "
                        + "policy is associated to the cache behavior.");
            }
            cachePolicies.get(behavior.cachePolicyId());
        }
        if (behavior.originRequestPolicyId() != null) {
            originRequestPolicies.get(behavior.originRequestPolicyId());
        }
        if (behavior.responseHeadersPolicyId() != null) {
            responseHeadersPolicies.get(behavior.responseHeadersPolicyId());
        }
        signers(behavior);
        if (behavior.fieldLevelEncryptionId() != null && !behavior.fieldLevelEncryptionId().isEmpty()) {
            throw CloudFrontFaults.invalidArgument(
                    "The sandbox has no field-level encryption of CloudFront's own: leave FieldLevelEncryptionId out.");
        }
        associations.check(behavior.lambdaFunctionAssociations());
        associations.check(behavior.functionAssociations(), behavior.lambdaFunctionAssociations());
    }

    private void signers(CacheBehavior behavior) {
        if (behavior.trustedSigners() != null && Boolean.TRUE.equals(behavior.trustedSigners().enabled())) {
            throw CloudFrontFaults.invalidArgument("The sandbox has no CloudFront key pairs of accounts, which TrustedSigners"
                    + " names: use TrustedKeyGroups.");
        }
        TrustedKeyGroups groups = behavior.trustedKeyGroups();
        if (groups == null || !Boolean.TRUE.equals(groups.enabled())) {
            return;
        }
        if (groups.items().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("The parameter TrustedKeyGroups is enabled and names no key group.");
        }
        if (!groups.items().stream().allMatch(keyGroups)) {
            throw CloudFrontFaults.of(
                    "TrustedKeyGroupDoesNotExist", 400, "The specified key group does not exist.");
        }
    }

    private static void certificate(DistributionConfig config) {
        boolean aliases = config.aliases() != null && !config.aliases().items().isEmpty();
        boolean own = config.viewerCertificate() != null
                && !Boolean.TRUE.equals(config.viewerCertificate().cloudFrontDefaultCertificate());
        if (aliases && !own) {
            throw Fault.of(
                    InvalidViewerCertificateException.builder(),
                    "CloudFront",
                    "InvalidViewerCertificate",
                    400,
                    "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted "
                            + "certificate that validates your authorization to use the domain name. For more details, "
                            + "see: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html"
                            + "#alternate-domain-names-requirements");
        }
    }

    void webAcl(@Nullable String arn) {
        if (arn == null || arn.isEmpty()) {
            return;
        }
        WafArn named = WafArn.of(arn)
                .filter(one -> WEB_ACL.matcher(arn).matches())
                .orElseThrow(() -> CloudFrontFaults.invalidWebAcl(
                        "Web ACL is not accessible by the requester: for AWS WAFv2 the WebACLId is the ARN of a web ACL of "
                                + "scope CLOUDFRONT: " + arn));
        try {
            new Call(Caller.root(), "us-east-1", Call.current().requestId()).answer(() -> waf.getWebACL(
                    get -> get.name(named.name()).id(named.id()).scope("CLOUDFRONT")));
        } catch (WafNonexistentItemException e) {
            throw CloudFrontFaults.invalidWebAcl("The web ACL does not exist: " + arn);
        }
    }
}
