package dev.sallyport.core.webacl;

/** How a person names rule groups and the rules inside them. */
public final class RuleName {
    private RuleName() {}

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
        if (groupId.startsWith("arn:")) {
            String[] parts = groupId.split("/rulegroup/", 2);
            return parts.length < 2 || parts[1].isEmpty() ? groupId : parts[1].split("/", 2)[0];
        }
        String[] parts = groupId.split("#", -1);
        return parts.length < 2 ? groupId : parts[0] + "/" + parts[1];
    }
}
