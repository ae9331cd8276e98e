package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.GivenFile;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.firewall.SavedAcls;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedDistributionsTest {
    @TempDir
    Path folder;

    /** Of all the files that a user names as JSON. */
    @Test
    @Attack(Area.DOCUMENTS)
    void aFileWithoutAnEndIsRefused() {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.exists(endless));
        List<Consumer<Path>> readers = List.of(SavedDistributions::read, Acceptances::read, SavedAcls::acl);
        for (Consumer<Path> reader : readers) {
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> reader.accept(endless))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("SP-FILE-SIZE"));
        }
    }

    /** A plan of all that an organization has in one state is that large. */
    @Test
    void aFileOfManyMegabytesIsRead() throws Exception {
        Path large = Files.writeString(folder.resolve("large.json"), WEAK.stripTrailing() + " ".repeat(GivenFile.DOCUMENT));
        assertThat(SavedDistributions.read(large)).hasSize(1);
    }

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

    /** What {@code --query}, {@code jq} and {@code jq -s} leave of the answers for two distributions. */
    @Test
    void readsWhateverListsAndObjectsStandAroundThem() throws Exception {
        SampleDistribution one = new SampleDistribution();
        SampleDistribution other = new SampleDistribution();
        other.distribution.put("Id", "E1PETSTORE0001");
        JsonNode whole = one.json();
        JsonNode second = other.json();
        ObjectNode summary = other.config.deepCopy();
        summary.remove(List.of("CallerReference", "Logging", "DefaultRootObject"));
        summary.put("Id", "E1PETSTORE0001").put("DomainName", "d222222abcdef8.cloudfront.net");
        for (String content : List.of(
                "[%s,%s]".formatted(whole, second),
                "[%s,%s]".formatted(one.distribution, other.distribution),
                "[null,%s,%s]".formatted(one.distribution, summary),
                "[[%s],[%s]]".formatted(one.distribution, other.distribution),
                "%s\n%s\n".formatted(one.distribution, second),
                "{\"Items\":[%s,%s],\"Quantity\":2}".formatted(one.distribution, summary),
                "{\"Distributions\":[%s,%s]}".formatted(one.distribution, other.distribution),
                "{\"EDFDVBD6EXAMPLE\":%s,\"E1PETSTORE0001\":%s}".formatted(one.distribution, other.distribution),
                "[{\"DistributionList\":{\"Items\":[%s]}},{\"DistributionList\":{\"Items\":[%s]}}]"
                        .formatted(one.distribution, summary),
                "[{\"DistributionList\":{\"Quantity\":0}},%s,%s]".formatted(one.distribution, other.distribution),
                "[{\"Id\":\"EDFDVBD6EXAMPLE\",\"Config\":%s},{\"Id\":\"E1PETSTORE0001\",\"Config\":%s}]"
                        .formatted(one.config, other.config))) {
            assertThat(SavedDistributions.read(saved(content)))
                    .as(content)
                    .extracting(Distribution::id)
                    .containsExactly("EDFDVBD6EXAMPLE", "E1PETSTORE0001");
        }
    }

    @Test
    void anAccountWithoutDistributionsIsAnEmptyAnswer() throws Exception {
        for (String content : List.of(
                "{\"DistributionList\":{\"Marker\":\"\",\"MaxItems\":100,\"IsTruncated\":false,\"Quantity\":0}}",
                "{\"DistributionList\":{\"Quantity\":0,\"Items\":null}}",
                "{\"DistributionList\":{\"Quantity\":0,\"Items\":[]}}",
                "{\"Marker\":\"\",\"MaxItems\":100,\"IsTruncated\":false,\"Quantity\":0}",
                "[{\"DistributionList\":{\"Quantity\":0}}]",
                "{\"DistributionList\":{}}")) {
            assertThat(SavedDistributions.read(saved(content))).as(content).isEmpty();
        }
    }

    /** AWS Config Developer Guide, configuration items: the recorded configuration, here in the API's form. */
    @Test
    void readsAConfigurationItemInTheApisForm() throws Exception {
        SampleDistribution sample = new SampleDistribution();
        ObjectNode item = Json.MAPPER.createObjectNode().put("resourceType", "AWS::CloudFront::Distribution");
        assertThat(SampleDistribution.read(folder, item.set("configuration", sample.distribution)))
                .extracting(Distribution::id)
                .containsExactly("EDFDVBD6EXAMPLE");
        assertThat(SampleDistribution.read(folder, item.put("configuration", sample.distribution.toString())))
                .extracting(Distribution::id)
                .containsExactly("EDFDVBD6EXAMPLE");
    }

    @Test
    void readsEveryUnicodeEncodingWithAndWithoutItsMark() throws Exception {
        SampleDistribution sample = new SampleDistribution();
        sample.config.put("Comment", "Bücher 本");
        for (String charset : List.of("UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            for (String mark : List.of("", "\uFEFF")) {
                Path file = Files.write(
                        folder.resolve("saved.json"), (mark + sample.json()).getBytes(Charset.forName(charset)));
                Distribution read = SavedDistributions.read(file).getFirst();
                assertThat(read.comment()).as(charset + mark.length()).isEqualTo("Bücher 本");
                assertThat(read.findings()).isEmpty();
            }
        }
    }

    /** AWS CLI User Guide, "Setting the output format": yaml. */
    @Test
    void readsYamlToo() throws Exception {
        String yaml =
                """
                ETag: E2QWRUHEXAMPLE
                Distribution:
                  Id: EDFDVBD6EXAMPLE
                  Status: Deployed
                  DistributionConfig:
                    CallerReference: '2026'
                    Comment: 'no'
                    DefaultRootObject: ''
                    Enabled: false
                    Logging:
                      Enabled: true
                    Origins:
                      Items:
                      - Id: site
                        DomainName: site.s3.us-east-1.amazonaws.com
                        OriginAccessControlId: E1OAC
                        S3OriginConfig:
                          OriginAccessIdentity: ''
                          OriginReadTimeout: 30
                      Quantity: 1
                    DefaultCacheBehavior:
                      TargetOriginId: site
                      ViewerProtocolPolicy: https-only
                      CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
                      AllowedMethods:
                        Items: [GET, HEAD]
                        Quantity: 2
                    WebACLId: ''
                """;
        for (String charset : List.of("UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            Path file =
                    Files.write(folder.resolve("saved.yaml"), ("\uFEFF" + yaml).getBytes(Charset.forName(charset)));
            Distribution read = SavedDistributions.read(file).getFirst();
            assertThat(read.enabled()).isFalse();
            assertThat(read.comment()).isEqualTo("no");
            assertThat(read.behaviors().getFirst().methods()).containsExactly("GET", "HEAD");
            assertThat(SampleDistribution.found(read)).containsExactly("low no-web-acl", "low no-root-object");
        }
    }

    @Test
    void whatIsNullIsAsIfItWereNotThere() throws Exception {
        SampleDistribution sample = new SampleDistribution();
        List.of("Aliases", "CacheBehaviors", "OriginGroups", "CustomErrorResponses").forEach(sample.config::putNull);
        ((ArrayNode) sample.config.path("Origins").path("Items")).insertNull(0);
        ObjectNode behavior = (ObjectNode) sample.config.path("DefaultCacheBehavior");
        behavior.putNull("LambdaFunctionAssociations").putNull("OriginRequestPolicyId");
        behavior.putObject("FunctionAssociations").put("Quantity", 0).putNull("Items");
        Distribution read = sample.read(folder);
        assertThat(read.origins()).hasSize(1);
        assertThat(read.findings()).isEmpty();
        behavior.putNull("AllowedMethods");
        sample.custom("o", "web.example.com").putNull("CustomHeaders").putNull("VpcOriginConfig");
        assertThat(sample.findings(folder)).containsExactly("medium origin-open");
    }

    /** A name that CloudFront does not have is named, and what it stands for is judged as missing. */
    @Test
    void aMisspeltMemberIsNamed() throws Exception {
        SampleDistribution sample = new SampleDistribution();
        sample.config.put("WebACLId", "").put("WebAclID", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1");
        ObjectNode origin = sample.bucket("open", "open.s3.us-east-1.amazonaws.com");
        origin.put("OrginAccessControlId", "E1OAC").put("Zones", 3);
        Distribution read = sample.read(folder);
        assertThat(SampleDistribution.found(read))
                .containsExactly("high no-web-acl", "high origin-open", "info unknown-member");
        assertThat(read.findings().getLast().evidence())
                .contains("WebAclID (WebACLId is meant?)")
                .contains("Origins.Items[1].OrginAccessControlId (OriginAccessControlId is meant?)")
                .contains("Origins.Items[1].Zones,");
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
