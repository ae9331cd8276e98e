package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of AWS's endpoints as its documentation lists them, and names that only look like one. */
class OriginKindTest {
    /**
     * S3 User Guide, "Virtual hosting of general purpose buckets", "Using dual-stack endpoints from the REST API",
     * "Transfer Acceleration", "Access points", "Multi-Region Access Points", "Website endpoints", "Directory buckets";
     * General Reference, "Amazon S3 endpoints".
     */
    @ParameterizedTest
    @CsvSource({
        "site.s3.amazonaws.com, S3",
        "site.s3.eu-west-1.amazonaws.com, S3",
        "site.s3-eu-west-1.amazonaws.com, S3",
        "my.site.example.s3.eu-west-1.amazonaws.com, S3",
        "s3.eu-west-1.amazonaws.com, S3",
        "site.s3.dualstack.eu-west-1.amazonaws.com, S3",
        "s3.dualstack.eu-west-1.amazonaws.com, S3",
        "site.s3-accelerate.amazonaws.com, S3",
        "site.s3-accelerate.dualstack.amazonaws.com, S3",
        "site.s3-fips.us-gov-west-1.amazonaws.com, S3",
        "site.s3-fips.dualstack.us-gov-west-1.amazonaws.com, S3",
        "site.s3.cn-north-1.amazonaws.com.cn, S3",
        "site.s3.dualstack.cn-northwest-1.amazonaws.com.cn, S3",
        "site.s3.eusc-de-east-1.amazonaws.eu, S3",
        "site.s3.us-iso-east-1.c2s.ic.gov, S3",
        "point-111122223333.s3-accesspoint.us-west-2.amazonaws.com, S3",
        "point-111122223333.s3-accesspoint.dualstack.us-west-2.amazonaws.com, S3",
        "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com, S3",
        "lens-111122223333.s3-object-lambda.us-east-1.amazonaws.com, S3",
        "site--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com, S3",
        "Site.S3.EU-West-1.AmazonAWS.com., S3",
        "site.s3-website-us-east-1.amazonaws.com, S3_WEBSITE",
        "site.s3-website.eu-central-1.amazonaws.com, S3_WEBSITE",
        "site.s3-website.cn-north-1.amazonaws.com.cn, S3_WEBSITE",
        "abc123.lambda-url.us-east-1.on.aws, FUNCTION_URL",
        "a1b2c3.execute-api.us-east-1.amazonaws.com, API_GATEWAY",
        "a1b2c3.execute-api.cn-north-1.amazonaws.com.cn, API_GATEWAY",
        "web-1234.us-east-1.elb.amazonaws.com, LOAD_BALANCER",
        "dualstack.web-1234.us-east-1.elb.amazonaws.com, LOAD_BALANCER",
        "net-1234.elb.us-east-1.amazonaws.com, LOAD_BALANCER",
        "web-1234.cn-north-1.elb.amazonaws.com.cn, LOAD_BALANCER",
        "s3.example.com, CUSTOM",
        "site.s3.amazonaws.com.example.com, CUSTOM",
        "nots3.amazonaws.com, CUSTOM",
        "s3-website.example.com, CUSTOM",
        "lambda-url.us-east-1.on.aws.example.com, CUSTOM",
        "'', CUSTOM"
    })
    void aDomainNameSaysWhatItIs(String domainName, OriginKind kind) {
        assertThat(OriginKind.of(domainName)).isEqualTo(kind);
    }
}
