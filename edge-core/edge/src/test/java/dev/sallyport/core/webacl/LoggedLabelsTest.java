package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.ALLOW;
import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.rule;
import static dev.sallyport.core.webacl.Acls.uriStartsWith;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.wafv2.model.Label;
import software.amazon.awssdk.services.wafv2.model.NoneAction;
import software.amazon.awssdk.services.wafv2.model.OverrideAction;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleActionOverride;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * Labels that only AWS can add, as a log has them. See AWS WAF Developer Guide, "Label match rule statement" (a label that
 * a rule before has added is there for the rules behind), "Log fields" ({@code labels}, {@code ruleGroupList}: a group that
 * was evaluated is listed, one behind the end was not evaluated) and "Types of token labels in AWS WAF".
 */
class LoggedLabelsTest {
    private static final String BOTS = "AWSManagedRulesBotControlRuleSet";
    private static final String CORE = "AWSManagedRulesCommonRuleSet";
    private static final String BOT = "awswaf:managed:aws:bot-control:bot:";
    private static final String NAMESPACE = "NAMESPACE";

    private static Statement label(String scope, String key) {
        return Statement.builder().labelMatchStatement(match -> match.scope(scope).key(key)).build();
    }

    private static Statement label(String key) {
        return label("LABEL", key);
    }

    private static Statement not(Statement inner) {
        return Statement.builder().notStatement(not -> not.statement(inner)).build();
    }

    private static String group(String id, String... counted) {
        return "{\"ruleGroupId\":\"%s\",\"terminatingRule\":null,\"nonTerminatingMatchingRules\":[%s],\"excludedRules\":null}"
                .formatted(id, Stream.of(counted)
                        .map("{\"ruleId\":\"%s\",\"action\":\"COUNT\",\"overriddenAction\":\"BLOCK\"}"::formatted)
                        .collect(Collectors.joining(",")));
    }

    private static WafLogRecord logged(String rule, List<String> groups, String... labels) {
        String action = rule.equals(Verdict.DEFAULT_ACTION) ? "ALLOW" : "BLOCK";
        return WafLogRecord.parse("""
                {"timestamp":1,"webaclId":"%s","terminatingRuleId":"%s","terminatingRuleType":"REGULAR","action":"%s",\
                "ruleGroupList":[%s],"nonTerminatingMatchingRules":[],"httpRequest":{"clientIp":"203.0.113.9",\
                "country":"DE","headers":[],"uri":"/","args":"","httpMethod":"GET","requestId":"r"},"labels":[%s]}\
                """.formatted(Acls.ARN, rule, action, String.join(",", groups), Stream.of(labels)
                        .map("{\"name\":\"%s\"}"::formatted)
                        .collect(Collectors.joining(",")))).orElseThrow();
    }

    private static WafLogRecord passed(List<String> groups, String... labels) {
        return logged(Verdict.DEFAULT_ACTION, groups, labels);
    }

    private static String judged(WebACL acl, WafLogRecord log) {
        Verdict verdict = new WebAclEvaluator(acl, RuleSets.none()).evaluate(log, new RateCounters(), false);
        return verdict.certainAction() + " " + verdict.tier().word();
    }

    private static Rule vendor(String vendor, String name, int priority) {
        return Rule.builder()
                .name(name)
                .priority(priority)
                .statement(s -> s.managedRuleGroupStatement(group -> group.vendorName(vendor).name(name)))
                .overrideAction(OverrideAction.builder().none(NoneAction.builder().build()).build())
                .build();
    }

    @Test
    void aLabelOfAGroupIsCarriedAndItsAbsenceToo() {
        WebACL acl = acl(managed(BOTS, 1, group -> {}), rule("unverified", 2, label(BOT + "unverified"), BLOCK));
        List<String> bots = List.of(group("AWS#" + BOTS));
        assertThat(judged(acl, passed(bots, BOT + "unverified"))).isEqualTo("BLOCK carried");
        assertThat(judged(acl, passed(bots, BOT + "verified"))).isEqualTo("ALLOW carried");
        WebACL unless = acl(managed(BOTS, 1, group -> {}), rule("only", 2, not(label(BOT + "verified")), BLOCK));
        assertThat(judged(unless, passed(bots, BOT + "verified"))).isEqualTo("ALLOW carried");
        assertThat(judged(unless, passed(bots))).isEqualTo("BLOCK carried");
        WebACL token = acl(
                managed(BOTS, 1, group -> {}), rule("token", 2, label(NAMESPACE, "awswaf:managed:token:rejected:"), BLOCK));
        assertThat(judged(token, passed(bots, "awswaf:managed:token:rejected:expired"))).isEqualTo("BLOCK carried");
        assertThat(judged(token, passed(bots, "awswaf:managed:token:accepted"))).isEqualTo("ALLOW carried");
    }

