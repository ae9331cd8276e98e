package dev.sallyport.core.firewall;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.rule;
import static dev.sallyport.core.webacl.Acls.uriStartsWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.ReplayResult.Example;
import dev.sallyport.core.firewall.ReplayResult.RuleChange;
import dev.sallyport.core.log.WafLines;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.Acls;
import dev.sallyport.core.webacl.RuleSets;
import dev.sallyport.core.webacl.Tier;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.core.webacl.WafLogRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.RuleActionOverride;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

class ReplayTest {
    private static final String CORE = "AWSManagedRulesCommonRuleSet";
    private static final String XSS = "CrossSiteScripting_QUERYARGUMENTS";

    @TempDir
    Path folder;

    private static String line(long time, String id, String uri, String action, String rule, String type, String groups) {
        return "{\"timestamp\":" + time + ",\"formatVersion\":1,\"webaclId\":\"" + Acls.ARN + "\",\"terminatingRuleId\":\"" + rule
                + "\",\"terminatingRuleType\":\"" + type + "\",\"action\":\"" + action + "\",\"ruleGroupList\":[" + groups
                + "],\"nonTerminatingMatchingRules\":[],\"httpRequest\":{\"clientIp\":\"203.0.113.9\",\"country\":\"DE\",\"headers\":[],"
                + "\"uri\":\"" + uri + "\",\"args\":\"\",\"httpMethod\":\"GET\",\"requestId\":\"" + id + "\"},\"labels\":[]}";
    }

    private static String allowed(String id, String uri, String groups) {
        return line(1, id, uri, "ALLOW", "Default_Action", "REGULAR", groups);
    }

    private static String blocked(String id, String uri, String rule, String groups) {
        return line(1, id, uri, "BLOCK", rule, "REGULAR", groups);
    }

    private static final String NOTHING = "{\"ruleGroupId\":\"AWS#" + CORE + "\",\"terminatingRule\":null,\"nonTerminatingMatchingRules\":[],\"excludedRules\":null}";
    private static final String COUNTED = "{\"ruleGroupId\":\"AWS#" + CORE + "\",\"terminatingRule\":null,\"nonTerminatingMatchingRules\":"
            + "[{\"ruleId\":\"" + XSS + "\",\"action\":\"COUNT\",\"overriddenAction\":\"BLOCK\",\"ruleMatchDetails\":[]}],\"excludedRules\":null}";

    private ReplayResult replay(WebACL acl, String... lines) throws IOException {
        return replay(acl, RuleSets.none(), lines);
    }

    private ReplayResult replay(WebACL acl, RuleSets sets, String... lines) throws IOException {
        Path log = folder.resolve("waf.log");
        Files.write(log, List.of(lines));
        return replay(acl, sets, List.of(log));
    }

    private ReplayResult replay(WebACL acl, RuleSets sets, List<Path> logs) {
        try (WafLines lines = WafLines.open(new Home(folder.resolve("home")), logs)) {
            return Replay.run(acl, sets, lines);
        }
    }

    @Test
    void aNewRuleBlocksWhatItMatches() throws IOException {
        ReplayResult result = replay(
                acl(rule("admin", 1, uriStartsWith("/admin"), BLOCK)), allowed("a", "/admin", ""), allowed("b", "/", ""), "", "no record");
        assertThat(result.requests()).isEqualTo(2);
        assertThat(result.newlyBlocked()).isEqualTo(1);
        assertThat(result.same()).isEqualTo(1);
        assertThat(result.rejected()).isEqualTo(1);
        assertThat(result.rules()).containsExactly(new RuleChange("admin", 0, 1, 0, Tier.EXACT));
        assertThat(result.examples()).containsExactly(new Example("a", WafAction.ALLOW, WafAction.BLOCK, "admin"));
    }

    @Test
    void aRuleThatIsGoneLetsPassWhatItAloneStopped() throws IOException {
        ReplayResult result = replay(acl(), blocked("a", "/admin", "admin", ""));
        assertThat(result.newlyAllowed()).isEqualTo(1);
        assertThat(result.rules()).containsExactly(new RuleChange("admin", 1, 0, 0, Tier.EXACT));
        assertThat(result.examples()).containsExactly(new Example("a", WafAction.BLOCK, WafAction.ALLOW, "admin"));
    }

