package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.bytes;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.webacl.WafRequest.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.Statement;

/** Whatever a viewer sends, the evaluator answers, and its answer is one of the possible ones. */
class EvaluatorPropertyTest {
    private static final WebAclEvaluator EVALUATOR = new WebAclEvaluator(
            acl(
                    managed("AWSManagedRulesAmazonIpReputationList", 0, group -> {}),
                    managed("AWSManagedRulesCommonRuleSet", 1, group -> {}),
                    managed("AWSManagedRulesKnownBadInputsRuleSet", 2, group -> {}),
                    managed("AWSManagedRulesSQLiRuleSet", 3, group -> {}),
                    rule("json", 4, bytes(FieldToMatch.builder()
                            .jsonBody(j -> j.matchPattern(p -> p.all(a -> {})).matchScope("ALL"))
                            .build(), "CONTAINS", "x", "JS_DECODE", "CSS_DECODE", "HTML_ENTITY_DECODE"), COUNT),
                    rule("rate", 5, Statement.builder().rateBasedStatement(r -> r.limit(10L).aggregateKeyType("IP")).build(), BLOCK)),
            RuleSets.none());

    @Property(tries = 150)
    void everyRequestIsAnswered(
            @ForAll String ip,
            @ForAll String method,
            @ForAll String uri,
            @ForAll String args,
            @ForAll @Size(max = 4) List<String> names,
            @ForAll String value,
            @ForAll byte[] body) {
        List<Header> headers = new ArrayList<>();
        names.forEach(name -> headers.add(new Header(name, value)));
        headers.add(new Header("cookie", value));
        WafRequest request =
                WafRequest.of(Instant.EPOCH, "r", ip, method, uri, args, headers, WafBody.of(body));
        Verdict verdict = EVALUATOR.evaluate(request, new RateCounters());
        assertThat(verdict.possible()).contains(verdict.action());
        WafLogRecord record = WafLogRecord.of(Acls.ARN, "E1", request, verdict);
        Verdict again = EVALUATOR.evaluate(record, new RateCounters(), false);
        assertThat(again.possible()).contains(again.action());
    }
}
