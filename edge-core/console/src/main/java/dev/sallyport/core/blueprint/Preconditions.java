package dev.sallyport.core.blueprint;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import java.util.Map;
import software.amazon.awssdk.services.shield.model.SubscriptionState;

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
     * @throws SallyportException {@code SP-SHIELD-SUBSCRIPTION} for ShieldAdvanced without a subscription
     */
    public void require(Map<String, String> values) {
        if (!"true".equals(values.get("ShieldAdvanced"))) {
            return;
        }
        SubscriptionState state = aws.shield().getSubscriptionState(r -> {}).subscriptionState();
        if (state != SubscriptionState.ACTIVE) {
            throw SallyportException.refused(
                    "SP-SHIELD-SUBSCRIPTION",
                    "ShieldAdvanced is true, but the account has no subscription to Shield Advanced.",
                    "Set ShieldAdvanced to false, or subscribe first: a commitment for a year, with a monthly fee.");
        }
    }
}
