package dev.sallyport.core.shield;

import java.util.List;

/**
 * The state of the account's protection.
 *
 * @param subscription {@code ACTIVE} or {@code INACTIVE}
 * @param protections of Shield Advanced; none without a subscription
 * @param coverage every distribution, covered or not
 * @param attacks in the asked time, latest first; none without a subscription
 * @param statistics of the last year
 */
public record ShieldReport(
        String subscription,
        List<ProtectedResource> protections,
        List<Coverage> coverage,
        List<Attack> attacks,
        AttackStatistics statistics) {}
