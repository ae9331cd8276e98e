package dev.sallyport.core.proposal;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.rule;
import static dev.sallyport.core.webacl.Acls.uriStartsWith;
import static dev.sallyport.core.webacl.Acls.visibility;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.CreateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.CustomResponseBody;
import software.amazon.awssdk.services.wafv2.model.GetWebAclResponse;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleActionOverride;
import software.amazon.awssdk.services.wafv2.model.Statement;

/** A web ACL with something of everything that a change could lose. */
record Acl(Wafv2Client waf, String name, String id, String arn, String scope) {
    static final String CORE = "AWSManagedRulesCommonRuleSet";

    static Acl create(Wafv2Client waf, String name, String scope) {
        Rule core = managed(CORE, 1, group -> group.ruleActionOverrides(
                RuleActionOverride.builder().name("SizeRestrictions_BODY").actionToUse(COUNT).build()));
        Rule rate = rule(
                "rate",
                2,
                Statement.builder()
                        .rateBasedStatement(one -> one.limit(2000L).evaluationWindowSec(300L).aggregateKeyType("IP"))
                        .build(),
                BLOCK);
        Rule answered = rule("answered", 3, uriStartsWith("/gone"), BLOCK).toBuilder()
                .action(action -> action.block(block ->
                        block.customResponse(answer -> answer.responseCode(410).customResponseBodyKey("gone"))))
                .build();
        var made = waf.createWebACL(CreateWebAclRequest.builder()
                        .name(name)
                        .scope(scope)
                        .description("before")
                        .defaultAction(action -> action.allow(allow -> {}))
                        .visibilityConfig(visibility(name))
                        .customResponseBodies(Map.of(
                                "gone",
                                CustomResponseBody.builder().contentType("TEXT_PLAIN").content("Gone").build()))
                        .captchaConfig(config -> config.immunityTimeProperty(time -> time.immunityTime(600L)))
                        .challengeConfig(config -> config.immunityTimeProperty(time -> time.immunityTime(700L)))
                        .tokenDomains(List.of("example.com"))
                        .rules(List.of(rule("admin", 0, uriStartsWith("/admin"), COUNT), core, rate, answered))
                        .build())
                .summary();
        return new Acl(waf, made.name(), made.id(), made.arn(), scope);
    }

    GetWebAclResponse read() {
        return waf.getWebACL(request -> request.name(name).id(id).scope(scope));
    }

    /** What was read, without what the transport says beside it. */
    List<Object> state() {
        GetWebAclResponse now = read();
        return List.of(now.webACL(), now.lockToken());
    }

    /** Changes it as someone else would: the rate rule's limit. */
    void changeElsewhere(long limit) {
        GetWebAclResponse now = read();
        List<Rule> rules = now.webACL().rules().stream()
                .map(rule -> rule.name().equals("rate")
                        ? rule.toBuilder()
                                .statement(Statement.builder()
                                        .rateBasedStatement(rule.statement().rateBasedStatement().toBuilder().limit(limit).build())
                                        .build())
                                .build()
                        : rule)
                .toList();
        waf.updateWebACL(AclJson.update(AclJson.of(now.webACL()), scope, now.lockToken()).toBuilder().rules(rules).build());
    }

}
