package dev.sallyport.core.sandbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogGroupArnTest {

    /** Both forms stand in the CloudWatch Logs User Guide, "Actions, resources, and condition keys". */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/pets",
                "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/pets:*",
                "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/pets:log-stream:one"
            })
    void aGroupIsNamedWithAndWithoutWhatStandsBehindIt(String arn) {
        assertThat(LogGroupArn.of(arn)).contains(new LogGroupArn("eu-central-1", "/aws/lambda/pets"));
    }

    @Test
    void noOtherArnNamesOne() {
        assertThat(LogGroupArn.of("arn:aws:s3:::log-group:x")).isEmpty();
        assertThat(LogGroupArn.of("arn:aws:logs:us-east-1:111122223333:delivery-source:x")).isEmpty();
        assertThat(LogGroupArn.of("/aws/lambda/pets")).isEmpty();
        assertThat(LogGroupArn.of("")).isEmpty();
    }
}
