package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.rollout.Rollouts;
import java.util.Map;

/** The two stacks that every tour deploys, and what it does with them. */
record TourStacks(SandboxAccount account, Home home) {
    static final String API = "t-api-perimeter";
    static final String FIELDS = "t-field-encryption";
    /** Requests through the API's distribution. */
    static final int REQUESTS = 400;

    static final long SEED = 7;
    static final String REASON = "Customer asked what we store, ticket 4711";

    /** One output of a stack; empty when the stack does not stand or has no such output. */
    String output(String stack, String name) {
        return outputs(stack).getOrDefault(name, "");
    }

    /** What a stack puts out; nothing when it does not stand. */
    Map<String, String> outputs(String stack) {
        return Rollouts.of(account.session(), home).stacks().stream()
                .filter(found -> found.name().equals(stack))
                .findFirst()
                .map(found -> found.outputs())
                .orElse(Map.of());
    }
}