    @Test
    void managedRulesBehindABlockThatIsGoneAreUnknownNotAllowed() throws IOException {
        ReplayResult result = replay(acl(managed(CORE, 1, group -> {})), blocked("a", "/admin", "admin", ""));
        assertThat(result.unknown()).isEqualTo(1);
        assertThat(result.newlyAllowed()).isZero();
        assertThat(result.examples().getFirst().after()).isEqualTo(WafAction.UNKNOWN);
    }

    @Test
    void managedRulesBeforeABlockThatCountsNowAreCarried() throws IOException {
        WebACL acl = acl(managed(CORE, 1, group -> {}), rule("admin", 2, uriStartsWith("/admin"), COUNT));
        assertThat(replay(acl, blocked("a", "/admin", "admin", NOTHING)).newlyAllowed()).isEqualTo(1);
        WebACL turned = acl(rule("admin", 1, uriStartsWith("/admin"), COUNT), managed(CORE, 2, group -> {}));
        assertThat(replay(turned, blocked("a", "/admin", "admin", NOTHING)).unknown()).isEqualTo(1);
    }

    @Test
    void aCountedManagedRuleIsPromotedFromTheLog() throws IOException {
        ReplayResult result =
                replay(acl(managed(CORE, 1, group -> {})), allowed("a", "/", COUNTED), allowed("b", "/", NOTHING));
        assertThat(result.newlyBlocked()).isEqualTo(1);
        assertThat(result.same()).isEqualTo(1);
        String name = "AWS/" + CORE + "/" + XSS;
        assertThat(result.rules()).contains(new RuleChange(name, 1, 1, 0, Tier.CARRIED));
        assertThat(result.examples()).containsExactly(new Example("a", WafAction.ALLOW, WafAction.BLOCK, name));
        ReplayResult still = replay(
                acl(managed(CORE, 1, group -> group.ruleActionOverrides(
                        RuleActionOverride.builder().name(XSS).actionToUse(COUNT).build()))),
                allowed("a", "/", COUNTED));
        assertThat(still.same()).isEqualTo(1);
    }

    @Test
    void aMissingSetIsUnknownWithAWarning() throws IOException {
        String arn = "arn:aws:wafv2:us-east-1:111122223333:global/ipset/deny/1";
        WebACL acl = acl(rule("deny", 1, Statement.builder().ipSetReferenceStatement(s -> s.arn(arn)).build(), BLOCK));
        ReplayResult without = replay(acl, allowed("a", "/", ""));
        assertThat(without.unknown()).isEqualTo(1);
        assertThat(without.rules()).containsExactly(new RuleChange("deny", 0, 0, 1, Tier.UNKNOWN));
        assertThat(without.warnings()).singleElement().asString().contains(arn);
        Path set = folder.resolve("set.json");
        Files.writeString(set, "{\"IPSet\":" + Shapes.toJson(IPSet.builder()
                .name("deny").arn(arn).ipAddressVersion("IPV4").addresses("203.0.113.0/24").build()) + ",\"LockToken\":\"x\"}");
        assertThat(replay(acl, SavedAcls.sets(List.of(set)), allowed("a", "/", "")).newlyBlocked()).isEqualTo(1);
    }

    @Test
    void ratesAreCountedInTheOrderOfTimeAcrossFilesOfAnyOrder() throws IOException {
        WebACL acl = acl(rule("rate", 1, Statement.builder()
                .rateBasedStatement(r -> r.limit(10L).evaluationWindowSec(60L).aggregateKeyType("IP"))
                .build(), BLOCK));
        List<String> late = new ArrayList<>();
        List<String> early = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            (i < 8 ? early : late).add(line(1_000L * i, "r" + i, "/", "ALLOW", "Default_Action", "REGULAR", ""));
        }
        Path second = folder.resolve("b.log");
        Files.write(second, late.reversed());
        Path first = folder.resolve("a.log.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(first))) {
            out.write((String.join("\n", early) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        ReplayResult result = replay(acl, RuleSets.none(), List.of(second, first));
        // The 11th to 16th request of the minute are over the limit of ten.
        assertThat(result.newlyBlocked()).isEqualTo(6);
        assertThat(result.examples()).extracting(Example::requestId).containsExactly("r10", "r11", "r12", "r13", "r14", "r15");
        assertThat(result.rules()).containsExactly(new RuleChange("rate", 0, 6, 0, Tier.DOCUMENTED));
    }

    @Test
    void aSavedWebAclIsReadWithAndWithoutItsWrapping() throws IOException {
        WebACL acl = acl(rule("admin", 1, uriStartsWith("/admin"), BLOCK));
        Path file = folder.resolve("acl.json");
        Files.writeString(file, "{\"WebACL\":" + Shapes.toJson(acl) + ",\"LockToken\":\"x\"}");
        assertThat(SavedAcls.acl(file)).isEqualTo(acl);
        Files.writeString(file, Shapes.toJson(acl).toString());
        assertThat(SavedAcls.acl(file)).isEqualTo(acl);
        for (Map.Entry<String, String> bad : Map.of("{}", "SP-ACL-KIND", "[1", "SP-ACL-JSON", "7", "SP-ACL-JSON").entrySet()) {
            Files.writeString(file, bad.getKey());
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> SavedAcls.acl(file))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(bad.getValue()));
        }
        assertThatExceptionOfType(SallyportException.class).isThrownBy(() -> SavedAcls.acl(folder.resolve("none")));
    }

