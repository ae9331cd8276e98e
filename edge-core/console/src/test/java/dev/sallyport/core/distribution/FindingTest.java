package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One condition is one finding, in however many places. */
class FindingTest {
    @TempDir
    Path folder;

    private Distribution thirty() {
        SampleDistribution sample = new SampleDistribution();
        for (int i = 0; i < 30; i++) {
            sample.behavior("/" + i + "/*", "site").put("ViewerProtocolPolicy", "allow-all");
        }
        return sample.read(folder);
    }

    @Test
    void thirtyBehaviorsWithOneWeaknessAreOneFinding() {
        Finding finding = thirty().findings().getFirst();
        assertThat(thirty().findings()).hasSize(1);
        assertThat(finding.names(Part.Kind.BEHAVIOR)).hasSize(30).startsWith("/0/*", "/1/*").endsWith("/29/*");
        assertThat(finding.isOf(Part.behavior("/7/*"))).isTrue();
        assertThat(finding.isOf(Part.behavior("*"))).isFalse();
        assertThat(finding.isOf(Part.origin("/7/*"))).isFalse();
        assertThat(finding.evidence())
                .startsWith("Behavior /0/* has ViewerProtocolPolicy allow-all; Behavior /1/* ")
                .endsWith("; and 27 more places");
        // 100 - 6 for one finding of medium severity
        assertThat(PostureScore.of(List.of(thirty())).score()).isEqualTo(94);
    }

    @Test
    void jsonHasEachPlaceAndWhatTheCatalogueSays() {
        JsonNode json = Json.MAPPER.valueToTree(thirty().findings().getFirst());
        assertThat(json.path("places")).hasSize(30);
        assertThat(json.at("/places/2/part/kind").textValue()).isEqualTo("behavior");
        assertThat(json.at("/places/2/part/name").textValue()).isEqualTo("/2/*");
        assertThat(json.at("/places/2/evidence").textValue()).isEqualTo("Behavior /2/* has ViewerProtocolPolicy allow-all");
        assertThat(json.at("/about/securityHub/0").textValue()).isEqualTo("CloudFront.3");
        assertThat(json.at("/about/source").textValue()).startsWith("https://docs.aws.amazon.com/");
    }

    @Test
    void aPlaceInAFileIsBesideItsPart() throws IOException {
        Path template = Files.writeString(
                folder.resolve("template.yaml"),
                """
                Resources:
                  Cdn:
                    Type: AWS::CloudFront::Distribution
                    Properties:
                      DistributionConfig:
                        Enabled: true
                        WebACLId: arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1
                        DefaultRootObject: index.html
                        Logging: {Bucket: logs.s3.amazonaws.com}
                        ViewerCertificate: {CloudFrontDefaultCertificate: true}
                        Origins:
                          - {Id: vpc, DomainName: in.example.com, VpcOriginConfig: {VpcOriginId: vo_1}}
                        CacheBehaviors:
                          - PathPattern: /a/*
                            TargetOriginId: vpc
                            CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
                            ViewerProtocolPolicy: allow-all
                        DefaultCacheBehavior:
                          TargetOriginId: vpc
                          CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
                          ViewerProtocolPolicy: allow-all
                """);
        List<Distribution> read = SavedDistributions.read(template);
        JsonNode places = Json.MAPPER.valueToTree(read.getFirst().findings().getFirst()).path("places");
        assertThat(places).extracting(place -> place.path("line").intValue()).containsExactly(17, 21);
        assertThat(places).extracting(place -> place.at("/part/name").textValue()).containsExactly("/a/*", "*");
        Path sarif = folder.resolve("out.sarif");
        FindingsReport.writeSarif(read, sarif);
        JsonNode run = Json.MAPPER.readTree(sarif.toFile()).at("/runs/0");
        assertThat(run.path("results"))
                .extracting(result -> result.at("/locations/0/physicalLocation/region/startLine").intValue())
                .containsExactly(17, 21);
        assertThat(run.at("/tool/driver/rules")).singleElement().satisfies(rule -> {
            assertThat(rule.path("helpUri").textValue()).startsWith("https://docs.aws.amazon.com/");
            assertThat(rule.at("/properties/tags"))
                    .extracting(JsonNode::textValue)
                    .containsExactly("Security Hub CloudFront.3", "Prowler cloudfront_distributions_https_enabled");
        });
        Path page = folder.resolve("out.html");
        FindingsReport.writeHtml(read, page);
        assertThat(Files.readString(page))
                .contains("template.yaml:17 Cdn.", "template.yaml:21 Cdn.", "Security Hub CloudFront.3", "cookies included");
    }
}
