package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.ALLOW;
import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.get;
import static dev.sallyport.core.webacl.Acls.judge;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.request;
import static dev.sallyport.core.webacl.Acls.rule;
import static dev.sallyport.core.webacl.Acls.uriStartsWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.core.webacl.Verdict.RuleMatch;
import dev.sallyport.core.webacl.Verdict.Step;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.wafv2.model.CountAction;
import software.amazon.awssdk.services.wafv2.model.CustomHTTPHeader;
import software.amazon.awssdk.services.wafv2.model.CustomResponseBody;
import software.amazon.awssdk.services.wafv2.model.DefaultAction;
import software.amazon.awssdk.services.wafv2.model.Label;
import software.amazon.awssdk.services.wafv2.model.OverrideAction;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.RuleActionOverride;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

class WebAclEvaluatorTest {
    private static final String CORE = "AWSManagedRulesCommonRuleSet";

    @Test
    void theLowestPriorityDecidesFirst() {
        WebACL acl = acl(
                rule("late", 20, uriStartsWith("/admin"), BLOCK), rule("early", 10, uriStartsWith("/"), ALLOW));
        Verdict verdict = judge(acl, get("/admin", ""));
        assertThat(verdict.action()).isEqualTo(WafAction.ALLOW);
        assertThat(verdict.terminatingRule()).isEqualTo("early");
        assertThat(verdict.tier()).isEqualTo(Tier.EXACT);
    }

    @Test
    void countGoesOnAndIsToldAndTheDefaultActionEnds() {
        Verdict verdict = judge(acl(rule("watch", 1, uriStartsWith("/admin"), COUNT)), get("/admin", ""));
        assertThat(verdict.terminatingRule()).isEqualTo("Default_Action");
        assertThat(verdict.nonTerminating()).containsExactly(new RuleMatch("watch", WafAction.COUNT, null, List.of()));
        assertThat(verdict.trail()).extracting(Step::rule, Step::truth).containsExactly(
                tuple("watch", Truth.TRUE));
    }

    @Test
    void aScriptInAnArgumentIsBlockedByTheNamedRuleOfTheCoreRuleSet() {
        Verdict verdict = judge(
                acl(managed(CORE, 1, group -> {})), get("/pets", "q=%3Cscript%3Ealert(1)%3C%2Fscript%3E"));
        assertThat(verdict.action()).isEqualTo(WafAction.BLOCK);
        assertThat(verdict.terminatingRule()).isEqualTo("AWS-" + CORE);
        assertThat(verdict.terminatingRuleType()).isEqualTo("MANAGED_RULE_GROUP");
        assertThat(verdict.group()).isEqualTo("AWS#" + CORE);
        assertThat(verdict.ruleInGroup()).isEqualTo("CrossSiteScripting_QUERYARGUMENTS");
        assertThat(verdict.labels()).containsExactly("awswaf:managed:aws:core-rule-set:CrossSiteScripting_QueryArguments");
        assertThat(verdict.tier()).isEqualTo(Tier.DOCUMENTED);
        assertThat(verdict.status()).isEqualTo(403);
    }

    @Test
    void anOverriddenRuleCountsWithItsOwnActionTold() {
        Verdict verdict = judge(
                acl(managed(CORE, 1, group -> group.ruleActionOverrides(
                        RuleActionOverride.builder().name("NoUserAgent_HEADER").actionToUse(COUNT).build()))),
                WafRequest.of(
                        Instant.EPOCH, "r", "203.0.113.9", "GET", "/", "", List.of(), WafBody.empty()));
        assertThat(verdict.action()).isEqualTo(WafAction.ALLOW);
        assertThat(verdict.groups().getFirst().nonTerminating())
                .containsExactly(new RuleMatch("NoUserAgent_HEADER", WafAction.COUNT, WafAction.BLOCK, List.of()));
    }

    @Test
    void aGroupOverriddenToCountEndsItselfButNotTheRequest() {
        var rule = managed(CORE, 1, group -> {}).toBuilder()
                .overrideAction(OverrideAction.builder().count(CountAction.builder().build()).build())
                .build();
        Verdict verdict = judge(acl(rule), get("/x", "f=../../etc/passwd"));
        assertThat(verdict.action()).isEqualTo(WafAction.ALLOW);
        assertThat(verdict.nonTerminating()).extracting(RuleMatch::rule).containsExactly("AWS-" + CORE);
        assertThat(verdict.groups().getFirst().terminating()).isNotNull();
    }

