package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.bytes;
import static dev.sallyport.core.webacl.Acls.get;
import static dev.sallyport.core.webacl.Acls.request;
import static dev.sallyport.core.webacl.Acls.rule;
import static dev.sallyport.core.webacl.Acls.transformations;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.webacl.Verdict.RateResult;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.wafv2.model.CountryCode;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.Label;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatementCustomKey;
import software.amazon.awssdk.services.wafv2.model.Regex;
import software.amazon.awssdk.services.wafv2.model.RegexPatternSet;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.Statement;

class StatementsTest {
    private static final String SET = "arn:aws:wafv2:us-east-1:111122223333:global/ipset/deny/1";

    private static Truth says(Statement statement, WafRequest request) {
        return says(statement, request, RuleSets.none());
    }

    private static Truth says(Statement statement, WafRequest request, RuleSets sets) {
        return new WebAclEvaluator(acl(rule("r", 1, statement, BLOCK)), sets)
                .evaluate(request, new RateCounters())
                .trail()
                .getFirst()
                .truth();
    }

    private static FieldToMatch field(Consumer<FieldToMatch.Builder> which) {
        FieldToMatch.Builder builder = FieldToMatch.builder();
        which.accept(builder);
        return builder.build();
    }

    @ParameterizedTest
    @CsvSource({
        "EXACTLY,/a,TRUE,/ab", "STARTS_WITH,/a,TRUE,/b/a", "ENDS_WITH,/a,TRUE,/ab", "CONTAINS,a,TRUE,/b",
        "CONTAINS_WORD,a,TRUE,/ab"
    })
    void positionsOfAString(String constraint, String search, Truth expected, String other) {
        assertThat(says(bytes(Acls.URI, constraint, search, "NONE"), get("/a", ""))).isEqualTo(expected);
        assertThat(says(bytes(Acls.URI, constraint, search, "NONE"), get(other, ""))).isEqualTo(Truth.FALSE);
    }

    @ParameterizedTest
    @CsvSource({"BadBot,TRUE", ";BadBot,TRUE", "-BadBot;,TRUE", "xBadBot,FALSE", "BadBot_1,FALSE", "xBadBot BadBot,TRUE"})
    void aWordStandsByItself(String agent, Truth expected) {
        Statement word = bytes(field(f -> f.singleHeader(h -> h.name("X-Agent"))), "CONTAINS_WORD", "BadBot", "NONE");
        assertThat(says(word, request("GET", "/", "", List.of(new Header("x-agent", agent)), ""))).isEqualTo(expected);
    }

    @Test
    void theCaseOfAStringCountsUnlessTransformed() {
        assertThat(says(bytes(Acls.URI, "CONTAINS", "admin", "NONE"), get("/ADMIN", ""))).isEqualTo(Truth.FALSE);
        assertThat(says(bytes(Acls.URI, "CONTAINS", "admin", "URL_DECODE", "LOWERCASE"), get("/%41DMIN", "")))
                .isEqualTo(Truth.TRUE);
    }

    @Test
    void argumentsAreFoundByNameInAnyCaseAndByAllValues() {
        Statement one = bytes(field(f -> f.singleQueryArgument(q -> q.name("UserName"))), "EXACTLY", "abc", "NONE");
        assertThat(says(one, get("/", "username=abc&SalesRegion=seattle"))).isEqualTo(Truth.TRUE);
        assertThat(says(one, get("/", "SalesRegion=abc"))).isEqualTo(Truth.FALSE);
        Statement all = bytes(field(f -> f.allQueryArguments(q -> {})), "EXACTLY", "seattle", "NONE");
        assertThat(says(all, get("/", "UserName=abc&SalesRegion=seattle"))).isEqualTo(Truth.TRUE);
    }

