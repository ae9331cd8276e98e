package dev.sallyport.core.sandbox.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Host names as the services give them.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/s3.html">Amazon S3 endpoints and quotas</a>
 */
class OriginsTest {
    @ParameterizedTest
    @CsvSource({
        "bucket.s3.us-east-1.amazonaws.com, us-east-1, bucket",
        "bucket.s3.amazonaws.com, us-east-1, bucket",
        "bucket.s3.eu-central-1.amazonaws.com, eu-central-1, bucket",
        "bucket.s3-eu-west-1.amazonaws.com, eu-west-1, bucket",
        "bucket.s3-website-ap-southeast-2.amazonaws.com, ap-southeast-2, bucket",
        "bucket.s3-website.eu-north-1.amazonaws.com, eu-north-1, bucket",
        "on-url-signed-site-2x4z.s3.us-east-1.amazonaws.com, us-east-1, on-url-signed-site-2x4z",
        "logs.us-west-2.s3.eu-west-1.amazonaws.com, eu-west-1, logs.us-west-2",
        "abcde.lambda-url.ap-northeast-1.on.aws, ap-northeast-1, ",
        "a1b2c3d4e5.execute-api.sa-east-1.amazonaws.com, sa-east-1, ",
        "www.example.com, us-east-1, "
    })
    void aNameTellsItsRegionAndItsBucket(String host, String region, String bucket) {
        assertThat(Origins.region(host)).isEqualTo(region);
        assertThat(Origins.bucket(host).orElse(null)).isEqualTo(bucket);
    }
}
