package dev.sallyport.core.sandbox.wafv2;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static dev.sallyport.core.webacl.Acls.bytes;
import static dev.sallyport.core.webacl.Acls.get;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.rule;
import static dev.sallyport.core.webacl.Acls.uriStartsWith;
import static dev.sallyport.core.webacl.Acls.visibility;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.webacl.Acls;
import dev.sallyport.core.webacl.WafAction;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.wafv2.model.AllowAction;
import software.amazon.awssdk.services.wafv2.model.CreateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.DefaultAction;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.OverrideAction;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.SampledHTTPRequest;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.Tag;
import software.amazon.awssdk.services.wafv2.model.WafAssociatedItemException;
import software.amazon.awssdk.services.wafv2.model.WafDuplicateItemException;
import software.amazon.awssdk.services.wafv2.model.WafInvalidParameterException;
import software.amazon.awssdk.services.wafv2.model.WafLimitsExceededException;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;
import software.amazon.awssdk.services.wafv2.model.WafOptimisticLockException;
import software.amazon.awssdk.services.wafv2.model.WebACLSummary;

class SandboxWafv2Test {
    private static final Instant NOW = Instant.parse("2026-11-23T08:04:59Z");
    private static final DefaultAction ALLOW = DefaultAction.builder().allow(AllowAction.builder().build()).build();

    private final SandboxState state = SandboxState.inMemory();
    private final List<String> users = new ArrayList<>();
    private final SandboxWafv2 waf = new SandboxWafv2(
            state, new Authorizer(Identity::bare, Clock.systemUTC()), Clock.fixed(NOW, ZoneOffset.UTC), arn -> users);

    @AfterEach
    void close() {
        state.close();
    }

    private static CreateWebAclRequest request(String name, Rule... rules) {
        return CreateWebAclRequest.builder()
                .name(name)
                .scope(Scope.CLOUDFRONT)
                .defaultAction(ALLOW)
                .visibilityConfig(visibility(name))
                .rules(rules)
                .build();
    }

    private WebACLSummary create(String name, Rule... rules) {
        return waf.createWebACL(request(name, rules)).summary();
    }

    @Test
    void namesWebAclsAsAwsDoesAndCountsTheirCapacity() {
        // 700 and 200 as published, 2 for a rate by address, 2 + 10 for a prefix after one transformation.
        WebACLSummary acl = create(
                "edge",
                managed("AWSManagedRulesCommonRuleSet", 1, group -> {}),
                managed("AWSManagedRulesKnownBadInputsRuleSet", 2, group -> {}),
                rule("rate", 3, Statement.builder().rateBasedStatement(r -> r.limit(100L).aggregateKeyType("IP")).build(), BLOCK),
                rule("admin", 4, bytes(Acls.URI, "STARTS_WITH", "/admin", "LOWERCASE"), BLOCK));
        assertThat(acl.arn()).matches("arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/" + acl.id());
        var got = waf.getWebACL(r -> r.arn(acl.arn()));
        assertThat(got.webACL().capacity()).isEqualTo(700 + 200 + 2 + 12);
        assertThat(got.webACL().labelNamespace()).isEqualTo("awswaf:111122223333:webacl:edge:");
        assertThat(got.lockToken()).isEqualTo(acl.lockToken());
    }

    @Test
    void refusesAStaleLockTokenAndADuplicateName() {
        WebACLSummary acl = create("edge");
        String next = waf.updateWebACL(r -> r.name("edge")
                        .id(acl.id())
                        .scope(Scope.CLOUDFRONT)
                        .lockToken(acl.lockToken())
                        .defaultAction(ALLOW)
                        .visibilityConfig(visibility("edge"))
                        .rules(rule("admin", 1, uriStartsWith("/admin"), BLOCK)))
                .nextLockToken();
        assertThat(next).isNotEqualTo(acl.lockToken());
        assertThatExceptionOfType(WafOptimisticLockException.class)
                .isThrownBy(() -> waf.deleteWebACL(r -> r.name("edge").id(acl.id()).scope(Scope.CLOUDFRONT).lockToken(acl.lockToken())));
        assertThatExceptionOfType(WafDuplicateItemException.class).isThrownBy(() -> create("edge"));
        waf.deleteWebACL(r -> r.name("edge").id(acl.id()).scope(Scope.CLOUDFRONT).lockToken(next));
        assertThatExceptionOfType(WafNonexistentItemException.class).isThrownBy(() -> waf.getWebACL(r -> r.arn(acl.arn())));
    }

