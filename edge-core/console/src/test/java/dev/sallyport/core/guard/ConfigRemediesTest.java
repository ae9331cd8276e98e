package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.SavedDistributions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each remedy ends its finding, as the judgement of a saved configuration says, and touches nothing else. */
class ConfigRemediesTest {
    private static final String SOUND = """
            {"CallerReference": "r", "Comment": "", "Enabled": true, "DefaultRootObject": "index.html",
             "WebACLId": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",
             "Origins": {"Quantity": 2, "Items": [
               {"Id": "api", "DomainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com", "OriginPath": "/live",
                "CustomHeaders": {"Quantity": 0},
                "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
                  "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]}}},
               {"Id": "own", "DomainName": "origin.example.com", "OriginPath": "",
                "CustomHeaders": {"Quantity": 0},
                "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
                  "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]}}}]},
             "DefaultCacheBehavior": {"TargetOriginId": "api", "ViewerProtocolPolicy": "redirect-to-https",
               "AllowedMethods": {"Quantity": 7,
                 "Items": ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]},
               "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
               "OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
               "LambdaFunctionAssociations": {"Quantity": 1, "Items": [{"EventType": "origin-request",
                 "LambdaFunctionARN": "arn:aws:lambda:us-east-1:111122223333:function:sign:1", "IncludeBody": true}]}},
             "CacheBehaviors": {"Quantity": 1, "Items": [
               {"PathPattern": "/own/*", "TargetOriginId": "own", "ViewerProtocolPolicy": "redirect-to-https",
                "AllowedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
                "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}]},
             "ViewerCertificate": {"ACMCertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1",
               "SSLSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021"},
             "Logging": {"Enabled": true, "Bucket": "logs.s3.amazonaws.com", "IncludeCookies": false, "Prefix": ""}}
            """;

    @TempDir
    private Path folder;

    private Distribution judged(JsonNode config) throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, config.toString());
        return SavedDistributions.read(List.of(file)).getFirst();
    }

    private static void remedy(Draft draft, Finding finding) {
        switch (finding.id()) {
            case "viewer-plain-http" -> ConfigRemedies.httpsForViewers(draft, finding);
            case "old-viewer-tls", "viewer-tls-not-recommended" -> ConfigRemedies.newerTlsForViewers(draft, finding);
            case "dedicated-ip" -> ConfigRemedies.sni(draft, finding);
            case "origin-plain-http", "origin-match-viewer" -> ConfigRemedies.httpsToOrigins(draft, finding, true);
            case "origin-old-tls" -> ConfigRemedies.newerTlsToOrigins(draft, finding);
            case "edge-function-without-body" -> ConfigRemedies.bodiesForSigners(draft, finding);
            case "host-forwarded" -> ConfigRemedies.hostOfOrigin(draft, finding);
            case "shared-cache" -> ConfigRemedies.noSharedCache(draft, finding);
            default -> throw new IllegalArgumentException(finding.id());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "viewer-plain-http | /DefaultCacheBehavior/ViewerProtocolPolicy | allow-all | redirect-to-https",
        "viewer-plain-http | /CacheBehaviors/Items/0/ViewerProtocolPolicy | allow-all | redirect-to-https",
        "old-viewer-tls | /ViewerCertificate/MinimumProtocolVersion | TLSv1.1_2016 | TLSv1.2_2021",
        "viewer-tls-not-recommended | /ViewerCertificate/MinimumProtocolVersion | TLSv1.2_2018 | TLSv1.2_2021",
        "dedicated-ip | /ViewerCertificate/SSLSupportMethod | vip | sni-only",
        "origin-plain-http | /Origins/Items/0/CustomOriginConfig/OriginProtocolPolicy | http-only | https-only",
        "origin-match-viewer | /Origins/Items/1/CustomOriginConfig/OriginProtocolPolicy | match-viewer | https-only",
        "host-forwarded | /DefaultCacheBehavior/OriginRequestPolicyId | 216adef6-5c7f-47e4-b989-5492eafa07d3 "
                + "| b689b0a8-53d0-40ab-baf2-68738e2966ac",
        "shared-cache | /DefaultCacheBehavior/CachePolicyId | 83da9c7e-98b4-4e11-a168-04f0df8e2c65 "
                + "| 4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    })
    void endsItsFindingAndTouchesNothingElse(String id, String place, String weak, String mended) throws IOException {
        ObjectNode config = (ObjectNode) Json.MAPPER.readTree(SOUND);
        put(config, place, weak);
        List<Finding> found = judged(config).findings().stream().filter(finding -> finding.id().equals(id)).toList();
        assertThat(found).as("findings of the weak configuration").isNotEmpty();

        Draft draft = new Draft(judged(config), config.deepCopy(), "n");
        found.forEach(finding -> remedy(draft, finding));

        assertThat(judged(draft.config()).findings()).extracting(Finding::id).doesNotContain(id);
        ObjectNode expected = config.deepCopy();
        put(expected, place, mended);
        assertThat(draft.config()).isEqualTo(expected);
        assertThat(draft.changes()).singleElement().satisfies(change -> {
            assertThat(change.before()).isEqualTo(weak);
            assertThat(change.after()).isEqualTo(mended);
        });
    }

    private static void put(ObjectNode config, String place, String value) {
        int slash = place.lastIndexOf('/');
        ((ObjectNode) config.at(place.substring(0, slash))).put(place.substring(slash + 1), value);
    }

    @Test
    void outdatedTlsToAnOriginGoes() throws IOException {
        ObjectNode config = (ObjectNode) Json.MAPPER.readTree(SOUND);
        ObjectNode protocols = (ObjectNode) config.at("/Origins/Items/1/CustomOriginConfig/OriginSslProtocols");
        protocols.put("Quantity", 2).putArray("Items").add("TLSv1.1").add("TLSv1.2");
        Finding finding = only(config, "origin-old-tls");
        Draft draft = new Draft(judged(config), config.deepCopy(), "n");
        remedy(draft, finding);
        assertThat(draft.config()).isEqualTo(Json.MAPPER.readTree(SOUND));
    }

    @Test
    void aSignerSeesTheBodiesThatItsBehaviorTakes() throws IOException {
        ObjectNode config = (ObjectNode) Json.MAPPER.readTree(SOUND);
        ((ObjectNode) config.at("/DefaultCacheBehavior/LambdaFunctionAssociations/Items/0")).put("IncludeBody", false);
        Finding finding = only(config, "edge-function-without-body");
        Draft draft = new Draft(judged(config), config.deepCopy(), "n");
        remedy(draft, finding);
        assertThat(draft.config()).isEqualTo(Json.MAPPER.readTree(SOUND));
    }

    @Test
    void anOriginOfOnesOwnSpeaksHttpsOnlyWhenItsOwnerSaysSo() throws IOException {
        ObjectNode config = (ObjectNode) Json.MAPPER.readTree(SOUND);
        put(config, "/Origins/Items/1/CustomOriginConfig/OriginProtocolPolicy", "http-only");
        Draft draft = new Draft(judged(config), config.deepCopy(), "n");
        ConfigRemedies.httpsToOrigins(draft, only(config, "origin-plain-http"), false);
        assertThat(draft.config()).isEqualTo(config);
        assertThat(draft.left()).singleElement().satisfies(left -> assertThat(left.why()).contains("own", "--only"));
    }

    private Finding only(ObjectNode config, String id) throws IOException {
        return judged(config).findings().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }
}
