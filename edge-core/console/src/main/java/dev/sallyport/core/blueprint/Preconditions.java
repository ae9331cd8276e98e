package dev.sallyport.core.blueprint;

import dev.sallyport.core.Arns;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.webacl.WafArn;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.shield.model.SubscriptionState;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/**
 * What the account must have before a stack with certain parameters can stand. Asked before anything is made:
 * CloudFormation would find out only after the distribution, whose edge function then takes hours to go again.
 */
public final class Preconditions {
    private final AwsClients aws;

    /** Asks with these clients. */
    public Preconditions(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * Checks the values of a blueprint's parameters against the account.
     *
     * @throws SallyportException {@code SP-SHIELD-SUBSCRIPTION} for ShieldAdvanced without a subscription; {@code
     *     SP-ALIAS-CERTIFICATE} for alternate domain names without a certificate; {@code SP-NOT-FOUND} for a web ACL that is
     *     or a service role that is not there; {@code SP-SERVICE-ROLE} for one that CloudFormation may not take
     */
    public void require(Map<String, String> values) {
        if (!values.getOrDefault("Aliases", "").isBlank() && values.getOrDefault("CertificateArn", "").isBlank()) {
            throw SallyportException.badInput(
                    "SP-ALIAS-CERTIFICATE",
                    "CloudFront serves alternate domain names (" + values.get("Aliases") + ") only with a certificate for them.",
                    "Give the ARN of one of ACM in us-east-1 as CertificateArn.");
        }
        if (!values.getOrDefault("BackendUrl", "").isBlank() && values.getOrDefault("Bundle", "").isBlank()) {
            throw SallyportException.badInput(
                    "SP-PARAMETER",
                    "BackendUrl is what a bundle fetches from, and there is no Bundle.",
                    "Give the folder of the application as Bundle.");
        }
        if (!values.getOrDefault("Bundle", "").isBlank()) {
            Bundle.read(values);
        }
        requireServiceRole(values.getOrDefault("ServiceRoleArn", ""));
        requireWebAcl(values.getOrDefault("WebAclArn", ""));
        if ("true".equals(values.get("ShieldAdvanced"))) {
            requireSubscription();
        }
    }

    private void requireWebAcl(String arn) {
        if (arn.isBlank()) {
            return;
        }
        WafArn named = WafArn.of(arn)
                .filter(one -> one.global() && one.kind().equals("webacl"))
                .orElseThrow(() -> SallyportException.badInput(
                        "SP-PARAMETER",
                        "WebAclArn is " + arn + ", which is no ARN of a web ACL of scope CLOUDFRONT.",
                        "Copy the ARN of one, or leave WebAclArn empty for one of the stack's own."));
        try {
            aws.waf(EdgeRegion.NAME).getWebACL(request ->
                    request.name(named.name()).id(named.id()).scope(Scope.CLOUDFRONT));
        } catch (WafNonexistentItemException e) {
            throw SallyportException.refused(
                            "SP-NOT-FOUND",
                            "The account has no web ACL " + arn + ".",
                            "Take the ARN of one of scope CLOUDFRONT, or leave WebAclArn empty for one of the stack's own.")
                    .causedBy(e);
        }
    }

    private void requireServiceRole(String arn) {
        if (arn.isBlank()) {
            return;
        }
        String trust;
        try {
            trust = aws.iam()
                    .getRole(request -> request.roleName(Arns.name(arn)))
                    .role()
                    .assumeRolePolicyDocument();
        } catch (NoSuchEntityException e) {
            throw SallyportException.refused(
                            "SP-NOT-FOUND",
                            "The account has no role " + arn + ".",
                            "Name one that CloudFormation may take, or leave ServiceRoleArn empty.")
                    .causedBy(e);
        }
        if (!PercentCoding.decode(trust).contains("cloudformation.amazonaws.com")) {
            throw SallyportException.refused(
                    "SP-SERVICE-ROLE",
                    "The trust policy of " + arn + " does not let CloudFormation take the role.",
                    "Let the service cloudformation.amazonaws.com assume it, or name another.");
        }
    }

    private void requireSubscription() {
        SubscriptionState state = aws.shield().getSubscriptionState(r -> {}).subscriptionState();
        if (state != SubscriptionState.ACTIVE) {
            throw SallyportException.refused(
                    "SP-SHIELD-SUBSCRIPTION",
                    "ShieldAdvanced is true, but the account has no subscription to Shield Advanced.",
                    "Set ShieldAdvanced to false, or subscribe first: a commitment for a year, with a monthly fee.");
        }
    }
}
