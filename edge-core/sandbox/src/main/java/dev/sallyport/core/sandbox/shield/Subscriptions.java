package dev.sallyport.core.sandbox.shield;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.shield.model.AutoRenew;
import software.amazon.awssdk.services.shield.model.Limit;
import software.amazon.awssdk.services.shield.model.ProactiveEngagementStatus;
import software.amazon.awssdk.services.shield.model.ProtectedResourceType;
import software.amazon.awssdk.services.shield.model.Subscription;

/** The account's subscription to AWS Shield Advanced: none until one is created, and then for a year. */
final class Subscriptions {
    /** Protections of one resource type that an account may have. */
    static final long PROTECTIONS = 1000;

    private static final Duration COMMITMENT = Duration.ofDays(365);

    private final Shelf<Subscription> shelf;
    private final Clock clock;

    Subscriptions(SandboxState state, Clock clock) {
        this.shelf = state.shelf("shield/subscription", Subscription.class);
        this.clock = clock;
    }

    Optional<Subscription> find() {
        return shelf.get("subscription");
    }

    Subscription require() {
        return find().orElseThrow(ShieldFaults::noSubscription);
    }

    void create() {
        if (find().isPresent()) {
            throw ShieldFaults.exists("SUBSCRIPTION");
        }
        var now = clock.instant();
        shelf.put("subscription", Subscription.builder()
                .startTime(now)
                .endTime(now.plus(COMMITMENT))
                .timeCommitmentInSeconds(COMMITMENT.toSeconds())
                .autoRenew(AutoRenew.ENABLED)
                .proactiveEngagementStatus(ProactiveEngagementStatus.DISABLED)
                .subscriptionArn("arn:aws:shield::" + Call.current().account() + ":subscription")
                .subscriptionLimits(limits -> limits.protectionLimits(protections -> protections.protectedResourceTypeLimits(
                                Limit.builder()
                                        .type(ProtectedResourceType.CLOUDFRONT_DISTRIBUTION.toString())
                                        .max(PROTECTIONS)
                                        .build()))
                        .protectionGroupLimits(groups -> groups.maxProtectionGroups(100L)
                                .patternTypeLimits(types ->
                                        types.arbitraryPatternLimits(members -> members.maxMembers(10_000L)))))
                .build());
    }

    void update(AutoRenew renew) {
        Subscription old = require();
        shelf.put("subscription", old.toBuilder().autoRenew(renew).build());
    }
}
