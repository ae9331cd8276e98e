package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.fuzz.FuzzedReader;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Filter patterns and queries of CloudWatch Logs: read, or refused as invalid. */
class QueryFuzzTest extends FuzzedReader {
    @Override
    protected void read(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            FilterPattern.parse(text).matches("{\"a\":{\"b\":[1,\"x\"]},\"status\":404} ERROR a b c");
        } catch (AwsServiceException refused) {
            // As declared.
        }
        try {
            new InsightsReader(text).query();
        } catch (AwsServiceException refused) {
            // As declared.
        }
    }
}
