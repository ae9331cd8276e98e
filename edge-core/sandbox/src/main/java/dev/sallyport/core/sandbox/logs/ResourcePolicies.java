package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.sandbox.access.MalformedPolicyException;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourcePolicy;

/** The account's policies that let AWS services write logs; at most ten in a Region. */
final class ResourcePolicies {
    private static final int MOST = 10;

    private final Shelf<ResourcePolicy> shelf;
    private final Clock clock;

    ResourcePolicies(SandboxState state, Clock clock) {
        this.shelf = state.shelf("logs/policies", ResourcePolicy.class);
        this.clock = clock;
    }

    List<String> documents() {
        return shelf.valuesUnder(LogsAccess.key("")).stream().map(ResourcePolicy::policyDocument).toList();
    }

    PutResourcePolicyResponse put(PutResourcePolicyRequest r) {
        String name = LogsFaults.present(r.policyName(), "policyName");
        String document = LogsFaults.present(r.policyDocument(), "policyDocument");
        try {
            Policy.parse(document, Policy.Kind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw LogsFaults.invalid("Invalid policy document: " + e.getMessage());
        }
        if (!shelf.has(LogsAccess.key(name)) && documents().size() >= MOST) {
            throw LogsFaults.limit("Resource limit exceeded.");
        }
        ResourcePolicy policy = ResourcePolicy.builder()
                .policyName(name)
                .policyDocument(document)
                .lastUpdatedTime(clock.millis())
                .build();
        shelf.put(LogsAccess.key(name), policy);
        return PutResourcePolicyResponse.builder().resourcePolicy(policy).build();
    }

    DescribeResourcePoliciesResponse describe(DescribeResourcePoliciesRequest r) {
        LogsFaults.within(r.limit(), "limit", MOST, 50);
        return DescribeResourcePoliciesResponse.builder()
                .resourcePolicies(shelf.valuesUnder(LogsAccess.key("")))
                .build();
    }

    void delete(String name) {
        if (shelf.remove(LogsAccess.key(LogsFaults.present(name, "policyName"))).isEmpty()) {
            throw LogsFaults.missing("Policy with name [" + name + "] does not exist");
        }
    }
}
