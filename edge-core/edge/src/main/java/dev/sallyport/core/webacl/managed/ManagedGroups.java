package dev.sallyport.core.webacl.managed;

import dev.sallyport.core.webacl.managed.ManagedGroup.ManagedRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.BlockAction;
import software.amazon.awssdk.services.wafv2.model.ChallengeAction;
import software.amazon.awssdk.services.wafv2.model.CountAction;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.Statement;

/**
 * The managed rule groups of AWS that are known here. Names, labels, capacities and actions are AWS's; the statements are
 * built from AWS's descriptions and examples, since AWS does not publish its own.
 */
public final class ManagedGroups {
    private static final RuleAction BLOCK = RuleAction.builder().block(BlockAction.builder().build()).build();
    private static final RuleAction COUNT = RuleAction.builder().count(CountAction.builder().build()).build();
    private static final RuleAction CHALLENGE =
            RuleAction.builder().challenge(ChallengeAction.builder().build()).build();

    private static final List<ManagedGroup> ALL = List.of(
            group("AWSManagedRulesCommonRuleSet", 700, "core-rule-set",
                    "Contains rules that are generally applicable to web applications.",
                    List.of("Version_1.18", "Version_1.19", "Version_2.0"), CommonRules.rules()),
            group("AWSManagedRulesAdminProtectionRuleSet", 100, "admin-protection",
                    "Contains rules that block external access to exposed administrative pages.",
                    List.of("Version_1.0"), List.of(unpublished("AdminProtection_URIPATH", "AdminProtection_URIPath"))),
            group("AWSManagedRulesKnownBadInputsRuleSet", 200, "known-bad-inputs",
                    "Contains rules that block request patterns that are known to be invalid.",
                    List.of("Version_1.22", "Version_1.23", "Version_1.24"), KnownBadInputs.rules()),
            group("AWSManagedRulesSQLiRuleSet", 200, "sql-database",
                    "Contains rules that block request patterns associated with exploitation of SQL databases.",
                    List.of("Version_1.3", "Version_2.0"),
                    List.of(
                            rule("SQLi_QUERYARGUMENTS", "SQLi_QueryArguments", Inspect.QUERY_ARGUMENTS.sqlInjection()),
                            unpublished("SQLiExtendedPatterns_QUERYARGUMENTS", "SQLiExtendedPatterns_QueryArguments"),
                            rule("SQLi_BODY", "SQLi_Body", Inspect.BODY.sqlInjection()),
                            unpublished("SQLiExtendedPatterns_BODY", "SQLiExtendedPatterns_Body"),
                            rule("SQLi_COOKIE", "SQLi_Cookie", Inspect.COOKIES.sqlInjection()),
                            rule("SQLi_URIPATH", "SQLi_URIPath", Inspect.URI_PATH.sqlInjection()))),
            group("AWSManagedRulesLinuxRuleSet", 200, "linux-os",
                    "Contains rules that block request patterns associated with exploitation of Linux.",
                    List.of("Version_2.2", "Version_2.6"),
                    List.of(
                            unpublished("LFI_URIPATH", "LFI_URIPath"),
                            unpublished("LFI_QUERYSTRING", "LFI_QueryString"),
                            unpublished("LFI_HEADER", "LFI_Header"))),
            group("AWSManagedRulesUnixRuleSet", 100, "posix-os",
                    "Contains rules that block request patterns associated with exploitation of POSIX systems.",
                    List.of("Version_2.1", "Version_3.0"),
                    List.of(
                            unpublished("UNIXShellCommandsVariables_QUERYSTRING", "UNIXShellCommandsVariables_QueryString"),
                            unpublished("UNIXShellCommandsVariables_BODY", "UNIXShellCommandsVariables_Body"),
                            unpublished("UNIXShellCommandsVariables_HEADER", "UNIXShellCommandsVariables_Header"))),
            group("AWSManagedRulesWindowsRuleSet", 200, "windows-os",
                    "Contains rules that block request patterns associated with exploitation of Windows.",
                    List.of("Version_2.0", "Version_2.3"),
                    List.of(
                            unpublished("WindowsShellCommands_COOKIE", "WindowsShellCommands_Cookie"),
                            unpublished("WindowsShellCommands_QUERYARGUMENTS", "WindowsShellCommands_QueryArguments"),
                            unpublished("WindowsShellCommands_BODY", "WindowsShellCommands_Body"),
                            unpublished("PowerShellCommands_COOKIE", "PowerShellCommands_Cookie"),
                            unpublished("PowerShellCommands_QUERYARGUMENTS", "PowerShellCommands_QueryArguments"),
                            unpublished("PowerShellCommands_BODY", "PowerShellCommands_Body"))),
            group("AWSManagedRulesPHPRuleSet", 100, "php-app",
                    "Contains rules that block request patterns associated with exploitation of PHP.",
                    List.of("Version_2.1"),
                    List.of(
                            unpublished("PHPHighRiskMethodsVariables_HEADER", "PHPHighRiskMethodsVariables_Header"),
                            unpublished("PHPHighRiskMethodsVariables_QUERYSTRING", "PHPHighRiskMethodsVariables_QueryString"),
                            unpublished("PHPHighRiskMethodsVariables_BODY", "PHPHighRiskMethodsVariables_Body"))),
            group("AWSManagedRulesWordPressRuleSet", 100, "wordpress-app",
                    "Contains rules that block request patterns associated with exploitation of WordPress.",
                    List.of("Version_1.3"),
                    List.of(
                            unpublished("WordPressExploitableCommands_QUERYSTRING", "WordPressExploitableCommands_QUERYSTRING"),
                            unpublished("WordPressExploitablePaths_URIPATH", "WordPressExploitablePaths_URIPATH"))),
            group("AWSManagedRulesAmazonIpReputationList", 25, "amazon-ip-list",
                    "Contains rules based on Amazon threat intelligence; the lists themselves are not published.",
                    List.of(),
                    List.of(
                            unpublished("AWSManagedIPReputationList", "AWSManagedIPReputationList"),
                            unpublished("AWSManagedReconnaissanceList", "AWSManagedReconnaissanceList"),
                            new ManagedRule("AWSManagedIPDDoSList", COUNT, "AWSManagedIPDDoSList", null))),
            group("AWSManagedRulesAnonymousIpList", 50, "anonymous-ip-list",
                    "Contains rules that block services that obfuscate the identity of viewers; the lists are not published.",
                    List.of(),
                    List.of(
                            unpublished("AnonymousIPList", "AnonymousIPList"),
                            unpublished("HostingProviderIPList", "HostingProviderIPList"))),
            group(ManagedGroup.ANTI_DDOS, 50, "anti-ddos",
                    "Contains rules that manage requests that participate in distributed denial of service attacks.",
                    List.of(),
                    List.of(
                            // Each by its own label: those that the group gives to requests without acting on them, such as
                            // challengeable-request, say nothing of its rules (aws-managed-rule-groups-anti-ddos.html).
                            new ManagedRule(ManagedGroup.CHALLENGE_ALL, CHALLENGE, ManagedGroup.CHALLENGE_ALL, null),
                            new ManagedRule(ManagedGroup.CHALLENGE_SUSPECTS, CHALLENGE, ManagedGroup.CHALLENGE_SUSPECTS, null),
                            unpublished("DDoSRequests", "DDoSRequests"))));

