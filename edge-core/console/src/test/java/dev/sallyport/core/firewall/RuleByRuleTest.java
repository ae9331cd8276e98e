package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.webacl.RuleSets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records as on AWS's page "Log fields for web ACL traffic", told by the rules of a web ACL as GetWebACL prints it. */
class RuleByRuleTest {
    private static final String ARN = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/Demo/c05lb698";

    @TempDir
    Path folder;

    private static String rule(String name, int priority, String action, String field, String search) {
        return """
                {"Name":"%s","Priority":%d,"Action":{"%s":{}},"RuleLabels":[{"Name":"seen"}],"Statement":{"ByteMatchStatement":
                {"SearchString":"%s","FieldToMatch":%s,"PositionalConstraint":"CONTAINS","TextTransformations":
                [{"Priority":0,"Type":"URL_DECODE"},{"Priority":1,"Type":"LOWERCASE"}]}}}"""
                .formatted(name, priority, action,
                        Base64.getEncoder().encodeToString(search.getBytes(StandardCharsets.UTF_8)), field);
    }

    private RuleExplanation told(String rules, String record) throws IOException {
        Path acl = Files.writeString(folder.resolve("acl.json"), """
                {"Name":"Demo","ARN":"%s","LabelNamespace":"awswaf:111122223333:webacl:Demo:","DefaultAction":{"Allow":{}},
                "Rules":[%s]}"""
                .formatted(ARN, rules));
        Path log = Files.writeString(folder.resolve("waf.log"), record.replace("\n", "") + "\n");
        try (LogStore store = LogStore.open(new Home(folder.resolve("home")))) {
            store.load(List.of(log), Progress.NONE);
            long id = store.browse(LogKind.WAF).page("", null, false, 0, 1).getFirst().id();
            return LoggedRequest.read(
                            store, id, store.masking(), AclNow.saved(SavedAcls.acl(acl), RuleSets.none()))
                    .explanation();
        }
    }

    private static String record(String action, String ended, String more, String args) {
        return """
                {"timestamp":1750000000000,"formatVersion":1,"webaclId":"%s","action":"%s","terminatingRuleId":"%s",
                "terminatingRuleType":"REGULAR",%s"httpRequest":{"clientIp":"192.0.2.1","uri":"/Admin%%2Fx","args":"%s",
                "httpMethod":"GET","requestId":"r1","headers":[]}}"""
                .formatted(ARN, action, ended, more, args);
    }

    @Test
    void whatARuleSawStandsAfterItsTransformations() throws IOException {
        RuleExplanation told = told(
                rule("admin", 0, "Block", "{\"UriPath\":{}}", "/admin/") + "," + rule("later", 1, "Block", "{\"Method\":{}}", "get"),
                record("BLOCK", "admin", "\"labels\":[{\"name\":\"awswaf:111122223333:webacl:Demo:seen\"}],", ""));
        assertThat(told.ruleLines())
                .containsExactly(
                        "admin: ended the request, Block (exact)",
                        "  looks at: URI path contains “/admin/”",
                        "  saw URI after URL_DECODE, LOWERCASE: “/admin/x”, which matched",
                        "  added the label awswaf:111122223333:webacl:Demo:seen",
                        "later: not reached",
                        "  looks at: method contains “get”");
        assertThat(told.rules()).extracting(JudgedRule::name).containsExactly("admin", "later");
    }

    @Test
    void aWebAclThatHasChangedSinceIsSaidTo() throws IOException {
        RuleExplanation told = told(
                rule("admin", 0, "Block", "{\"UriPath\":{}}", "/admin/"), record("BLOCK", "gone", "", ""));
        assertThat(told.notes())
                .containsExactly("The web ACL has changed since: it has no rule gone; admin would match now, and did not.");
        // The log decides.
        assertThat(told.rules().getFirst().outcome()).isEqualTo(JudgedRule.Outcome.PASSED);
        assertThat(told.endedBy()).isEqualTo("gone");
    }

    @Test
    void aRuleThatCountedThenAndBlocksNowHasChanged() throws IOException {
        RuleExplanation told = told(
                rule("admin", 0, "Block", "{\"UriPath\":{}}", "/admin/"),
                record("ALLOW", "Default_Action",
                        "\"nonTerminatingMatchingRules\":[{\"ruleId\":\"admin\",\"action\":\"COUNT\"}],", ""));
        assertThat(told.notes())
                .containsExactly("The web ACL has changed since: admin has the action Block, and had Count.");
        assertThat(told.rules().getFirst().lines()).first().isEqualTo("admin: matched, Count (exact)");
    }

    @Test
    void aRateHoldsOnlyWhereTheLogSaysSo() throws IOException {
        String rate =
                """
                {"Name":"rate","Priority":0,"Action":{"Block":{}},"Statement":{"RateBasedStatement":{"Limit":10,
                "EvaluationWindowSec":60,"AggregateKeyType":"IP"}}}""";
        String entry = "\"rateBasedRuleList\":[{\"rateBasedRuleName\":\"rate\",\"limitKey\":\"IP\",\"limitValue\":"
                + "\"192.0.2.1\",\"maxRateAllowed\":10,\"evaluationWindowSec\":\"60\"}],";
        assertThat(told(rate, record("BLOCK", "rate", entry, "")).ruleLines())
                .containsExactly(
                        "rate: ended the request, Block (carried)",
                        "  looks at: 10 in 1 min by IP",
                        "  Rate-based rule rate held IP 192.0.2.1: more than 10 requests in 60 s.");
        assertThat(told(rate, record("ALLOW", "Default_Action", entry, "")).ruleLines())
                .containsExactly(
                        "rate: did not match (carried)",
                        "  looks at: 10 in 1 min by IP",
                        "  Rate-based rule rate was evaluated and did not act.");
    }

    @Test
    void aCaptchaIsToldWithItsOutcomeAndSolveTime() throws IOException {
        String captcha = rule("admin", 0, "Captcha", "{\"UriPath\":{}}", "/admin/");
        assertThat(told(captcha, record("CAPTCHA", "admin",
                                "\"captchaResponse\":{\"responseCode\":405,\"solveTimestamp\":0,\"failureReason\":\"TOKEN_MISSING\"},",
                                ""))
                        .rules().getFirst().lines())
                .contains("admin: ended the request, CAPTCHA (exact)",
                        "CAPTCHA: token missing, answered with 405, no solve time is logged.");
        assertThat(told(captcha, record("ALLOW", "Default_Action",
                                "\"nonTerminatingMatchingRules\":[{\"ruleId\":\"admin\",\"action\":\"CAPTCHA\","
                                        + "\"captchaResponse\":{\"responseCode\":0,\"solveTimestamp\":1632420429}}],",
                                ""))
                        .rules().getFirst().lines())
                .contains("admin: matched, CAPTCHA (exact)",
                        "CAPTCHA: the client's token passed, solved at 2021-09-23T18:07:09Z.");
    }

    @Test
    void whatIsMaskedInTheRecordIsNotShownAsSeen() throws IOException {
        RuleExplanation told = told(
                rule("key", 0, "Count", "{\"QueryString\":{}}", "sk_live"),
                record("ALLOW", "Default_Action",
                        "\"nonTerminatingMatchingRules\":[{\"ruleId\":\"key\",\"action\":\"COUNT\"}],",
                        "password=sk_live_1234567890abcdef"));
        assertThat(told.notes()).isEmpty();
        assertThat(told.ruleLines())
                .contains("  saw QUERY_STRING after URL_DECODE, LOWERCASE: “(masked)”, which matched")
                .noneMatch(line -> line.contains("1234567890"));
    }
}
