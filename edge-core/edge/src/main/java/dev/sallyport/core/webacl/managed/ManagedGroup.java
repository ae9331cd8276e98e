package dev.sallyport.core.webacl.managed;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.Statement;

/**
 * A managed rule group after waf/latest/developerguide/aws-managed-rule-groups-list.html.
 *
 * @param vendor {@code AWS}
 * @param name such as {@code AWSManagedRulesCommonRuleSet}
 * @param capacity WCU that it costs a web ACL
 * @param description one sentence
 * @param labelNamespace of the labels that its rules add, ending in a colon
 * @param versions static versions, oldest first; empty for an unversioned group
 * @param rules in the order of AWS's description
 */
public record ManagedGroup(
        String vendor,
        String name,
        long capacity,
        String description,
        String labelNamespace,
        List<String> versions,
        List<ManagedRule> rules) {
    /** The group against distributed denial of service, which decides by the traffic of the whole resource. */
    public static final String ANTI_DDOS = "AWSManagedRulesAntiDDoSRuleSet";

    /** Its rule for every request that can be challenged while an event lasts. */
    public static final String CHALLENGE_ALL = "ChallengeAllDuringEvent";

    /** Its rule for suspicious requests; AWS WAF asks it only while {@link #CHALLENGE_ALL} is overridden to Count. */
    public static final String CHALLENGE_SUSPECTS = "ChallengeDDoSRequests";

    /**
     * One of its rules.
     *
     * @param name such as {@code NoUserAgent_HEADER}
     * @param action its own, before overrides
     * @param label behind the group's namespace
     * @param statement ours, built from AWS's description; null where AWS publishes nothing to build it from
     */
    public record ManagedRule(String name, RuleAction action, String label, @Nullable Statement statement) {}
}