    @Test
    void aReputationListIsNeverDressedAsAnAnswer() {
        Verdict verdict = judge(acl(managed("AWSManagedRulesAmazonIpReputationList", 1, group -> {})), get("/", ""));
        assertThat(verdict.action()).isEqualTo(WafAction.ALLOW);
        assertThat(verdict.possible()).containsExactlyInAnyOrder(WafAction.ALLOW, WafAction.BLOCK);
        assertThat(verdict.certainAction()).isEqualTo(WafAction.UNKNOWN);
        assertThat(verdict.tier()).isEqualTo(Tier.UNKNOWN);
        assertThat(verdict.trail()).extracting(Step::truth).containsOnly(Truth.UNKNOWN);
    }

    @Test
    void anUndecidableBlockBeforeABlockStillBlocks() {
        Verdict verdict = judge(
                acl(
                        managed("AWSManagedRulesAmazonIpReputationList", 1, group -> {}),
                        rule("admin", 2, uriStartsWith("/admin"), BLOCK)),
                get("/admin", ""));
        assertThat(verdict.certainAction()).isEqualTo(WafAction.BLOCK);
        assertThat(verdict.tier()).isEqualTo(Tier.EXACT);
    }

    @Test
    void labelsReachLaterRulesInTheirOwnContextOnly() {
        Statement own = Statement.builder().labelMatchStatement(match -> match.scope("LABEL").key("seen:admin")).build();
        WebACL acl = acl(
                rule("mark", 1, uriStartsWith("/admin"), COUNT).toBuilder()
                        .ruleLabels(Label.builder().name("seen:admin").build())
                        .build(),
                rule("stop", 2, own, BLOCK));
        Verdict verdict = judge(acl, get("/admin", ""));
        assertThat(verdict.labels()).containsExactly("awswaf:111122223333:webacl:edge:seen:admin");
        assertThat(verdict.terminatingRule()).isEqualTo("stop");
        assertThat(judge(acl, get("/", "")).action()).isEqualTo(WafAction.ALLOW);
    }

    @Test
    void aBlockAnswersAsTheRuleSays() {
        RuleAction teapot = RuleAction.builder()
                .block(block -> block.customResponse(custom -> custom.responseCode(418)
                        .customResponseBodyKey("tea")
                        .responseHeaders(CustomHTTPHeader.builder().name("x-why").value("tea").build())))
                .build();
        WebACL acl = acl(rule("tea", 1, uriStartsWith("/"), teapot)).toBuilder()
                .customResponseBodies(Map.of(
                        "tea",
                        CustomResponseBody.builder()
                                .contentType("APPLICATION_JSON")
                                .content("{\"pot\":1}")
                                .build()))
                .build();
        Verdict verdict = judge(acl, get("/", ""));
        assertThat(verdict.status()).isEqualTo(418);
        assertThat(verdict.customResponse())
                .isEqualTo(new Verdict.CustomResponse(
                        418, List.of(new Header("x-why", "tea")), "application/json", "{\"pot\":1}"));
    }

    @Test
    void headersForTheOriginCarryAwsPrefixAndOnlyForwardedRequestsHaveThem() {
        RuleAction count = RuleAction.builder()
                .count(action -> action.customRequestHandling(handling ->
                        handling.insertHeaders(CustomHTTPHeader.builder().name("seen").value("yes").build())))
                .build();
        Verdict allowed = judge(acl(rule("mark", 1, uriStartsWith("/"), count)), get("/", ""));
        assertThat(allowed.insertedHeaders()).containsExactly(new Header("x-amzn-waf-seen", "yes"));
        WebACL closed = acl(rule("mark", 1, uriStartsWith("/"), count)).toBuilder()
                .defaultAction(DefaultAction.builder().block(block -> {}).build())
                .build();
        assertThat(judge(closed, get("/", "")).insertedHeaders()).isEmpty();
    }

    @Test
    void aRuleThatIsNotUnderstoodIsUndecidableAndNamed() {
        WebAclEvaluator evaluator =
                new WebAclEvaluator(acl(rule("odd", 1, Statement.builder().build(), BLOCK)), RuleSets.none());
        assertThat(evaluator.warnings()).singleElement().asString().contains("odd");
        Verdict verdict = evaluator.evaluate(request("GET", "/", "", List.of(), ""), new RateCounters());
        assertThat(verdict.certainAction()).isEqualTo(WafAction.UNKNOWN);
    }
}
