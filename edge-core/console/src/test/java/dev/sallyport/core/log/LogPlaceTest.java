package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Forms of ARNs as CloudWatch Logs User Guide, "CloudWatch Logs resources and operations", has them. */
class LogPlaceTest {
    @Test
    void theArnOfALogGroupNamesItsPlace() {
        assertThat(LogPlace.ofArn("arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-a"))
                .contains(new LogPlace("us-east-1", "aws-waf-logs-a"));
        assertThat(LogPlace.ofArn("arn:aws:logs:us-east-1:111122223333:log-group:/aws/vendedlogs/cloudfront/E1:*"))
                .contains(new LogPlace("us-east-1", "/aws/vendedlogs/cloudfront/E1"));
        assertThat(LogPlace.ofArn("arn:aws-cn:logs:cn-north-1:111122223333:log-group:a/b"))
                .contains(new LogPlace("cn-north-1", "a/b"));
    }

    @Test
    void nothingElseIsAPlace() {
        assertThat(LogPlace.ofArn("arn:aws:s3:::aws-waf-logs-a")).isEmpty();
        assertThat(LogPlace.ofArn("arn:aws:firehose:us-east-1:111122223333:deliverystream/aws-waf-logs-a")).isEmpty();
        assertThat(LogPlace.ofArn("arn:aws:logs:us-east-1:111122223333:delivery-source:a")).isEmpty();
        assertThat(LogPlace.ofArn("aws-waf-logs-a")).isEmpty();
        assertThat(LogPlace.ofArn("")).isEmpty();
    }
}