    @Test
    void cookiesAndHeadersByPatternAndScope() {
        WafRequest request = request(
                "GET", "/", "", List.of(new Header("Cookie", "session=abc; theme=dark"), new Header("X-Key", "value")), "");
        Statement included = bytes(
                field(f -> f.cookies(c -> c.matchPattern(p -> p.includedCookies("theme")).matchScope("VALUE").oversizeHandling("CONTINUE"))),
                "EXACTLY", "dark", "NONE");
        assertThat(says(included, request)).isEqualTo(Truth.TRUE);
        Statement keys = bytes(
                field(f -> f.cookies(c -> c.matchPattern(p -> p.all(a -> {})).matchScope("KEY").oversizeHandling("CONTINUE"))),
                "EXACTLY", "dark", "NONE");
        assertThat(says(keys, request)).isEqualTo(Truth.FALSE);
        Statement excluded = bytes(
                field(f -> f.headers(h -> h.matchPattern(p -> p.excludedHeaders("x-key")).matchScope("ALL").oversizeHandling("CONTINUE"))),
                "EXACTLY", "value", "NONE");
        assertThat(says(excluded, request)).isEqualTo(Truth.FALSE);
    }

    @Test
    void theCaseOfACookieNameMatters() {
        WafRequest request = request("GET", "/", "", List.of(new Header("Cookie", "Theme=dark")), "");
        Statement included = bytes(
                field(f -> f.cookies(c -> c.matchPattern(p -> p.includedCookies("theme")).matchScope("ALL").oversizeHandling("CONTINUE"))),
                "EXACTLY", "dark", "NONE");
        assertThat(says(included, request)).isEqualTo(Truth.FALSE);
        Statement excluded = bytes(
                field(f -> f.cookies(c -> c.matchPattern(p -> p.excludedCookies("theme")).matchScope("ALL").oversizeHandling("CONTINUE"))),
                "EXACTLY", "dark", "NONE");
        assertThat(says(excluded, request)).isEqualTo(Truth.TRUE);
    }

    @Test
    void theOrderOfHeadersIsOneString() {
        Statement order = bytes(
                field(f -> f.headerOrder(o -> o.oversizeHandling("CONTINUE"))), "EXACTLY", "host:user-agent:accept", "NONE");
        assertThat(says(order, request("GET", "/", "", List.of(new Header("Accept", "*/*")), ""))).isEqualTo(Truth.TRUE);
    }

    @ParameterizedTest
    @CsvSource({"CONTINUE,FALSE", "MATCH,TRUE", "NO_MATCH,FALSE"})
    void aBodyBeyondTheLimitIsHandledAsAsked(String handling, Truth expected) {
        Statement end = bytes(field(f -> f.body(b -> b.oversizeHandling(handling))), "CONTAINS", "needle", "NONE");
        String body = "x".repeat(16 * 1024) + "needle";
        assertThat(says(end, request("POST", "/", "", List.of(), body))).isEqualTo(expected);
        assertThat(says(end, request("POST", "/", "", List.of(), "a needle"))).isEqualTo(Truth.TRUE);
    }

