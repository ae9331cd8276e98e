package dev.sallyport.core.webacl.managed;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.wafv2.model.All;
import software.amazon.awssdk.services.wafv2.model.AllQueryArguments;
import software.amazon.awssdk.services.wafv2.model.Body;
import software.amazon.awssdk.services.wafv2.model.ComparisonOperator;
import software.amazon.awssdk.services.wafv2.model.CookieMatchPattern;
import software.amazon.awssdk.services.wafv2.model.Cookies;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.HeaderMatchPattern;
import software.amazon.awssdk.services.wafv2.model.Headers;
import software.amazon.awssdk.services.wafv2.model.MapMatchScope;
import software.amazon.awssdk.services.wafv2.model.Method;
import software.amazon.awssdk.services.wafv2.model.OversizeHandling;
import software.amazon.awssdk.services.wafv2.model.QueryString;
import software.amazon.awssdk.services.wafv2.model.SensitivityLevel;
import software.amazon.awssdk.services.wafv2.model.SingleHeader;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;
import software.amazon.awssdk.services.wafv2.model.TextTransformationType;
import software.amazon.awssdk.services.wafv2.model.UriPath;

/** Statements about a part of the request, looked at as sent and decoded. */
record Inspect(FieldToMatch field) {
    static final Inspect URI_PATH = new Inspect(FieldToMatch.builder().uriPath(UriPath.builder().build()).build());
    static final Inspect QUERY_STRING = new Inspect(FieldToMatch.builder().queryString(QueryString.builder().build()).build());
    static final Inspect QUERY_ARGUMENTS = new Inspect(FieldToMatch.builder().allQueryArguments(AllQueryArguments.builder().build()).build());
    static final Inspect METHOD = new Inspect(FieldToMatch.builder().method(Method.builder().build()).build());
    static final Inspect BODY = new Inspect(FieldToMatch.builder().body(Body.builder().oversizeHandling(OversizeHandling.CONTINUE).build()).build());
    static final Inspect COOKIES = new Inspect(FieldToMatch.builder()
            .cookies(Cookies.builder()
                    .matchPattern(CookieMatchPattern.builder().all(All.builder().build()).build())
                    .matchScope(MapMatchScope.VALUE)
                    .oversizeHandling(OversizeHandling.CONTINUE)
                    .build()).build());
    static final Inspect HEADERS = new Inspect(FieldToMatch.builder()
            .headers(Headers.builder()
                    .matchPattern(HeaderMatchPattern.builder().all(All.builder().build()).build())
                    .matchScope(MapMatchScope.ALL)
                    .oversizeHandling(OversizeHandling.CONTINUE)
                    .build()).build());
    static final Inspect USER_AGENT = new Inspect(header("user-agent"));
    static final Inspect COOKIE_HEADER = new Inspect(header("cookie"));
    static final Inspect HOST = new Inspect(header("host"));

    /** As sent; decoded once; decoded twice, as attackers encode to slip through. */
    private static final List<List<TextTransformationType>> DECODINGS = List.of(
            List.of(TextTransformationType.NONE),
            List.of(TextTransformationType.URL_DECODE_UNI),
            List.of(
                    TextTransformationType.URL_DECODE_UNI,
                    TextTransformationType.URL_DECODE_UNI,
                    TextTransformationType.HTML_ENTITY_DECODE));

    private static FieldToMatch header(String name) {
        return FieldToMatch.builder().singleHeader(SingleHeader.builder().name(name).build()).build();
    }

    Statement matches(String regex) {
        List<Statement> any = new ArrayList<>();
        for (List<TextTransformationType> decoding : DECODINGS) {
            any.add(Statement.builder()
                    .regexMatchStatement(match ->
                            match.fieldToMatch(field).regexString(regex).textTransformations(chain(decoding)))
                    .build());
        }
        return Statement.builder().orStatement(or -> or.statements(any)).build();
    }

    Statement crossSiteScripting() {
        List<Statement> any = new ArrayList<>();
        for (List<TextTransformationType> decoding : DECODINGS) {
            any.add(Statement.builder()
                    .xssMatchStatement(match -> match.fieldToMatch(field).textTransformations(chain(decoding)))
                    .build());
        }
        return Statement.builder().orStatement(or -> or.statements(any)).build();
    }

    Statement sqlInjection() {
        List<Statement> any = new ArrayList<>();
        for (List<TextTransformationType> decoding : DECODINGS) {
            any.add(Statement.builder()
                    .sqliMatchStatement(match -> match.fieldToMatch(field)
                            .sensitivityLevel(SensitivityLevel.LOW)
                            .textTransformations(chain(decoding)))
                    .build());
        }
        return Statement.builder().orStatement(or -> or.statements(any)).build();
    }

    Statement longerThan(long bytes) {
        return size(ComparisonOperator.GT, bytes);
    }

    Statement missing() {
        Statement there = size(ComparisonOperator.GE, 0);
        return Statement.builder().notStatement(not -> not.statement(there)).build();
    }

    private Statement size(ComparisonOperator operator, long bytes) {
        return Statement.builder()
                .sizeConstraintStatement(size -> size.fieldToMatch(field)
                        .comparisonOperator(operator)
                        .size(bytes)
                        .textTransformations(chain(List.of(TextTransformationType.NONE))))
                .build();
    }

    private static List<TextTransformation> chain(List<TextTransformationType> types) {
        List<TextTransformation> chain = new ArrayList<>();
        for (TextTransformationType type : types) {
            chain.add(TextTransformation.builder().priority(chain.size()).type(type).build());
        }
        return chain;
    }
}