    private ManagedGroups() {}

    /** Every group known here, in AWS's order. */
    public static List<ManagedGroup> all() {
        return ALL;
    }

    /** The group of that vendor and name. */
    public static Optional<ManagedGroup> find(String vendor, String name) {
        return ALL.stream().filter(group -> group.vendor().equals(vendor) && group.name().equals(name)).findFirst();
    }

    /**
     * Where the labels stand that a group may add, each namespace ending in a colon. The groups against bots and fraud add
     * what AWS WAF says of the client's token too (waf/latest/developerguide/waf-tokens-labeling.html).
     *
     * @param vendor as in the statement
     * @param name as in the statement
     */
    public static List<String> labelNamespaces(String vendor, String name) {
        if (!vendor.equals("AWS")) {
            // How a label spells a seller is not published.
            return List.of("awswaf:managed:");
        }
        String own = switch (name) {
            case "AWSManagedRulesBotControlRuleSet" -> "bot-control:";
            case "AWSManagedRulesATPRuleSet" -> "atp:";
            case "AWSManagedRulesACFPRuleSet" -> "acfp:";
            case ManagedGroup.ANTI_DDOS -> "anti-ddos:";
            default -> "";
        };
        Optional<ManagedGroup> known = find(vendor, name);
        return own.isEmpty() && known.isPresent()
                ? List.of(known.get().labelNamespace())
                : List.of("awswaf:managed:aws:" + own, "awswaf:managed:token:", "awswaf:managed:captcha:");
    }

    private static ManagedGroup group(
            String name, long capacity, String space, String description, List<String> versions, List<ManagedRule> rules) {
        return new ManagedGroup(
                "AWS", name, capacity, description, "awswaf:managed:aws:" + space + ":", versions, new ArrayList<>(rules));
    }

    static ManagedRule rule(String name, String label, @Nullable Statement statement) {
        return new ManagedRule(name, BLOCK, label, statement);
    }

    private static ManagedRule unpublished(String name, String label) {
        return rule(name, label, null);
    }
}
