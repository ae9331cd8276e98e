package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.bytes;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.rule;
import static dev.sallyport.core.webacl.Acls.transformations;
import static dev.sallyport.core.webacl.Acls.uriStartsWith;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.webacl.WafRequest.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.Label;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleActionOverride;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Replayed against the web ACL that logged it, a log has no request that would have fared otherwise. */
class ReplayOfOwnLogTest {
    private static final int REQUESTS = 10_000;
    private static final String CORE = "AWSManagedRulesCommonRuleSet";
    private static final String DENY = "arn:aws:wafv2:us-east-1:111122223333:global/ipset/deny/1";
    private static final List<String> URIS = List.of(
            "/", "/admin", "/api/v1/pets", "/login", "/../etc/passwd", "/a.ini", "/x".repeat(600), "/pets/17", "/wp-login.php");
    private static final List<String> ARGS = List.of(
            "", "q=1", "q=%3Cscript%3Ealert(1)%3C/script%3E", "id=1%27%20OR%201=1--", "url=http://169.254.169.254/",
            "f=../../etc/passwd", "a=b&c=d", "q=" + "y".repeat(2_100));
    private static final List<String> AGENTS = List.of("Mozilla/5.0", "curl/8.5.0", "sqlmap/1.7", "", "Nikto");
    private static final List<String> COOKIES = List.of("", "session=admin", "session=x; theme=dark", "c=%3Cscript%3E");
    private static final List<String> BODIES = List.of("", "a=b", "<script>alert(1)</script>", "{\"a\":\"b\"}", "z".repeat(9_000));

    private static Statement label(String scope, String key) {
        return Statement.builder().labelMatchStatement(match -> match.scope(scope).key(key)).build();
    }

    private static WebACL webAcl() {
        FieldToMatch agent = FieldToMatch.builder().singleHeader(h -> h.name("user-agent")).build();
        FieldToMatch cookie = FieldToMatch.builder()
                .cookies(c -> c.matchScope("VALUE").oversizeHandling("CONTINUE").matchPattern(p -> p.includedCookies("session")))
                .build();
        Statement germany = Statement.builder().geoMatchStatement(g -> g.countryCodesWithStrings("DE", "FR")).build();
        Statement deny = Statement.builder().ipSetReferenceStatement(s -> s.arn(DENY)).build();
        Statement rate = Statement.builder()
                .rateBasedStatement(r -> r.limit(10L)
                        .evaluationWindowSec(60L)
                        .aggregateKeyType("IP")
                        .scopeDownStatement(uriStartsWith("/login")))
                .build();
        Statement pets = Statement.builder()
                .regexMatchStatement(r -> r.regexString("^/pets/[[:digit:]]+$")
                        .fieldToMatch(Acls.URI)
                        .textTransformations(transformations("LOWERCASE")))
                .build();
        Statement both = Statement.builder()
                .andStatement(a -> a.statements(
                        label("LABEL", "awswaf:managed:aws:core-rule-set:NoUserAgent_Header"),
                        label("LABEL", "awswaf:clientip:geo:country:DE")))
                .build();
        Rule from = rule("from", 2, germany, COUNT).toBuilder().ruleLabels(Label.builder().name("near").build()).build();
        return acl(
                rule("deny", 1, deny, BLOCK),
                from,
                managed(CORE, 3, group -> group.ruleActionOverrides(
                        RuleActionOverride.builder().name("NoUserAgent_HEADER").actionToUse(COUNT).build())),
                managed("AWSManagedRulesKnownBadInputsRuleSet", 4, group -> group.scopeDownStatement(uriStartsWith("/api"))),
                rule("agentless", 5, both, BLOCK),
                rule("rate", 6, rate, BLOCK),
                rule("pets", 7, Statement.builder()
                        .andStatement(a -> a.statements(pets, label("NAMESPACE", "awswaf:111122223333:webacl:edge:none:")))
                        .build(), BLOCK),
                rule("near", 8, Statement.builder()
                        .andStatement(a -> a.statements(label("LABEL", "near"), bytes(agent, "CONTAINS", "curl", "LOWERCASE")))
                        .build(), BLOCK),
                rule("session", 9, bytes(cookie, "EXACTLY", "admin", "NONE"), BLOCK),
                managed("AWSManagedRulesAmazonIpReputationList", 10, group -> {}));
    }

    private static <T> T any(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static WafRequest request(Random random, int number) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Host", "d111111abcdef8.cloudfront.net"));
        String agent = any(random, AGENTS);
        if (!agent.isEmpty()) {
            headers.add(new Header("User-Agent", agent));
        }
        String cookie = any(random, COOKIES);
        if (!cookie.isEmpty()) {
            headers.add(new Header("Cookie", cookie));
        }
        return WafRequest.of(
                        Instant.parse("2026-11-23T08:00:00Z").plusMillis(number * 10L),
                        "r" + number,
                        "203.0.113." + random.nextInt(12),
                        random.nextInt(5) == 0 ? "POST" : "GET",
                        random.nextInt(3) == 0 ? any(random, URIS) : "/pets/" + number % 40,
                        random.nextInt(3) == 0 ? any(random, ARGS) : "",
                        headers,
                        WafBody.of((random.nextInt(25) == 0 ? any(random, BODIES) : "").getBytes(UTF_8)))
                .fromCountry(any(random, List.of("DE", "FR", "US", "-")));
    }

    @Test
    void nothingFaresOtherwise() {
        IPSet denied = IPSet.builder().name("deny").arn(DENY).ipAddressVersion("IPV4").addresses("203.0.113.11/32").build();
        WebAclEvaluator evaluator =
                new WebAclEvaluator(webAcl(), new RuleSets(Map.of(DENY, denied), Map.of(), Map.of()));
        Random random = new Random(11);
        RateCounters then = new RateCounters();
        RateCounters now = new RateCounters();
        List<String> otherwise = new ArrayList<>();
        Map<String, Integer> outcomes = new TreeMap<>();
        Map<String, Integer> ended = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            WafRequest request = request(random, i);
            Verdict first = evaluator.evaluate(request, then);
            String line = WafLogRecord.of(Acls.ARN, "E1EXAMPLE", request, first).toJson();
            Verdict again = evaluator.evaluate(WafLogRecord.parse(line).orElseThrow(), now, false);
            ended.merge(first.decisiveRule().orElse("none"), 1, Integer::sum);
            outcomes.merge(first.action() + " " + again.certainAction(), 1, Integer::sum);
            if (again.certainAction() != first.action()) {
                otherwise.add(first.action() + " " + again.certainAction() + " " + line);
            }
        }
        assertThat(otherwise).as("%s", outcomes).isEmpty();
        // Nothing of it is idle: every kind of rule ended some.
        assertThat(ended.keySet()).contains("none", "deny", "agentless", "rate", "near", "session");
        assertThat(ended.keySet()).anyMatch(rule -> rule.startsWith("AWS/" + CORE + "/"));
    }
}
