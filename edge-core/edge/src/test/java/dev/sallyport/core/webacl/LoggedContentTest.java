package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.bytes;
import static dev.sallyport.core.webacl.Acls.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.RequestBodyAssociatedResourceTypeConfig;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** What of a request a log does not hold as it was sent, or not at all. */
class LoggedContentTest {
    /** Of AWS WAF Developer Guide, "Examples of data protection". */
    private static final String HASH = "z6hpYAFaMYdtiTeHhxnN5ydgRE5E1WgyVIdgqH0D3iM=";

    private static WafLogRecord logged(String args, String headers, String more) {
        return WafLogRecord.parse("""
                {"timestamp":1,"webaclId":"%s","terminatingRuleId":"Default_Action","terminatingRuleType":"REGULAR",\
                "action":"ALLOW",%s"ruleGroupList":[],"nonTerminatingMatchingRules":[],"httpRequest":{"clientIp":"203.0.113.9",\
                "country":"DE","headers":[%s],"uri":"/","args":"%s","httpMethod":"POST","requestId":"r"},"labels":[]}\
                """.formatted(Acls.ARN, more, headers, args)).orElseThrow();
    }

    private static String judged(WebACL acl, WafLogRecord log) {
        Verdict verdict = new WebAclEvaluator(acl, RuleSets.none()).evaluate(log, new RateCounters(), false);
        return verdict.certainAction().name();
    }

    private static String judged(FieldToMatch field, String search, WafLogRecord log) {
        return judged(acl(rule("find", 1, bytes(field, "CONTAINS", search, "NONE"), BLOCK)), log);
    }

    /** AWS WAF Developer Guide, "Data protection": names of the fields are compared without case, substituted or hashed. */
    @ParameterizedTest
    @CsvSource({"REDACTED", HASH})
    void whatIsProtectedIsUnknownAndTheRestIsNot(String hidden) {
        FieldToMatch all = FieldToMatch.builder().allQueryArguments(a -> {}).build();
        FieldToMatch query = FieldToMatch.builder().queryString(q -> {}).build();
        FieldToMatch hoppy = FieldToMatch.builder().singleQueryArgument(a -> a.name("HOPPY")).build();
        FieldToMatch yellow = FieldToMatch.builder().singleQueryArgument(a -> a.name("yellow")).build();
        WafLogRecord argument = logged("hoppy=" + hidden + "&yellow=hello", "", "");
        assertThat(judged(hoppy, "x", argument)).isEqualTo("UNKNOWN");
        assertThat(judged(all, "x", argument)).isEqualTo("UNKNOWN");
        assertThat(judged(all, "hello", argument)).isEqualTo("BLOCK");
        assertThat(judged(query, "x", argument)).isEqualTo("UNKNOWN");
        assertThat(judged(yellow, "x", argument)).isEqualTo("ALLOW");
        assertThat(judged(yellow, "x", logged(hidden + "=" + hidden, "", ""))).isEqualTo("UNKNOWN");

        FieldToMatch cookies = FieldToMatch.builder()
                .cookies(c -> c.matchScope("VALUE").oversizeHandling("CONTINUE").matchPattern(p -> p.all(a -> {})))
                .build();
        FieldToMatch names = FieldToMatch.builder()
                .cookies(c -> c.matchScope("KEY").oversizeHandling("CONTINUE").matchPattern(p -> p.all(a -> {})))
                .build();
        FieldToMatch header = FieldToMatch.builder().singleHeader(h -> h.name("cookie")).build();
        FieldToMatch own = FieldToMatch.builder().singleHeader(h -> h.name("x-own")).build();
        WafLogRecord cookie = logged("", "{\"name\":\"Cookie\",\"value\":\"hoppy=dog; milo=" + hidden + "\"}", "");
        assertThat(judged(cookies, "x", cookie)).isEqualTo("UNKNOWN");
        assertThat(judged(cookies, "dog", cookie)).isEqualTo("BLOCK");
        assertThat(judged(names, "x", cookie)).isEqualTo("ALLOW");
        assertThat(judged(header, "x", cookie)).isEqualTo("UNKNOWN");
        assertThat(judged(own, "x", cookie)).isEqualTo("ALLOW");
        assertThat(judged(own, "x", logged("", "{\"name\":\"X-Own\",\"value\":\"" + hidden + "\"}", ""))).isEqualTo("UNKNOWN");
    }