    @Test
    void aWebAclInUseStays() {
        WebACLSummary acl = create("edge");
        users.add("arn:aws:cloudfront::111122223333:distribution/E1");
        assertThatExceptionOfType(WafAssociatedItemException.class)
                .isThrownBy(() -> waf.deleteWebACL(r -> r.name("edge").id(acl.id()).scope(Scope.CLOUDFRONT).lockToken(acl.lockToken())));
    }

    @Test
    void theCloudFrontScopeLivesInOneRegion() throws Exception {
        Call elsewhere = new Call(Caller.root(), "eu-central-1", "r");
        assertThatExceptionOfType(WafInvalidParameterException.class)
                .isThrownBy(() -> elsewhere.answer(() -> waf.listWebACLs(r -> r.scope(Scope.CLOUDFRONT))))
                .withMessageContaining("SCOPE_VALUE");
        assertThat(elsewhere.answer(() -> waf.listWebACLs(r -> r.scope(Scope.REGIONAL)).webACLs())).isEmpty();
    }

    @Test
    void refusesRulesThatAwsRefuses() {
        Rule fine = rule("a", 1, uriStartsWith("/a"), BLOCK);
        invalid(fine, rule("b", 1, uriStartsWith("/b"), BLOCK));
        invalid(fine, rule("a", 2, uriStartsWith("/b"), BLOCK));
        invalid(fine, rule("b", 2, uriStartsWith("/b"), BLOCK).toBuilder().visibilityConfig(visibility("a")).build());
        invalid(rule("none", 1, Statement.builder().build(), BLOCK));
        invalid(rule("regex", 1, regex("(unclosed"), BLOCK));
        invalid(rule("slow", 1, Statement.builder().rateBasedStatement(r -> r.limit(9L).aggregateKeyType("IP")).build(), BLOCK));
        invalid(managed("AWSManagedRulesCommonRuleSet", 1, group -> {}).toBuilder().overrideAction((OverrideAction) null).action(BLOCK).build());
        assertThatExceptionOfType(WafNonexistentItemException.class)
                .isThrownBy(() -> create("x", managed("AWSManagedRulesNoSuchRuleSet", 1, group -> {})));
        assertThatExceptionOfType(WafNonexistentItemException.class)
                .isThrownBy(() -> create("x", rule("set", 1, Statement.builder()
                        .ipSetReferenceStatement(s -> s.arn("arn:aws:wafv2:us-east-1:111122223333:global/ipset/none/1"))
                        .build(), BLOCK)));
    }

    private static Statement regex(String expression) {
        return Statement.builder()
                .regexMatchStatement(match -> match.fieldToMatch(Acls.URI)
                        .regexString(expression)
                        .textTransformations(Acls.transformations("NONE")))
                .build();
    }

    private void invalid(Rule... rules) {
        assertThatExceptionOfType(WafInvalidParameterException.class).isThrownBy(() -> create("x", rules));
    }