    @Test
    void aGroupThatTheRequestDidNotReachMayHaveAddedAnyLabel() {
        Rule unverified = rule("unverified", 3, label(BOT + "unverified"), BLOCK);
        WebACL acl = acl(rule("admin", 1, uriStartsWith("/"), COUNT), managed(BOTS, 2, group -> {}), unverified);
        assertThat(judged(acl, logged("admin", List.of()))).isEqualTo("UNKNOWN unknown");
        WebACL counted = acl(
                rule("admin", 1, uriStartsWith("/"), COUNT),
                managed(BOTS, 2, group -> {}).toBuilder().overrideAction(o -> o.count(c -> {})).build(),
                unverified);
        assertThat(judged(counted, logged("admin", List.of()))).isEqualTo("UNKNOWN unknown");
        // Of more labels than AWS WAF logs, one that is missing may have been there.
        String[] many = IntStream.range(0, 100).mapToObj(i -> BOT + "name:n" + i).toArray(String[]::new);
        WebACL plain = acl(managed(BOTS, 2, group -> {}), unverified);
        assertThat(judged(plain, passed(List.of(group("AWS#" + BOTS)), many))).isEqualTo("UNKNOWN unknown");
        assertThat(judged(plain, passed(List.of(group("AWS#" + BOTS)), List.of(many).subList(1, 100).toArray(String[]::new))))
                .isEqualTo("ALLOW carried");
    }

    @Test
    void aLabelIsThereForTheRulesBehindTheGroupOnly() {
        WebACL before = acl(rule("unverified", 1, label(BOT + "unverified"), BLOCK), managed(BOTS, 2, group -> {}));
        List<String> bots = List.of(group("AWS#" + BOTS));
        assertThat(judged(before, passed(bots, BOT + "unverified"))).isEqualTo("ALLOW exact");
        WebACL removed = acl(rule("unverified", 1, label(BOT + "unverified"), BLOCK));
        assertThat(judged(removed, passed(bots, BOT + "unverified"))).isEqualTo("ALLOW exact");
        // A label of AWS's that no group of the log, and no rule of the web ACL, accounts for.
        WebACL other = acl(rule("other", 1, label("awswaf:managed:new-process:seen"), BLOCK));
        assertThat(judged(other, passed(List.of(), "awswaf:managed:new-process:seen"))).isEqualTo("UNKNOWN unknown");
        WebACL outOfScope = acl(
                managed(BOTS, 1, group -> group.scopeDownStatement(uriStartsWith("/api"))),
                rule("unverified", 2, label(BOT + "unverified"), BLOCK));
        assertThat(judged(outOfScope, passed(bots, BOT + "unverified"))).isEqualTo("ALLOW exact");
    }

    @Test
    void whichOfTwoSellersAddedALabelIsKnownBehindBothOnly() {
        Statement seen = label("awswaf:managed:seller:bad");
        List<String> both = List.of(group("One#A"), group("Two#B"));
        WebACL between = acl(vendor("One", "A", 1), rule("seen", 2, seen, BLOCK), vendor("Two", "B", 3));
        assertThat(judged(between, passed(both, "awswaf:managed:seller:bad"))).isEqualTo("UNKNOWN unknown");
        WebACL behind = acl(vendor("One", "A", 1), vendor("Two", "B", 2), rule("seen", 3, seen, BLOCK));
        assertThat(judged(behind, passed(both, "awswaf:managed:seller:bad"))).isEqualTo("BLOCK carried");
    }

    @Test
    void theLabelsOfARuleGroupThatIsNotAtHandAreCarried() {
        String arn = "arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/testRules/5933d6d9-9dde-4282-98ae-9ca28ae9f1b0";
        Rule group = Rule.builder()
                .name("ours")
                .priority(1)
                .statement(s -> s.ruleGroupReferenceStatement(reference -> reference.arn(arn)))
                .overrideAction(OverrideAction.builder().none(NoneAction.builder().build()).build())
                .build();
        String key = "awswaf:111122223333:rulegroup:testRules:header:encoding:utf8";
        WebACL acl = acl(group, rule("encoded", 2, label(key), BLOCK));
        assertThat(judged(acl, passed(List.of(group(arn)), key))).isEqualTo("BLOCK carried");
        assertThat(judged(acl, passed(List.of(group(arn))))).isEqualTo("ALLOW carried");
        assertThat(judged(acl, passed(List.of()))).isEqualTo("UNKNOWN unknown");
    }

    @Test
    void aGroupIsTheSameUnderTheIdsThatLogsGiveIt() {
        WebACL acl = acl(managed(CORE, 1, group -> {}));
        for (String id : List.of("AWS#" + CORE, "AWS#" + CORE + "#Version_1.2", "111122223333#AWS#" + CORE)) {
            assertThat(judged(acl, passed(List.of(group(id, "NoUserAgent_HEADER"))))).isEqualTo("BLOCK carried");
            assertThat(judged(acl, passed(List.of(group(id))))).isEqualTo("ALLOW carried");
            assertThat(RuleName.of(id, "NoUserAgent_HEADER")).isEqualTo("AWS/" + CORE + "/NoUserAgent_HEADER");
        }
        WebACL next = acl(managed(CORE, 1, group -> group.version("Version_1.3")));
        assertThat(judged(next, passed(List.of(group("AWS#" + CORE + "#Version_1.2"))))).isEqualTo("UNKNOWN unknown");
        assertThat(judged(next, passed(List.of(group("AWS#" + CORE + "#Version_1.3"))))).isEqualTo("ALLOW carried");
    }