    /**
     * AWS WAF Developer Guide, "Considerations for managing body inspection": 8,192 bytes for ALB and AppSync, 16,384 for
     * the others, up to 65,536 where the web ACL says so.
     */
    @ParameterizedTest
    @CsvSource({
        "ALB, 9000, BLOCK", "ALB, 8192, UNKNOWN", "APPSYNC, 8193, BLOCK", "APIGW, 16385, UNKNOWN", "APIGW, 65537, BLOCK",
        "COGNITOIDP, 16384, UNKNOWN", "COGNITOIDP, 16385, BLOCK", "CF, 16385, BLOCK", "CF, 9000, UNKNOWN",
        "APPRUNNER, 16385, BLOCK", "VERIFIED_ACCESS, 16385, BLOCK", "-, 17000, UNKNOWN"
    })
    void theResourceDecidesHowMuchOfABodyIsInspected(String source, int size, String action) {
        WebACL acl = body().toBuilder()
                .arn(Acls.ARN.replace("global", "regional"))
                .associationConfig(config -> config.requestBodyWithStrings(Map.of(
                        "API_GATEWAY",
                        RequestBodyAssociatedResourceTypeConfig.builder()
                                .defaultSizeInspectionLimit("KB_64")
                                .build())))
                .build();
        // A log holds no body: what is within the limit stays open.
        assertThat(judged(acl, logged("", "", "\"httpSourceName\":\"" + source + "\",\"requestBodySize\":" + size + ",")))
                .isEqualTo(action);
    }

    private static WebACL body() {
        FieldToMatch field = FieldToMatch.builder().body(b -> b.oversizeHandling("MATCH")).build();
        return acl(rule("oversize", 1, bytes(field, "CONTAINS", "x", "NONE"), BLOCK));
    }

    /** AWS WAF Developer Guide, "Log fields", {@code oversizeFields}; a field that no rule inspects is not listed. */
    @Test
    void whatTheLogCallsOversizeIs() {
        String source = "\"httpSourceName\":\"CF\",";
        assertThat(judged(body(), logged("", "", source + "\"oversizeFields\":[\"REQUEST_BODY\"],"))).isEqualTo("BLOCK");
        assertThat(judged(body(), logged("", "", source))).isEqualTo("UNKNOWN");
        FieldToMatch headers = FieldToMatch.builder()
                .headers(h -> h.matchScope("ALL").oversizeHandling("MATCH").matchPattern(p -> p.all(a -> {})))
                .build();
        WebACL acl = acl(rule("headers", 1, bytes(headers, "CONTAINS", "absent", "NONE"), BLOCK));
        assertThat(judged(acl, logged("", "", source + "\"oversizeFields\":[\"REQUEST_HEADERS\"],"))).isEqualTo("BLOCK");
        assertThat(judged(acl, logged("", "", source))).isEqualTo("ALLOW");
        FieldToMatch cookies = FieldToMatch.builder()
                .cookies(c -> c.matchScope("ALL").oversizeHandling("NO_MATCH").matchPattern(p -> p.all(a -> {})))
                .build();
        WebACL none = acl(rule("cookies", 1, bytes(cookies, "CONTAINS", "dog", "NONE"), BLOCK));
        String dog = "{\"name\":\"Cookie\",\"value\":\"hoppy=dog\"}";
        assertThat(judged(none, logged("", dog, source))).isEqualTo("BLOCK");
        assertThat(judged(none, logged("", dog, source + "\"oversizeFields\":[\"REQUEST_COOKIES\"],"))).isEqualTo("ALLOW");
    }

    @Test
    void aRegularExpressionThatIsNotSureIsUnknownWithItsReason() {
        Statement sure = Statement.builder()
                .regexMatchStatement(r -> r.regexString("^/[[:digit:]]*$")
                        .fieldToMatch(Acls.URI)
                        .textTransformations(Acls.transformations("NONE")))
                .build();
        assertThat(judged(acl(rule("digits", 1, sure, BLOCK)), logged("", "", ""))).isEqualTo("BLOCK");
        Statement possessive = Statement.builder()
                .regexMatchStatement(r -> r.regexString("^/a*+$")
                        .fieldToMatch(Acls.URI)
                        .textTransformations(Acls.transformations("NONE")))
                .build();
        WebACL acl = acl(rule("greedy", 1, possessive, BLOCK));
        assertThat(judged(acl, logged("", "", ""))).isEqualTo("UNKNOWN");
        assertThat(new WebAclEvaluator(acl, RuleSets.none()).warnings())
                .containsExactlyElementsOf(List.of("The regular expression ^/a*+$ of rule greedy holds a possessive quantifier,"
                        + " which AWS WAF does not support. What it decides is unknown."));
    }
}