    @Test
    void refusesMoreThanFiveThousandUnits() {
        Rule[] rules = new Rule[8];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = managed("AWSManagedRulesCommonRuleSet", i, group -> {}).toBuilder()
                    .name("core" + i)
                    .visibilityConfig(visibility("core" + i))
                    .build();
        }
        assertThatExceptionOfType(WafLimitsExceededException.class).isThrownBy(() -> create("big", rules));
    }

    @Test
    void ipSetsHoldBlocksOfTheirVersionAndAreKeptWhileReferredTo() {
        assertThatExceptionOfType(WafInvalidParameterException.class)
                .isThrownBy(() -> waf.createIPSet(r -> r.name("bad").scope(Scope.CLOUDFRONT).ipAddressVersion("IPV4").addresses("2001:db8::/32")));
        assertThatExceptionOfType(WafInvalidParameterException.class)
                .isThrownBy(() -> waf.createIPSet(r -> r.name("bad").scope(Scope.CLOUDFRONT).ipAddressVersion("IPV4").addresses("203.0.113.9")));
        var set = waf.createIPSet(r -> r.name("deny").scope(Scope.CLOUDFRONT).ipAddressVersion("IPV4").addresses("203.0.113.0/24")).summary();
        WebACLSummary acl = create("edge", rule("deny", 1, Statement.builder().ipSetReferenceStatement(s -> s.arn(set.arn())).build(), BLOCK));
        assertThatExceptionOfType(WafAssociatedItemException.class)
                .isThrownBy(() -> waf.deleteIPSet(r -> r.name("deny").id(set.id()).scope(Scope.CLOUDFRONT).lockToken(set.lockToken())));
        assertThat(waf.live().judge(acl.arn(), get("/", "")).orElseThrow().action()).isEqualTo(WafAction.BLOCK);
        waf.updateIPSet(r -> r.name("deny").id(set.id()).scope(Scope.CLOUDFRONT).lockToken(set.lockToken()).addresses("198.51.100.0/24"));
        assertThat(waf.live().judge(acl.arn(), get("/", "")).orElseThrow().action()).isEqualTo(WafAction.ALLOW);
    }

    @Test
    void samplesAreTheRequestsThatWereJudged() {
        WebACLSummary acl = create("edge", rule("admin", 1, uriStartsWith("/admin"), BLOCK), rule("watch", 2, uriStartsWith("/p"), COUNT));
        List.of("/admin", "/pets", "/", "/admin/x").forEach(uri -> waf.live().judge(acl.arn(), get(uri, "")));
        assertThat(samples(acl, "admin")).extracting(one -> one.request().uri()).containsExactly("/admin", "/admin/x");
        assertThat(samples(acl, "watch")).extracting(SampledHTTPRequest::action).containsExactly("COUNT");
        assertThat(samples(acl, "edge")).extracting(one -> one.request().uri()).containsExactly("/pets", "/");
        assertThatExceptionOfType(WafNonexistentItemException.class).isThrownBy(() -> samples(acl, "none"));
    }

    private List<SampledHTTPRequest> samples(WebACLSummary acl, String metric) {
        return waf.getSampledRequests(r -> r.webAclArn(acl.arn())
                        .scope(Scope.CLOUDFRONT)
                        .ruleMetricName(metric)
                        .maxItems(100L)
                        .timeWindow(window -> window.startTime(NOW.minusSeconds(600)).endTime(NOW)))
                .sampledRequests();
    }

    @Test
    void loggingNeedsADestinationOfTheRightNameAndRedacts() {
        WebACLSummary acl = create("edge", rule("admin", 1, uriStartsWith("/admin"), BLOCK));
        assertThatExceptionOfType(WafInvalidParameterException.class)
                .isThrownBy(() -> waf.putLoggingConfiguration(r -> r.loggingConfiguration(c -> c.resourceArn(acl.arn())
                        .logDestinationConfigs("arn:aws:logs:us-east-1:111122223333:log-group:other"))))
                .withMessageContaining("LOG_DESTINATION");
        waf.putLoggingConfiguration(r -> r.loggingConfiguration(c -> c.resourceArn(acl.arn())
                .logDestinationConfigs("arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-edge:*")
                .redactedFields(FieldToMatch.builder().singleHeader(h -> h.name("user-agent")).build())));
        var request = get("/admin", "");
        var verdict = waf.live().judge(acl.arn(), request).orElseThrow();
        var line = waf.live().logLine(acl.arn(), "E2EXAMPLE", request, verdict).orElseThrow();
        assertThat(line.logGroup()).isEqualTo("aws-waf-logs-edge");
        assertThat(line.record().toJson()).contains("\"value\":\"REDACTED\"").doesNotContain("Mozilla");
        waf.deleteLoggingConfiguration(r -> r.resourceArn(acl.arn()));
        assertThat(waf.live().logLine(acl.arn(), "E2EXAMPLE", request, verdict)).isEmpty();
    }

    @Test
    void rateRulesTellWhomTheyHold() {
        WebACLSummary acl = create(
                "edge",
                rule("rate", 1, Statement.builder().rateBasedStatement(r -> r.limit(10L).aggregateKeyType("IP")).build(), BLOCK));
        for (int i = 0; i < 11; i++) {
            waf.live().judge(acl.arn(), get("/", ""));
        }
        var keys = waf.getRateBasedStatementManagedKeys(
                r -> r.scope(Scope.CLOUDFRONT).webACLName("edge").webACLId(acl.id()).ruleName("rate"));
        assertThat(keys.managedKeysIPV4().addresses()).containsExactly("203.0.113.9/32");
        // A second later the window of 300 s has left the requests of 08:00:00 behind.
        assertThat(waf.live().counters(acl.arn()).limited("rate", NOW.plusSeconds(1), 300, 10)).isEmpty();
    }

    @Test
    void tagsAreKept() {
        WebACLSummary acl = waf.createWebACL(request("edge").toBuilder()
                        .tags(Tag.builder().key("team").value("edge").build())
                        .build())
                .summary();
        assertThat(waf.listTagsForResource(r -> r.resourceARN(acl.arn())).tagInfoForResource().tagList())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("team=edge");
    }

    @Test
    void distributionsAreAssociatedElsewhere() {
        WebACLSummary acl = create("edge");
        assertThatExceptionOfType(WafInvalidParameterException.class)
                .isThrownBy(() -> waf.associateWebACL(r -> r.webACLArn(acl.arn())
                        .resourceArn("arn:aws:cloudfront::111122223333:distribution/E1")))
                .withMessageContaining("RESOURCE_ARN");
    }
}
