package dev.sallyport.core.webacl;

import java.util.Map;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.RegexPatternSet;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;

/**
 * What a web ACL refers to, by ARN. A reference to a set that is not here is undecidable, never an empty set.
 *
 * @param ipSets by ARN
 * @param regexPatternSets by ARN
 * @param ruleGroups by ARN
 */
public record RuleSets(
        Map<String, IPSet> ipSets, Map<String, RegexPatternSet> regexPatternSets, Map<String, RuleGroup> ruleGroups) {

    /** Copies the maps. */
    public RuleSets {
        ipSets = Map.copyOf(ipSets);
        regexPatternSets = Map.copyOf(regexPatternSets);
        ruleGroups = Map.copyOf(ruleGroups);
    }

    /** No sets at all. */
    public static RuleSets none() {
        return new RuleSets(Map.of(), Map.of(), Map.of());
    }
}
