package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect --config} as a script sees it. */
class InspectFilesTest {
    private static final String CONFIG =
            """
            {"Id":"EDFDVBD6EXAMPLE","DomainName":"d111111abcdef8.cloudfront.net","Status":"Deployed",
             "DistributionConfig":{"CallerReference":"r","Comment":"","Enabled":%s,"DefaultRootObject":"index.html",
             "WebACLId":"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1","Logging":{"Enabled":true},
             "Origins":{"Quantity":1,"Items":[{"Id":"o","DomainName":"site.s3.dualstack.eu-west-1.amazonaws.com",
              "OriginAccessControlId":"%s","S3OriginConfig":{"OriginAccessIdentity":""}}]},
             "DefaultCacheBehavior":{"TargetOriginId":"o","ViewerProtocolPolicy":"redirect-to-https",
              "CachePolicyId":"658327ea-f89d-4fab-a63d-7e88639e58f6",
              "AllowedMethods":{"Quantity":2,"Items":["GET","HEAD"]}},
             "ViewerCertificate":{"CloudFrontDefaultCertificate":true}}}""";

    @TempDir
    Path folder;

    private String saved(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void strictFailsOnAnOpenBucketOfADistributionThatServes() throws Exception {
        Program program = new Program(folder.resolve("home"));
        String open =
                saved("open.json", "[" + CONFIG.formatted("true", "") + "," + CONFIG.formatted("false", "") + "]");
        Program.Result both = program.run("inspect", "--config", open, "--strict", "--json");
        assertThat(both.status()).isEqualTo(1);
        assertThat(both.json().path("distributions")).hasSize(2);
        assertThat(both.json().at("/distributions/0/origins/0/kind").asText()).isEqualTo("s3");
        assertThat(both.json().at("/distributions/0/findings/0/severity").asText()).isEqualTo("high");
        assertThat(both.json().at("/distributions/1/findings/0/severity").asText()).isEqualTo("low");
        String disabled = saved("disabled.json", CONFIG.formatted("false", ""));
        assertThat(program.run("inspect", "--config", disabled, "--strict").status()).isZero();
    }

    @Test
    void whatTheDistributionRefersToIsReadBesideIt() throws Exception {
        Program program = new Program(folder.resolve("home"));
        String locked = saved("locked.json", CONFIG.formatted("true", "E1OAC"));
        String never = saved(
                "oac.json",
                """
                {"OriginAccessControl":{"Id":"E1OAC","OriginAccessControlConfig":{"SigningBehavior":"never"}}}""");
        assertThat(program.run("inspect", "--config", locked, "--strict").status()).isZero();
        assertThat(program.run("inspect", "--config", locked, never, "--strict").status()).isEqualTo(1);
    }

    private static final String TEMPLATE =
            """
            Resources:
              Cdn:
                Type: AWS::CloudFront::Distribution
                Properties:
                  DistributionConfig:
                    Enabled: true
                    DefaultRootObject: index.html
                    Origins:
                      - {Id: o, DomainName: site.s3.amazonaws.com, OriginAccessControlId: E1OAC, S3OriginConfig: {}}
                    DefaultCacheBehavior:
                      TargetOriginId: o
                      CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
                      ViewerProtocolPolicy: allow-all
            """;

    @Test
    void aTemplateNamesLinesAndItsFindingsMayBeAccepted() throws Exception {
        Program program = new Program(folder.resolve("home"));
        String template = saved("template.yaml", TEMPLATE);
        Path sarif = folder.resolve("out.sarif");
        Path junit = folder.resolve("out.xml");
        Program.Result weak = program.run("inspect", "--config", template, "--strict", "--junit", junit.toString());
        assertThat(weak.status()).isEqualTo(1);
        assertThat(weak.out()).contains(template + ":5 Cdn.Properties.DistributionConfig");
        assertThat(junit).content().contains("<failure message=\"No web ACL inspects the requests.\" type=\"high\">");
        String accept = saved("accept.yaml", """
                - {finding: no-web-acl, distribution: Cdn, reason: nothing to guard, person: edge team, expires: 9999-12-31}
                - {finding: origin-open, distribution: Cdn, reason: gone, person: edge team, expires: 9999-12-31}
                """);
        Program.Result accepted = program.run(
                "inspect", "--config", template, "--strict", "--json", "--accept", accept,
                "--sarif", sarif.toString(), "--junit", junit.toString());
        assertThat(accepted.status()).isZero();
        JsonNode finding = accepted.json().at("/distributions/0/findings/0");
        assertThat(finding.path("id").asText()).isEqualTo("no-web-acl");
        assertThat(finding.at("/accepted/reason").asText()).isEqualTo("nothing to guard");
        assertThat(finding.at("/accepted/expires").asText()).isEqualTo("9999-12-31");
        assertThat(finding.at("/place/line").asInt()).isEqualTo(5);
        assertThat(accepted.json().at("/warnings/0").asText()).contains("origin-open of Cdn, which is not found");
        JsonNode results = new ObjectMapper().readTree(sarif.toFile()).at("/runs/0/results");
        assertThat(results.at("/0/suppressions/0/justification").asText()).startsWith("nothing to guard");
        assertThat(results.at("/1/ruleId").asText()).isEqualTo("viewer-plain-http");
        // SARIF 2.1.0, 3.27.23: all results of a run have suppressions, or none has.
        assertThat(results).allSatisfy(result -> assertThat(result.path("suppressions").isArray()).isTrue());
        assertThat(results.at("/1/suppressions")).isEmpty();
        assertThat(results.at("/1/locations/0/physicalLocation/region/startLine").asInt()).isEqualTo(13);
        assertThat(results.at("/1/locations/0/physicalLocation/artifactLocation/uri").asText()).endsWith("/template.yaml");
        assertThat(junit).content().contains("failures=\"0\"", "<skipped message=\"Accepted: nothing to guard\"");
    }

    @Test
    void theWebAclOfATemplateMayLieBesideIt() throws Exception {
        Program program = new Program(folder.resolve("home"));
        String arn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1";
        String template = saved("template.yaml", TEMPLATE.replace("Enabled: true", "WebACLId: " + arn));
        String acl =
                """
                {"WebACL":{"Name":"a","ARN":"%s","DefaultAction":{"Allow":{}},"Rules":[{"Action":{"%s":{}}}]}}""";
        String counts = saved("counts.json", acl.formatted(arn, "Count"));
        String blocks = saved("blocks.json", acl.formatted(arn, "Block"));
        assertThat(program.run("inspect", "--config", template, counts).out()).contains("lets every request pass");
        assertThat(program.run("inspect", "--config", template, blocks).out()).doesNotContain("lets every request pass");
    }

    @Test
    void theListAloneIsAskedForEveryDistributionOfAnAccount() throws Exception {
        Program program = new Program(folder.resolve("home"));
        assertThat(program.run("inspect", "--listed", "E1EXAMPLE").status()).isEqualTo(2);
        assertThat(program.run("inspect", "--listed", "--config", "one.json").status()).isEqualTo(2);
        assertThat(program.run("--sandbox", "inspect", "--listed").out()).isEqualTo("The account has no distribution.\n");
    }

    @Test
    void anEmptyListIsAnAnswer() throws Exception {
        Program program = new Program(folder.resolve("home"));
        String empty = saved("empty.json", "{\"DistributionList\":{\"Quantity\":0}}");
        Program.Result result = program.run("inspect", "--config", empty, "--strict");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("lists no distribution");
        assertThat(program.run("inspect", "--config", empty, "--json").json().path("distributions")).isEmpty();
    }

    @Test
    void anotherToolsFileIsBadInputThatIsNamed() throws Exception {
        Program program = new Program(folder.resolve("home"));
        String template = saved("template.yaml", "Resources:\n  Cdn:\n    Type: AWS::CloudFront::Distribution\n");
        Program.Result result = program.run("inspect", "--config", template, "--json");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.error().path("code").asText()).isEqualTo("SP-NO-DISTRIBUTION");
        assertThat(result.error().path("message").asText()).contains("CloudFormation template");
        assertThat(result.error().path("next").asText()).isNotEmpty();
    }
}