    @Test
    void headersBeyondEightKilobytesAreCut() {
        Statement last = bytes(
                field(f -> f.headers(h -> h.matchPattern(p -> p.all(a -> {})).matchScope("VALUE").oversizeHandling("CONTINUE"))),
                "CONTAINS", "needle", "NONE");
        WafRequest long_ = request(
                "GET", "/", "", List.of(new Header("x-long", "x".repeat(8192)), new Header("x-last", "needle")), "");
        Verdict verdict = Acls.judge(acl(rule("r", 1, last, BLOCK)), long_);
        assertThat(verdict.action()).isEqualTo(WafAction.ALLOW);
        assertThat(verdict.oversizeFields()).containsExactly("REQUEST_HEADERS");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "VALUE|/dogs/0/name|{\"dogs\":[{\"name\":\"needle\"}]}|TRUE",
        "VALUE|/dogs/1/name|{\"dogs\":[{\"name\":\"needle\"}]}|FALSE",
        "VALUE|/dogs|{\"dogs\":[{\"name\":\"needle\"}]}|TRUE",
        "KEY|/|{\"needle\":1}|TRUE",
        "VALUE|/|{\"needle\":1}|FALSE",
        "ALL|/|{\"a\":\"needle\"|TRUE",
        "ALL|/|{\"a\" broken needle|FALSE"
    })
    void jsonIsInspectedByPointer(String scope, String pointer, String body, Truth expected) {
        Statement json = bytes(
                field(f -> f.jsonBody(j -> j.matchScope(scope).matchPattern(p -> {
                    if (pointer.equals("/")) {
                        p.all(a -> {});
                    } else {
                        p.includedPaths(pointer);
                    }
                }))),
                "EXACTLY", "needle", "NONE");
        assertThat(says(json, request("POST", "/", "", List.of(), body))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"MATCH,TRUE", "NO_MATCH,FALSE", "EVALUATE_AS_STRING,TRUE"})
    void brokenJsonFallsBackAsAsked(String fallback, Truth expected) {
        Statement json = bytes(
                field(f -> f.jsonBody(j -> j.matchScope("ALL").matchPattern(p -> p.all(a -> {})).invalidFallbackBehavior(fallback))),
                "CONTAINS", "needle", "NONE");
        assertThat(says(json, request("POST", "/", "", List.of(), "{ needle"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"EQ,9,TRUE", "NE,9,FALSE", "LE,8,FALSE", "LT,10,TRUE", "GE,10,FALSE", "GT,8,TRUE"})
    void sizesAreInBytesAndTheSlashCounts(String operator, long size, Truth expected) {
        // "The URI /logo.jpg is nine characters long."
        Statement statement = Statement.builder()
                .sizeConstraintStatement(s -> s.fieldToMatch(Acls.URI)
                        .comparisonOperator(operator)
                        .size(size)
                        .textTransformations(transformations("NONE")))
                .build();
        assertThat(says(statement, get("/logo.jpg", ""))).isEqualTo(expected);
    }

    @Test
    void theSizeOfABodyIsKnownEvenWhereTheBodyIsNot() {
        Statement large = Statement.builder()
                .sizeConstraintStatement(s -> s.fieldToMatch(field(f -> f.body(b -> b.oversizeHandling("CONTINUE"))))
                        .comparisonOperator("GT")
                        .size(8192L)
                        .textTransformations(transformations("NONE")))
                .build();
        Statement text = bytes(field(f -> f.body(b -> b.oversizeHandling("CONTINUE"))), "CONTAINS", "x", "NONE");
        assertThat(says(large, withBody(WafBody.ofSize(9000)))).isEqualTo(Truth.TRUE);
        assertThat(says(large, withBody(WafBody.unknown()))).isEqualTo(Truth.UNKNOWN);
        assertThat(says(text, withBody(WafBody.ofSize(9000)))).isEqualTo(Truth.UNKNOWN);
        assertThat(says(text, withBody(WafBody.ofSize(0)))).isEqualTo(Truth.FALSE);
    }

    private static WafRequest withBody(WafBody body) {
        return WafRequest.of(Instant.EPOCH, "r", "203.0.113.9", "POST", "/", "", List.of(), body);
    }

    @Test
    void aCountryIsMatchedAndLabelled() {
        Statement geo = Statement.builder().geoMatchStatement(g -> g.countryCodes(CountryCode.DE, CountryCode.FR)).build();
        Verdict verdict = Acls.judge(acl(rule("geo", 1, geo, Acls.COUNT)), get("/", ""));
        assertThat(verdict.nonTerminating()).hasSize(1);
        assertThat(verdict.labels()).containsExactly("awswaf:clientip:geo:country:DE");
        assertThat(says(geo, get("/", "").fromCountry("US"))).isEqualTo(Truth.FALSE);
    }

    @Test
    void setsAreLookedUpByArnAndAMissingOneIsUnknown() {
        Statement in = Statement.builder().ipSetReferenceStatement(s -> s.arn(SET)).build();
        RuleSets sets = new RuleSets(
                Map.of(SET, IPSet.builder().addresses("203.0.113.0/24", "2001:db8::/32").build()), Map.of(), Map.of());
        assertThat(says(in, get("/", ""), sets)).isEqualTo(Truth.TRUE);
        assertThat(says(in, get("/", ""))).isEqualTo(Truth.UNKNOWN);
        Statement forwarded = Statement.builder()
                .ipSetReferenceStatement(s -> s.arn(SET)
                        .ipSetForwardedIPConfig(c -> c.headerName("X-Forwarded-For").fallbackBehavior("MATCH").position("LAST")))
                .build();
        assertThat(says(forwarded, forwardedFor("198.51.100.1, 2001:db8::7"), sets)).isEqualTo(Truth.TRUE);
        assertThat(says(forwarded, forwardedFor("2001:db8::7, 198.51.100.1"), sets)).isEqualTo(Truth.FALSE);
        assertThat(says(forwarded, forwardedFor("garbage"), sets)).isEqualTo(Truth.TRUE);
        assertThat(says(forwarded, get("/", ""), sets)).isEqualTo(Truth.FALSE);
    }

    private static WafRequest forwardedFor(String value) {
        return request("GET", "/", "", List.of(new Header("X-Forwarded-For", value)), "");
    }

    @Test
    void patternsOfASetAreAlternatives() {
        String arn = "arn:aws:wafv2:us-east-1:111122223333:global/regexpatternset/p/1";
        RuleSets sets = new RuleSets(
                Map.of(),
                Map.of(arn, RegexPatternSet.builder()
                        .regularExpressionList(Regex.builder().regexString("^/x").build(), Regex.builder().regexString("y$").build())
                        .build()),
                Map.of());
        Statement statement = Statement.builder()
                .regexPatternSetReferenceStatement(s -> s.arn(arn).fieldToMatch(Acls.URI).textTransformations(transformations("NONE")))
                .build();
        assertThat(says(statement, get("/a/y", ""), sets)).isEqualTo(Truth.TRUE);
        assertThat(says(statement, get("/y/a", ""), sets)).isEqualTo(Truth.FALSE);
    }

    @ParameterizedTest
    @CsvSource({"'(a+)+$'", "'(a|a)*b'", "'(.*)*x'", "'(a|b|ab)*c'"})
    @Timeout(5)
    void aHostilePatternIsGivenUp(String pattern) {
        Statement statement = Statement.builder()
                .regexMatchStatement(m -> m.fieldToMatch(Acls.URI).regexString(pattern).textTransformations(transformations("NONE")))
                .build();
        assertThat(says(statement, get("/" + "a".repeat(5000) + "!", ""))).isIn(Truth.UNKNOWN, Truth.FALSE);
    }

    @Test
    void logicIsKleenes() {
        Statement yes = Acls.uriStartsWith("/");
        Statement no = Acls.uriStartsWith("/none");
        Statement perhaps = Statement.builder().ipSetReferenceStatement(s -> s.arn("arn:missing")).build();
        assertThat(says(and(no, perhaps), get("/", ""))).isEqualTo(Truth.FALSE);
        assertThat(says(and(yes, perhaps), get("/", ""))).isEqualTo(Truth.UNKNOWN);
        assertThat(says(or(yes, perhaps), get("/", ""))).isEqualTo(Truth.TRUE);
        assertThat(says(or(no, perhaps), get("/", ""))).isEqualTo(Truth.UNKNOWN);
        assertThat(says(Statement.builder().notStatement(n -> n.statement(perhaps)).build(), get("/", ""))).isEqualTo(Truth.UNKNOWN);
    }

    private static Statement and(Statement... all) {
        return Statement.builder().andStatement(a -> a.statements(all)).build();
    }

    private static Statement or(Statement... any) {
        return Statement.builder().orStatement(o -> o.statements(any)).build();
    }

    @Test
    void aRedactedPartIsUnknownNotEmpty() {
        WafRequest plain = get("/", "");
        WafRequest hidden = new WafRequest(
                plain.timestamp(), plain.requestId(), plain.clientIp(), plain.country(), plain.method(), "REDACTED", "",
                plain.httpVersion(), plain.headers(), plain.body(), null, null, null, null, Set.of("uri", "header:user-agent"));
        assertThat(says(Acls.uriStartsWith("/"), hidden)).isEqualTo(Truth.UNKNOWN);
        assertThat(says(bytes(field(f -> f.singleHeader(h -> h.name("User-Agent"))), "CONTAINS", "Mozilla", "NONE"), hidden))
                .isEqualTo(Truth.UNKNOWN);
    }

    @Test
    void fingerprintsFallBackAsAsked() {
        assertThat(says(bytes(field(f -> f.ja3Fingerprint(j -> j.fallbackBehavior("MATCH"))), "EXACTLY", "x", "NONE"), get("/", "")))
                .isEqualTo(Truth.TRUE);
        assertThat(says(bytes(field(f -> f.ja4Fingerprint(j -> j.fallbackBehavior("NO_MATCH"))), "EXACTLY", "x", "NONE"), get("/", "")))
                .isEqualTo(Truth.FALSE);
    }

    @Test
    void aRuleGroupOfOnesOwnLabelsInItsOwnNamespace() {
        String arn = "arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/mine/1";
        RuleGroup group = RuleGroup.builder()
                .name("mine")
                .arn(arn)
                .rules(rule("inner", 1, Acls.uriStartsWith("/admin"), BLOCK).toBuilder()
                        .ruleLabels(Label.builder().name("seen").build())
                        .build())
                .build();
        Verdict verdict = new WebAclEvaluator(
                        acl(Rule.builder()
                                .name("mine-rule")
                                .priority(1)
                                .statement(Statement.builder().ruleGroupReferenceStatement(r -> r.arn(arn)).build())
                                .overrideAction(o -> o.none(n -> {}))
                                .build()),
                        new RuleSets(Map.of(), Map.of(), Map.of(arn, group)))
                .evaluate(get("/admin", ""), new RateCounters());
        assertThat(verdict.terminatingRuleType()).isEqualTo("GROUP");
        assertThat(verdict.group()).isEqualTo(arn);
        assertThat(verdict.decisiveRule()).contains("mine/inner");
        assertThat(verdict.labels()).containsExactly("awswaf:111122223333:rulegroup:mine:seen");
    }

    @Test
    void ratesCountPerKeyInAWindowThatSlides() {
        Statement rate = Statement.builder()
                .rateBasedStatement(r -> r.limit(10L)
                        .evaluationWindowSec(60L)
                        .aggregateKeyType("CUSTOM_KEYS")
                        .customKeys(
                                RateBasedStatementCustomKey.builder().ip(i -> {}).build(),
                                RateBasedStatementCustomKey.builder()
                                        .header(h -> h.name("x-tenant").textTransformations(transformations("LOWERCASE")))
                                        .build())
                        .scopeDownStatement(Acls.uriStartsWith("/login")))
                .build();
        WebAclEvaluator evaluator = new WebAclEvaluator(acl(rule("rate", 1, rate, BLOCK)), RuleSets.none());
        RateCounters counters = new RateCounters();
        for (int i = 1; i <= 10; i++) {
            assertThat(evaluator.evaluate(login(i, "A"), counters).action()).isEqualTo(WafAction.ALLOW);
        }
        assertThat(evaluator.evaluate(get("/other", ""), counters).rates()).isEmpty();
        assertThat(evaluator.evaluate(login(11, "B"), counters).action()).isEqualTo(WafAction.ALLOW);
        Verdict over = evaluator.evaluate(login(11, "a"), counters);
        assertThat(over.action()).isEqualTo(WafAction.BLOCK);
        assertThat(over.terminatingRuleType()).isEqualTo("RATE_BASED");
        assertThat(over.rates()).containsExactly(new RateResult("rate", "CUSTOMKEYS", "", 10, 60, 11, true));
        // At second 63 the window (3, 63] holds the requests of seconds 4 to 11 and this one.
        assertThat(evaluator.evaluate(login(63, "A"), counters).rates().getFirst().count()).isEqualTo(9);
        // "Web requests that are missing any of the components are omitted."
        assertThat(evaluator.evaluate(login(63, null), counters).rates()).isEmpty();
    }

    private static WafRequest login(int second, @Nullable String tenant) {
        return WafRequest.of(
                Instant.ofEpochSecond(second),
                "r",
                "203.0.113.9",
                "POST",
                "/login",
                "",
                tenant == null ? List.of() : List.of(new Header("X-Tenant", tenant)),
                WafBody.of("{}".getBytes(UTF_8)));
    }
}
