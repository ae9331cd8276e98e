package dev.sallyport.core.sandbox.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.sandbox.access.Policy.Kind;
import dev.sallyport.core.sandbox.access.Policy.Verdict;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Attack(Area.POLICIES)
class PolicyTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/app/writer";
    private static final Caller WRITER = Caller.assumedRole(ROLE, "s1", "ASIAEXAMPLE");

    private static Verdict ask(String document, Kind kind, String action, String resource, Map<String,
            List<String>> keys) {
        return Policy.parse(document, kind).evaluate(new PolicyRequest(WRITER, ROLE, action, resource, keys));
    }

    private static Verdict conditioned(String condition, Map<String, List<String>> keys) {
        String document =
                "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':"
                + condition + "}}";
        return ask(document.replace('\'', '"'), Kind.IDENTITY, "s3:GetObject", "arn:aws:s3:::b/k", keys);
    }

    // Expected values: the tables of "IAM JSON policy elements: Condition operators" and "Single-valued vs.
    // multivalued".
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {'StringEquals':{'k':'a'}}                                | a         | ALLOW
            {'StringEquals':{'K':['b','a']}}                          | a         | ALLOW
            {'StringEquals':{'k':'A'}}                                | a         | SILENT
            {'StringEqualsIgnoreCase':{'k':'A'}}                      | a         | ALLOW
            {'StringEquals':{'k':'a'}}                                |           | SILENT
            {'StringEqualsIfExists':{'k':'a'}}                        |           | ALLOW
            {'StringEqualsIfExists':{'k':'a'}}                        | b         | SILENT
            {'StringNotEquals':{'k':'a'}}                             |           | ALLOW
            {'StringNotEquals':{'k':['a','b']}}                       | b         | SILENT
            {'StringNotEquals':{'k':['a','b']}}                       | c         | ALLOW
            {'StringLike':{'k':'dir/*'}}                              | dir/x     | ALLOW
            {'StringNotLike':{'k':'dir/*'}}                           | dir/x     | SILENT
            {'Null':{'k':'true'}}                                     |           | ALLOW
            {'Null':{'k':'true'}}                                     | a         | SILENT
            {'Null':{'k':false}}                                      | a         | ALLOW
            {'Bool':{'k':true}}                                       | TRUE      | ALLOW
            {'Bool':{'k':'false'}}                                    | true      | SILENT
            {'NumericLessThanEquals':{'k':10}}                        | 10.0      | ALLOW
            {'NumericLessThan':{'k':'10'}}                            | 10        | SILENT
            {'NumericGreaterThan':{'k':'x'}}                          | 10        | SILENT
            {'NumericNotEquals':{'k':'1'}}                            | 2         | ALLOW
            {'DateGreaterThan':{'k':'2026-01-01T00:00:00Z'}}          | 2026-06-01T10:00:00+02:00 | ALLOW
            {'DateLessThan':{'k':'1767225600'}}                       | 2025-12-31T23:59:59Z | ALLOW
            {'IpAddress':{'k':['10.0.0.0/8','2001:db8::/32']}}        | 10.200.1.2 | ALLOW
            {'IpAddress':{'k':'2001:db8::/32'}}                       | 2001:db8:1::9 | ALLOW
            {'NotIpAddress':{'k':'203.0.113.0/25'}}                   | 203.0.113.128 | ALLOW
            {'IpAddress':{'k':'203.0.113.0/25'}}                      | 203.0.113.128 | SILENT
            {'ArnLike':{'k':'arn:aws:cloudfront::*:distribution/*'}}  | arn:aws:cloudfront::1:distribution/E1 | ALLOW
            {'ForAnyValue:StringEquals':{'k':['a','z']}}              | x,a       | ALLOW
            {'ForAnyValue:StringEquals':{'k':['a','z']}}              | x,y       | SILENT
            {'ForAnyValue:StringEquals':{'k':['a']}}                  |           | SILENT
            {'ForAllValues:StringEquals':{'k':['a','z']}}             | a,z       | ALLOW
            {'ForAllValues:StringEquals':{'k':['a','z']}}             | a,x       | SILENT
            {'ForAllValues:StringEquals':{'k':['a']}}                 |           | ALLOW
            {'StringEquals':{'k':'a'},'Bool':{'m':'true'}}            | a         | SILENT
            """)
    void conditionsHoldAsDocumented(String condition, String value, Verdict expected) {
        Map<String, List<String>> keys = value == null ? Map.of() : Map.of("k", List.of(value.split(",")));
        assertThat(conditioned(condition, keys)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            'Action':'dynamodb:*Item','Resource':'arn:aws:dynamodb:*:*:table/books'    | ALLOW
            'Action':'DynamoDB:putitem','Resource':'*'                                 | ALLOW
            'Action':['s3:*','dynamodb:Put?tem'],'Resource':['*']                      | ALLOW
            'Action':'dynamodb:GetItem','Resource':'*'                                 | SILENT
            'Action':'*','Resource':'arn:aws:dynamodb:us-east-1:111122223333:table/b'  | SILENT
            'NotAction':'dynamodb:*','Resource':'*'                                    | SILENT
            'NotAction':'iam:*','Resource':'*'                                         | ALLOW
            'Action':'*','NotResource':'arn:aws:dynamodb:*:*:table/books'              | SILENT
            """)
    void actionsAndResourcesFit(String elements, Verdict expected) {
        String document = "{'Statement':[{'Sid':'a','Effect':'Allow'," + elements + "}]}";
        assertThat(ask(
                        document.replace('\'', '"'),
                        Kind.IDENTITY,
                        "dynamodb:PutItem",
                        "arn:aws:dynamodb:us-east-1:111122223333:table/books",
                        Map.of()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            'Principal':'*'                                                              | ALLOW
            'Principal':{'AWS':'*'}                                                      | ALLOW
            'Principal':{'AWS':['arn:aws:iam::111122223333:role/app/writer']}            | ALLOW
            'Principal':{'AWS':'arn:aws:sts::111122223333:assumed-role/writer/s1'}       | ITSELF
            'Principal':{'AWS':'arn:aws:sts::111122223333:assumed-role/writer/s2'}       | SILENT
            'Principal':{'AWS':'arn:aws:iam::111122223333:role/writer'}                  | SILENT
            'Principal':{'AWS':'111122223333'}                                           | DELEGATE
            'Principal':{'AWS':'arn:aws:iam::111122223333:root'}                         | DELEGATE
            'Principal':{'AWS':'444455556666'}                                           | SILENT
            'Principal':{'Service':'lambda.amazonaws.com'}                               | SILENT
            """)
    void principalsFit(String principal, Verdict expected) {
        String document =
                "{'Statement':[{'Effect':'Allow'," + principal + ",'Action':'kms:Decrypt','Resource':'*'}]}";
        assertThat(ask(document.replace('\'', '"'), Kind.RESOURCE, "kms:Decrypt", "arn:aws:kms:x", Map.of()))
                .isEqualTo(expected);
    }

    @Test
    void aDenyThatNamesTheAccountReachesItsRoles() {
        String document =
                """
                {"Statement":[
                  {"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"},
                  {"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}]}""";
        assertThat(ask(document, Kind.RESOURCE, "s3:GetObject", "arn:aws:s3:::b/k", Map.of())).isEqualTo(Verdict.DENY);
    }

    @Test
    void notPrincipalSparesTheNamed() {
        String document =
                """
                {"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"%s"},"Action":"s3:*","Resource":"*"}}""";
        assertThat(ask(document.formatted(ROLE), Kind.RESOURCE, "s3:GetObject", "arn:aws:s3:::b/k", Map.of()))
                .isEqualTo(Verdict.SILENT);
        assertThat(ask(document.formatted(ROLE + "2"), Kind.RESOURCE, "s3:GetObject", "arn:aws:s3:::b/k", Map.of()))
                .isEqualTo(Verdict.DENY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{'Statement':[]}",
                "{'Version':'2011-01-01','Statement':{'Effect':'Allow','Action':'*','Resource':'*'}}",
                "{'Statement':{'Effect':'allow','Action':'*','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'decrypt','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'a:b:c','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'my-bucket'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','NotAction':'*','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Principal':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Colour':'red'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringIs':{'a':'b'}}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Condition':'x'}}"
            })
    void refusesAMalformedDocument(String document) {
        assertThatExceptionOfType(MalformedPolicyException.class)
                .isThrownBy(() -> Policy.parse(document.replace('\'', '"'), Kind.IDENTITY));
    }

    @Test
    void refusesWhatItsKindMustNotHave() {
        String trust = "{'Statement':{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},"
                + "'Action':'sts:AssumeRole'%s}}";
        Policy.parse(trust.formatted("").replace('\'', '"'), Kind.TRUST);
        for (String bad : List.of(
                trust.formatted(",'Resource':'*'"),
                trust.formatted("").replace("lambda.amazonaws.com", "lambda"),
                trust.formatted("").replace("Service", "Aws"))) {
            assertThatExceptionOfType(MalformedPolicyException.class)
                    .isThrownBy(() -> Policy.parse(bad.replace('\'', '"'), Kind.TRUST));
        }
    }

    @Property(tries = 300)
    void anyTextIsReadOrRefused(@ForAll String text) {
        try {
            Policy.parse("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":" + text
                    + "}}", Kind.IDENTITY);
        } catch (MalformedPolicyException e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }
}
