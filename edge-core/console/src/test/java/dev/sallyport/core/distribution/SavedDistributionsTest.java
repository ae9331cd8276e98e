package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedDistributionsTest {
    @TempDir
    Path folder;

    /** The form that {@code aws cloudfront get-distribution} prints, cut to what the judgement reads. */
    private static final String WEAK =
            """
            {"ETag":"E2QWRUHEXAMPLE","Distribution":{
              "Id":"EDFDVBD6EXAMPLE","ARN":"arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE",
              "Status":"Deployed","LastModifiedTime":"2026-03-01T10:11:12.123000+00:00",
              "DomainName":"d111111abcdef8.cloudfront.net",
              "DistributionConfig":{
                "CallerReference":"r","Comment":"orders","Enabled":true,"HttpVersion":"http2","WebACLId":"",
                "Aliases":{"Quantity":0},
                "Origins":{"Quantity":2,"Items":[
                  {"Id":"api","DomainName":"a1b2c3.execute-api.us-east-1.amazonaws.com","OriginPath":"/prod",
                   "CustomOriginConfig":{"HTTPPort":80,"HTTPSPort":443,"OriginProtocolPolicy":"match-viewer",
                     "OriginSslProtocols":{"Quantity":2,"Items":["TLSv1","TLSv1.2"]}}},
                  {"Id":"site","DomainName":"site.s3.us-east-1.amazonaws.com","OriginPath":"",
                   "OriginAccessControlId":"E1OAC","S3OriginConfig":{"OriginAccessIdentity":""}}]},
                "DefaultCacheBehavior":{"TargetOriginId":"site","ViewerProtocolPolicy":"redirect-to-https",
                  "CachePolicyId":"658327ea-f89d-4fab-a63d-7e88639e58f6",
                  "AllowedMethods":{"Quantity":2,"Items":["GET","HEAD"]}},
                "CacheBehaviors":{"Quantity":1,"Items":[
                  {"PathPattern":"/orders/*","TargetOriginId":"api","ViewerProtocolPolicy":"allow-all",
                   "CachePolicyId":"4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                   "AllowedMethods":{"Quantity":3,"Items":["GET","HEAD","POST"]}}]},
                "ViewerCertificate":{"CloudFrontDefaultCertificate":true}}}}
            """;

    private Path saved(String content) throws Exception {
        return Files.writeString(folder.resolve("saved.json"), content);
    }

    @Test
    void judgesWhatIsWeak() throws Exception {
        Distribution distribution = SavedDistributions.read(saved(WEAK)).getFirst();
        assertThat(distribution.id()).isEqualTo("EDFDVBD6EXAMPLE");
        assertThat(distribution.behaviors()).extracting(Behavior::pathPattern).containsExactly("/orders/*", "*");
        assertThat(distribution.origins()).extracting(Origin::protection).containsExactly(Protection.NONE, Protection.OAC);
        assertThat(distribution.findings())
                .extracting(finding -> finding.severity().word() + " " + finding.id())
                .containsExactlyInAnyOrder(
                        "high no-web-acl",
                        "high origin-open",
                        "medium origin-match-viewer",
                        "medium origin-old-tls",
                        "medium viewer-plain-http",
                        "low no-root-object",
                        "info no-legacy-logs");
        assertThat(distribution.isWeak()).isTrue();
    }

    @Test
    void anOriginRequestFunctionOnEveryBehaviorCountsAsProtection() throws Exception {
        String signed = WEAK.replace(
                "\"AllowedMethods\":{\"Quantity\":3",
                """
                "LambdaFunctionAssociations":{"Quantity":1,"Items":[{"EventType":"origin-request","IncludeBody":false,
                "LambdaFunctionARN":"arn:aws:lambda:us-east-1:111122223333:function:sign:3"}]},
                "AllowedMethods":{"Quantity":3""");
        Distribution distribution = SavedDistributions.read(saved(signed)).getFirst();
        assertThat(distribution.origins().getFirst().protection()).isEqualTo(Protection.EDGE_FUNCTION);
        assertThat(distribution.findings())
                .extracting(Finding::id)
                .doesNotContain("origin-open")
                .contains("edge-function-without-body");
    }

    @Test
    void readsTheOtherFormsThatTheAwsCliPrints() throws Exception {
        String config = WEAK.substring(WEAK.indexOf("\"DistributionConfig\":") + 21, WEAK.lastIndexOf("}}"));
        String withoutWrapper = "{\"ETag\":\"E\",\"DistributionConfig\":" + config + "}";
        assertThat(SavedDistributions.read(saved(withoutWrapper))).hasSize(1);
        String list = "{\"DistributionList\":{\"Items\":[" + config.strip() + "]}}";
        assertThat(SavedDistributions.read(saved(list))).hasSize(1);
    }

    @Test
    void saysSoWhenThereIsNoDistribution() {
        for (String content : List.of("{}", "[]", "not json", "", "{\"Distribution\":{\"DistributionConfig\":{\"Origins\":7}}}")) {
            assertThatExceptionOfType(SallyportException.class)
                    .as(content)
                    .isThrownBy(() -> SavedDistributions.read(saved(content)))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo("SP-NO-DISTRIBUTION");
                        assertThat(e.kind().exitStatus()).isEqualTo(2);
                    });
        }
    }

    @Test
    void aRequestGoesToTheFirstBehaviorThatMatches() throws Exception {
        Distribution distribution = SavedDistributions.read(saved(WEAK)).getFirst();
        assertThat(distribution.behaviorFor("/orders/17?x=/a").orElseThrow().originId()).isEqualTo("api");
        assertThat(distribution.behaviorFor("/Orders/17").orElseThrow().originId()).isEqualTo("site");
        assertThat(distribution.behaviorFor("/?/orders/17").orElseThrow().originId()).isEqualTo("site");
    }
}
