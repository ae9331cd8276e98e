package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.edgefunction.FunctionArn;
import dev.sallyport.core.webacl.WafArn;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArnsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "arn", "arn:aws", "arn::s3:::bucket", "arn:aws::eu-west-1:111122223333:x", "arn:aws:s3:::",
                "arn:aws:s3::: ", "arn:aws:lambda:eu-west-1:111122223333:function:", "arn:aws:s3:::bucket/", "s3://bucket"
            })
    void whatIsNoneIsNone(String text) {
        assertThat(Arns.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:s3:::bucket, bucket",
        "arn:aws-us-gov:iam::111122223333:role/path/name, role/path/name",
        "arn:aws:logs:eu-west-1:111122223333:log-group:a:*, log-group:a:*"
    })
    void oneIsRead(String text, String resource) {
        assertThat(Arns.of(text)).hasValueSatisfying(arn -> assertThat(arn.resourceAsString()).isEqualTo(resource));
    }

    /** The formats are those of the Service Authorization Reference, "Resource types defined by …". */
    @ParameterizedTest
    @CsvSource({
        "arn:aws:cloudfront::111122223333:distribution/E1EXAMPLE, E1EXAMPLE",
        "arn:aws:iam::111122223333:role/path/name, name",
        "arn:aws:sts::111122223333:assumed-role/role/session, session",
        "arn:aws:iam::111122223333:root, root",
        "arn:aws:lambda:us-east-1:111122223333:function:sign:3, 3",
        "arn:aws:s3:::bucket, bucket",
        "AWS WAF Classic's id, AWS WAF Classic's id",
        "arn:aws, arn:aws"
    })
    void anArnIsNamedByItsEnd(String text, String name) {
        assertThat(Arns.name(text)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::111122223333:user/alice, iam, user, true",
        "arn:aws:iam::111122223333:user, iam, user, false",
        "arn:aws:iam::111122223333:username/alice, iam, user, false",
        "arn:aws:sts::111122223333:user/alice, iam, user, false",
        "arn:aws:ssm:eu-west-1:111122223333:parameter/name:3, ssm, parameter, true",
        "user/alice, iam, user, false"
    })
    void anArnIsOfOneServiceAndType(String text, String service, String type, boolean is) {
        assertThat(Arns.isOf(text, service, type)).isEqualTo(is);
    }

    @Test
    void whatAnArnSaysIsReadPartByPart() {
        assertThat(Arns.path("arn:aws:apigateway:us-east-1::/restapis/a1/stages/prod"))
                .containsExactly("", "restapis", "a1", "stages", "prod");
        assertThat(Arns.path("prod/a1")).isEmpty();
        assertThat(Arns.path(null)).isEmpty();
        assertThat(Arns.parts("arn:*:s3:::bucket/a:b/*")).containsExactly("arn", "*", "s3", "", "", "bucket/a:b/*");
        assertThat(Arns.owned("arn:aws:iam::111122223333:user/alice")).isEqualTo("111122223333:user/alice");
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:lambda:us-east-1:111122223333:function:sign, sign, , false",
        "arn:aws:lambda:us-east-1:111122223333:function:sign:12, sign, 12, true",
        "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:sign:live, sign, live, false",
        "arn:aws:lambda:us-east-1:111122223333:function:sign:$LATEST, sign, $LATEST, false"
    })
    void aFunctionIsReadWithItsQualifier(String text, String name, String qualifier, boolean numbered) {
        FunctionArn arn = FunctionArn.of(text).orElseThrow();
        assertThat(arn.name()).isEqualTo(name);
        assertThat(arn.qualifier()).isEqualTo(Optional.ofNullable(qualifier));
        assertThat(arn.isNumbered()).isEqualTo(numbered);
        assertThat(arn.qualifiedName()).isEqualTo(qualifier == null ? name : name + ":" + qualifier);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sign", "arn:aws:lambda:us-east-1:111122223333:layer:shared:3",
                "arn:aws:cloudfront::111122223333:function/rewrite"
            })
    void whatIsNoFunctionOfLambdaIsNone(String text) {
        assertThat(FunctionArn.of(text)).isEmpty();
    }

    @Test
    void somethingElseOfAWebAclsScopeIsNamedBesideIt() {
        WafArn acl = WafArn.of("arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/1f").orElseThrow();
        assertThat(acl.beside("ipset", "office", "2e"))
                .isEqualTo("arn:aws:wafv2:us-east-1:111122223333:global/ipset/office/2e");
    }
}