    @Test
    void aTemplateIsNamedAndNothingIsToBeWrittenOverAFile() throws IOException {
        Path file = folder.resolve("web-acl.json");
        for (String template : List.of(
                "{\"Resources\":{\"A\":{\"Type\":\"AWS::WAFv2::WebACL\",\"Properties\":{\"Rules\":[]}}}}",
                "{\"Type\":\"AWS::WAFv2::WebACL\",\"Properties\":{\"Rules\":[]}}",
                "Resources:\n  A:\n    Type: AWS::WAFv2::WebACL\n")) {
            Files.writeString(file, template);
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> SavedAcls.acl(file))
                    .withMessageContaining("CloudFormation")
                    .satisfies(e -> assertThat(e.next()).doesNotContain("> web-acl.json"));
        }
    }

    /** {@code wp-login} is no base64; {@code BadAgent} is, of bytes that nobody searches for. */
    @Test
    void aSearchStringInPlainTextIsRefusedOrWarnedAbout() throws IOException {
        Path file = folder.resolve("acl.json");
        String acl = Shapes.toJson(acl(rule("bots", 1, uriStartsWith("/x"), BLOCK))).toString();
        String encoded = java.util.Base64.getEncoder().encodeToString("/x".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Files.writeString(file, acl.replace(encoded, "wp-login"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> SavedAcls.acl(file))
                .withMessageContaining("rule bots")
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ACL-SEARCH"));
        Files.writeString(file, acl.replace(encoded, "BadAgent"));
        assertThat(replay(SavedAcls.acl(file), allowed("a", "/", "")).warnings())
                .singleElement().asString().contains("bots", "base64");
    }

    @Test
    void theLoggedRegionDecidesALabel() throws IOException {
        Statement germany = Statement.builder().geoMatchStatement(g -> g.countryCodesWithStrings("DE")).build();
        Statement berlin = Statement.builder()
                .labelMatchStatement(l -> l.scope("LABEL").key("awswaf:clientip:geo:region:DE-BE"))
                .build();
        WebACL acl = acl(rule("geo", 1, germany, COUNT), rule("berlin", 2, berlin, BLOCK));
        String region = "\"labels\":[{\"name\":\"awswaf:clientip:geo:region:DE-%s\"}]";
        ReplayResult result = replay(
                acl,
                allowed("a", "/", "").replace("\"labels\":[]", region.formatted("BE")),
                allowed("b", "/", "").replace("\"labels\":[]", region.formatted("BY")),
                allowed("c", "/", ""));
        assertThat(List.of(result.newlyBlocked(), result.same(), result.unknown())).containsOnly(1L);
    }

    /** Several web ACLs may have one log; {@code webaclId} tells them apart, AWS WAF Developer Guide, "Log fields". */
    @Test
    void ofASharedLogTheRecordsOfTheWebAclCount() throws IOException {
        WebACL acl = acl(rule("admin", 1, uriStartsWith("/admin"), BLOCK));
        String second = Acls.ARN.replace("/edge/", "/other/");
        String third = Acls.ARN.replace("/edge/", "/third/");
        List<String> lines = new ArrayList<>();
        for (String arn : List.of(second, third, Acls.ARN, second)) {
            lines.add(allowed("a" + lines.size(), "/admin", "").replace(Acls.ARN, arn));
        }
        ReplayResult own = replay(acl, lines.toArray(String[]::new));
        assertThat(own.newlyBlocked()).isEqualTo(1);
        assertThat(own.requests()).isEqualTo(1);
        assertThat(own.examples()).extracting(Example::requestId).containsExactly("a2");
        assertThat(own.warnings()).containsExactly("The log is of several web ACLs: 3 records of others are left out.");
        lines.remove(2);
        ReplayResult foreign = replay(acl, lines.toArray(String[]::new));
        assertThat(foreign.newlyBlocked()).isEqualTo(3);
        assertThat(foreign.warnings()).singleElement().asString().contains("2 web ACLs", Acls.ARN);
        lines.remove(1);
        assertThat(replay(acl, lines.toArray(String[]::new)).warnings()).isEmpty();
    }

    @Test
    void whatReplayAndExplainSayEndedARequestIsTheSame() throws IOException {
        String line = line(
                1, "a", "/", "BLOCK", "AWS-Bad", "MANAGED_RULE_GROUP",
                "{\"ruleGroupId\":\"AWS#" + CORE + "\",\"terminatingRule\":{\"ruleId\":\"" + XSS
                        + "\",\"action\":\"BLOCK\"}},{\"ruleGroupId\":\"AWS#Bad\",\"terminatingRule\":"
                        + "{\"ruleId\":\"Log4J\",\"action\":\"BLOCK\"}}");
        assertThat(RuleExplanation.of(WafLogRecord.parse(line).orElseThrow()).endedBy()).isEqualTo("AWS/Bad/Log4J");
        assertThat(replay(acl(), line).examples())
                .containsExactly(new Example("a", WafAction.BLOCK, WafAction.ALLOW, "AWS/Bad/Log4J"));
    }

    @Test
    void anExplanationNamesTheRuleTheGroupAndWhatElseMatched() {
        WafLogRecord record = WafLogRecord.parse(line(
                        1, "a", "/", "BLOCK", "AWS-" + CORE, "MANAGED_RULE_GROUP",
                        "{\"ruleGroupId\":\"AWS#" + CORE + "\",\"terminatingRule\":{\"ruleId\":\"" + XSS
                                + "\",\"action\":\"BLOCK\",\"ruleMatchDetails\":null},\"nonTerminatingMatchingRules\":"
                                + "[{\"ruleId\":\"NoUserAgent_HEADER\",\"action\":\"COUNT\",\"overriddenAction\":\"BLOCK\"}]}"))
                .orElseThrow();
        RuleExplanation explanation = RuleExplanation.of(record);
        assertThat(explanation.rule()).isEqualTo(XSS);
        assertThat(explanation.group()).isEqualTo("AWS/" + CORE);
        assertThat(explanation.matched()).extracting(RuleExplanation.Matched::rule).containsExactly(XSS, "NoUserAgent_HEADER");
        assertThat(explanation.trail()).last().extracting(RuleExplanation.Stage::what).asString()
                .isEqualTo("BLOCK by rule AWS/" + CORE + "/" + XSS + ".");
    }

    /** AWS WAF Developer Guide, "Log fields": rateBasedRuleList and its customValues. */
    @Test
    void aRateBasedRuleHeldARequestOnlyWhereItEndedOrCountedIt() {
        String rates = "\"rateBasedRuleList\":[{\"rateBasedRuleId\":\"r\",\"rateBasedRuleName\":\"rate\",\"limitKey\":"
                + "\"CUSTOMKEYS\",\"maxRateAllowed\":2000,\"evaluationWindowSec\":\"120\",\"customValues\":"
                + "[{\"key\":\"HEADER\",\"name\":\"x-api\",\"value\":\"k1\"}]}],\"labels\"";
        String passed = allowed("a", "/", "").replace("\"labels\"", rates);
        String stopped = line(1, "a", "/", "BLOCK", "rate", "RATE_BASED", "").replace("\"labels\"", rates);
        assertThat(RuleExplanation.of(WafLogRecord.parse(passed).orElseThrow()).trail().getFirst().what())
                .isEqualTo("Rate-based rule rate was evaluated and did not act.");
        assertThat(RuleExplanation.of(WafLogRecord.parse(stopped).orElseThrow()).trail())
                .extracting(RuleExplanation.Stage::what)
                .containsExactly(
                        "Rate-based rule rate held HEADER x-api k1: more than 2000 requests in 120 s.",
                        "BLOCK by rule rate.");
    }
}
