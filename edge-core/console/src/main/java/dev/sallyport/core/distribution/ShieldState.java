package dev.sallyport.core.distribution;

import dev.sallyport.core.account.AwsClients;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.shield.model.Protection;

/**
 * What Shield Advanced protects.
 *
 * @param isSubscribed whether the account has Shield Advanced
 * @param mitigates by the ARN of a protected resource, whether automatic application layer mitigation is on
 */
record ShieldState(boolean isSubscribed, Map<String, Boolean> mitigates) {
    static ShieldState read(AwsClients aws) {
        if (!"ACTIVE".equals(aws.shield().getSubscriptionState(request -> {}).subscriptionStateAsString())) {
            return new ShieldState(false, Map.of());
        }
        Map<String, Boolean> mitigates = new HashMap<>();
        for (Protection one : aws.shield().listProtectionsPaginator(request -> {}).protections()) {
            var automatic = one.applicationLayerAutomaticResponseConfiguration();
            mitigates.put(one.resourceArn(), automatic != null && "ENABLED".equals(automatic.statusAsString()));
        }
        return new ShieldState(true, Map.copyOf(mitigates));
    }
}
