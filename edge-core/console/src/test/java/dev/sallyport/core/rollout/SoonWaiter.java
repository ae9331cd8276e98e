package dev.sallyport.core.rollout;

import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.waiters.CloudFormationWaiter;

/** Waits for stacks of the sandbox, which stand within a second; the SDK's own waiters ask every half minute. */
final class SoonWaiter {
    private SoonWaiter() {}

    static CloudFormationWaiter of(CloudFormationClient formation) {
        return CloudFormationWaiter.builder()
                .client(formation)
                .overrideConfiguration(waiting -> waiting.maxAttempts(1_200)
                        .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(100))))
                .build();
    }
}