    @Test
    void theRuleThatEndedAGroupLeavesTheLabelsOfThoseBehindItOpen() {
        String ended = "{\"ruleGroupId\":\"AWS#" + CORE + "\",\"terminatingRule\":{\"ruleId\":\"NoUserAgent_HEADER\","
                + "\"action\":\"BLOCK\"},\"nonTerminatingMatchingRules\":[],\"excludedRules\":null}";
        WafLogRecord log = WafLogRecord.parse(logged("AWS-" + CORE, List.of(ended), "awswaf:managed:aws:core-rule-set:NoUserAgent_Header")
                        .toJson()
                        .replace("\"REGULAR\"", "\"MANAGED_RULE_GROUP\""))
                .orElseThrow();
        Rule counted = managed(CORE, 1, group -> {}).toBuilder().overrideAction(o -> o.count(c -> {})).build();
        WebACL agent = acl(counted, rule("agent", 2, label("awswaf:managed:aws:core-rule-set:NoUserAgent_Header"), BLOCK));
        assertThat(judged(agent, log)).isEqualTo("BLOCK carried");
        // Overridden to Count inside the group, the rules behind it would have been asked.
        WebACL on = acl(
                managed(CORE, 1, group -> group.ruleActionOverrides(
                        RuleActionOverride.builder().name("NoUserAgent_HEADER").actionToUse(COUNT).build())),
                rule("let", 2, label("awswaf:managed:aws:core-rule-set:EC2MetaDataSSRF_Body"), ALLOW));
        assertThat(judged(on, log)).isEqualTo("UNKNOWN unknown");
    }

    /**
     * AWS WAF Developer Guide, "Distributed Denial of Service (DDoS) prevention rule group": every request whose URI is not
     * exempt has {@code challengeable-request}, event or not; {@code ChallengeDDoSRequests} is asked only while
     * {@code ChallengeAllDuringEvent} counts.
     */
    @Test
    void theGroupAgainstFloodsActsOnNothingThatItOnlyLabels() {
        String name = "AWSManagedRulesAntiDDoSRuleSet";
        String space = "awswaf:managed:aws:anti-ddos:";
        WebACL acl = acl(managed(name, 1, group -> {}));
        List<String> quiet = List.of(group("AWS#" + name));
        assertThat(judged(acl, passed(quiet, space + "challengeable-request"))).isEqualTo("ALLOW carried");
        assertThat(judged(acl, passed(quiet, space + "challengeable-request", space + "event-detected", space + "ddos-request")))
                .isEqualTo("ALLOW carried");
        assertThat(judged(acl, passed(List.of(), space + "challengeable-request"))).isEqualTo("UNKNOWN unknown");
        assertThat(judged(acl, passed(List.of(group("AWS#" + name, "DDoSRequests")), space + "DDoSRequests")))
                .isEqualTo("BLOCK carried");
        assertThat(new WebAclEvaluator(acl, RuleSets.none()).warnings())
                .singleElement().asString().contains(name, "traffic of the whole resource");
        // With a token the challenge was passed, and the rule behind it never asked.
        WebACL counted = acl(managed(name, 1, group -> group.ruleActionOverrides(
                RuleActionOverride.builder().name("ChallengeAllDuringEvent").actionToUse(COUNT).build())));
        String challenged = group("AWS#" + name, "ChallengeAllDuringEvent");
        assertThat(judged(counted, passed(List.of(challenged)))).isEqualTo("ALLOW carried");
        String token = challenged.replace("\"action\":\"COUNT\",\"overriddenAction\":\"BLOCK\"", "\"action\":\"CHALLENGE\"");
        assertThat(judged(counted, passed(List.of(token)))).isEqualTo("UNKNOWN unknown");
    }

    @Test
    void aLabelOfARuleThatIsNotExactIsAbsentAsSurelyAsTheRule() {
        Rule scripts = rule(
                        "scripts",
                        1,
                        Statement.builder()
                                .xssMatchStatement(x -> x.fieldToMatch(Acls.URI).textTransformations(Acls.transformations("NONE")))
                                .build(),
                        COUNT)
                .toBuilder()
                .ruleLabels(Label.builder().name("script").build())
                .build();
        Verdict verdict = Acls.judge(acl(scripts, rule("stop", 2, label("script"), BLOCK)), Acls.get("/", ""));
        assertThat(verdict.action()).isEqualTo(WafAction.ALLOW);
        assertThat(verdict.tier()).isEqualTo(Tier.DOCUMENTED);
    }
}
