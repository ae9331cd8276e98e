package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a web ACL does with one request, and why.
 *
 * @param action what is done when every rule that cannot be decided is taken not to match, as the sandbox's edge does
 * @param possible every action that the request could meet, {@code action} among them; more than one when an
 *     undecidable rule stands before the deciding one
 * @param tier how far {@code action} can be trusted
 * @param terminatingRule name of the web ACL's rule that ended it, {@code Default_Action} when none did
 * @param terminatingRuleType {@code REGULAR}, {@code RATE_BASED}, {@code GROUP} or {@code MANAGED_RULE_GROUP}
 * @param group the rule group of a terminating rule inside one, as the log names it
 *     ({@code AWS#AWSManagedRulesCommonRuleSet}, or the ARN)
 * @param ruleInGroup the rule inside that group
 * @param matchDetails of the terminating rule
 * @param nonTerminating the web ACL's rules that matched without ending it, in order
 * @param groups every rule group that was evaluated, in order
 * @param rates every rate-based rule that was evaluated, in order
 * @param labels added, fully qualified, in the order added
 * @param customResponse what a blocked request is answered with, null for the default
 * @param insertedHeaders what the origin sees in addition, names with {@code x-amzn-waf-}
 * @param oversizeFields parts of the request longer than what AWS WAF inspects, as the log names them
 * @param bodyLimit bytes of the body that are inspected
 * @param trail every rule evaluated, in order; what it saw only where that was asked for
 */
public record Verdict(
        WafAction action,
        Set<WafAction> possible,
        Tier tier,
        String terminatingRule,
        String terminatingRuleType,
        @Nullable String group,
        @Nullable String ruleInGroup,
        List<MatchDetail> matchDetails,
        List<RuleMatch> nonTerminating,
        List<GroupResult> groups,
        List<RateResult> rates,
        List<String> labels,
        @Nullable CustomResponse customResponse,
        List<Header> insertedHeaders,
        List<String> oversizeFields,
        int bodyLimit,
        List<Step> trail) {

    /** The name that the log gives to the end without a terminating rule. */
    public static final String DEFAULT_ACTION = "Default_Action";

    /**
     * A rule that matched.
     *
     * @param rule its name
     * @param action taken
     * @param overriddenAction the rule's own action where the web ACL overrides it, else null
     * @param details of injection statements
     */
    public record RuleMatch(
            String rule, WafAction action, @Nullable WafAction overriddenAction, List<MatchDetail> details) {}

    /**
     * What a rule group did.
     *
     * @param groupId as the log names it
     * @param terminating the rule that ended the group, null when none did
     * @param nonTerminating rules that matched and were counted
     * @param excluded rules that matched and are excluded by name
     */
    public record GroupResult(
            String groupId, @Nullable RuleMatch terminating, List<RuleMatch> nonTerminating, List<String> excluded) {}

    /**
     * What a rate-based rule counted.
     *
     * @param rule its name
     * @param limitKey {@code IP}, {@code FORWARDED_IP}, {@code CUSTOMKEYS} or {@code CONSTANT}
     * @param limitValue the address counted; empty for other keys
     * @param limit the most requests in a window
     * @param windowSeconds the window
     * @param count requests of this aggregation instance in the window, this one included
     * @param limited whether the request is over the limit
     */
    public record RateResult(
            String rule, String limitKey, String limitValue, long limit, long windowSeconds, long count, boolean limited) {}

    /**
     * The answer of a Block rule.
     *
     * @param status HTTP status
     * @param headers added
     * @param contentType empty when there is no body
     * @param body may be empty
     */
    public record CustomResponse(int status, List<Header> headers, String contentType, String body) {}

    /**
     * One rule met on the way.
     *
     * @param group the rule group that it is in, as the log names it, null at the web ACL's own level
     * @param rule its name
     * @param truth whether it matched
     * @param tier how far that can be trusted
     * @param action that it takes on a match
     * @param overridden its own action where the web ACL overrides it, else null
     * @param excluded whether the web ACL excludes it by name, which counts instead
     * @param labels that a match adds, fully qualified
     * @param saw what it looked at
     */
    public record Step(
            @Nullable String group,
            String rule,
            Truth truth,
            Tier tier,
            WafAction action,
            @Nullable WafAction overridden,
            boolean excluded,
            List<String> labels,
            List<Seen> saw) {}

    /**
     * A part of the request that a statement looked at, after its text transformations.
     *
     * @param location such as {@code URI}, {@code HEADER user-agent}
     * @param after the text transformations that were applied, in their order, as AWS names them
     * @param content shortened; cookies and credentials are masked
     * @param matched whether the statement matched on it
     */
    public record Seen(String location, List<String> after, String content, boolean matched) {
        /** What is compared as it came. */
        Seen(String location, String content, boolean matched) {
            this(location, List.of(), content, matched);
        }
    }

    /** The same without what each rule saw, which is most of its size. */
    public Verdict withoutTrail() {
        return new Verdict(action, possible, tier, terminatingRule, terminatingRuleType, group, ruleInGroup, matchDetails,
                nonTerminating, groups, rates, labels, customResponse, insertedHeaders, oversizeFields, bodyLimit, List.of());
    }

    /** The action where it does not depend on an undecidable rule, else {@link WafAction#UNKNOWN}. */
    public WafAction certainAction() {
        return possible.size() == 1 ? action : WafAction.UNKNOWN;
    }

    /** Whether the request goes on to the resource. */
    public boolean forwards() {
        return action == WafAction.ALLOW;
    }

    /** The HTTP status that AWS WAF answers with, 0 when the request goes on. */
    public int status() {
        return customResponse != null ? customResponse.status() : action.defaultStatus();
    }

    /**
     * The rule that ended it, a rule inside a group as {@code group/rule} with {@link RuleName}; empty for the default
     * action.
     */
    public Optional<String> decisiveRule() {
        if (terminatingRule.equals(DEFAULT_ACTION)) {
            return Optional.empty();
        }
        return Optional.of(group == null || ruleInGroup == null ? terminatingRule : RuleName.of(group, ruleInGroup));
    }
}
