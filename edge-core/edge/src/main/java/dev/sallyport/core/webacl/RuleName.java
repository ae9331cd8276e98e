package dev.sallyport.core.webacl;

import dev.sallyport.core.Arns;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a person names rule groups and the rules inside them. */
public final class RuleName {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    private RuleName() {}

    /**
     * The id that a log gives to a rule group.
     *
     * @param group {@code vendor#name}, or the ARN of a rule group
     * @param version the static version, such as {@code Version_1.2}; null where the log names none
     */
    public record Logged(String group, @Nullable String version) {}

    /**
     * Takes apart the {@code ruleGroupId} of a log. A group that is used in a static version may have it as a suffix, as in
     * {@code AWS#AWSManagedRulesCommonRuleSet#Version_1.2}, and an account may stand before the vendor.
     */
    public static Logged logged(String ruleGroupId) {
        int first = ruleGroupId.indexOf('#');
        if (first < 0 || Arns.isMeant(ruleGroupId) || ruleGroupId.indexOf('#', first + 1) < 0) {
            return new Logged(ruleGroupId, null);
        }
        String id = ACCOUNT.matcher(ruleGroupId.substring(0, first)).matches()
                ? ruleGroupId.substring(first + 1)
                : ruleGroupId;
        int version = id.indexOf('#', id.indexOf('#') + 1);
        return id.indexOf('#') < 0 || version < 0
                ? new Logged(id, null)
                : new Logged(id.substring(0, version), id.substring(version + 1));
    }

    /**
     * A rule inside a group, {@code group/rule}.
     *
     * @param groupId as the log has it, such as {@code AWS#AWSManagedRulesCommonRuleSet} or the ARN of a rule group
     */
    public static String of(String groupId, String rule) {
        return ofGroup(groupId) + "/" + rule;
    }

    /** {@code AWS/AWSManagedRulesCommonRuleSet}, or the name of a rule group of one's own. */
    public static String ofGroup(String groupId) {
        return Arns.isMeant(groupId) ? WafArn.nameIn(groupId) : logged(groupId).group().replace('#', '/');
    }
}
