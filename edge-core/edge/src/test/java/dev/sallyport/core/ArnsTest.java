package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

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
}
