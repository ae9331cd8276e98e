package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CloudFormation templates, in JSON and YAML: each weakness with its twin, and what cannot be known stays so. */
class TemplateTest {
    private static final String TEMPLATE =
            """
            Parameters:
              Stage: {Type: String, Default: prod}
              AclArn: {Type: String}
              Host: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /edge/host}
            Conditions:
              IsProd: !Equals [!Ref Stage, prod]
              HasAcl: !Not [!Equals [!Ref AclArn, '']]
              IsLive: !And [!Condition IsProd, !Not [!Equals [!Ref Stage, test]]]
              Round: !Or [!Condition Round, !Condition Round]
            Resources:
              Site: {Type: 'AWS::S3::Bucket'}
              SitePolicy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Site
                  PolicyDocument:
                    Statement:
                      Effect: Allow
                      Principal: {Service: cloudfront.amazonaws.com}
                      Action: s3:GetObject
              Oac:
                Type: AWS::CloudFront::OriginAccessControl
                Properties:
                  OriginAccessControlConfig: {Name: o, SigningBehavior: always}
              Acl:
                Type: AWS::WAFv2::WebACL
                Properties:
                  DefaultAction: {Allow: {}}
                  Rules:
                    - {Name: r, Action: {Block: {}}}
              Url:
                Type: AWS::Lambda::Url
                Properties:
                  AuthType: AWS_IAM
              Cdn:
                Type: AWS::CloudFront::Distribution
                Properties:
                  DistributionConfig:
                    Enabled: true
                    DefaultRootObject: index.html
                    WebACLId: !GetAtt Acl.Arn
                    Logging: {Bucket: logs.s3.amazonaws.com}
                    Origins:
                      - Id: site
                        DomainName: !GetAtt Site.RegionalDomainName
                        OriginAccessControlId: !Ref Oac
                        S3OriginConfig: {OriginAccessIdentity: ''}
                      - Id: api
                        DomainName: !Select [2, !Split [/, !GetAtt Url.FunctionUrl]]
                        OriginAccessControlId: !GetAtt Oac.Id
                        CustomOriginConfig: {OriginProtocolPolicy: https-only, OriginSSLProtocols: [TLSv1.2]}
                    DefaultCacheBehavior:
                      TargetOriginId: site
                      ViewerProtocolPolicy: redirect-to-https
                      CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
                    CacheBehaviors:
                      - PathPattern: /api/*
                        TargetOriginId: api
                        ViewerProtocolPolicy: https-only
                        CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
                    ViewerCertificate:
                      AcmCertificateArn: arn:aws:acm:us-east-1:111122223333:certificate/c
                      SslSupportMethod: sni-only
                      MinimumProtocolVersion: TLSv1.2_2021
            """;

    @TempDir
    Path folder;

    private Distribution judged(String template) throws IOException {
        List<Distribution> read = SavedDistributions.read(Files.writeString(folder.resolve("template"), template));
        assertThat(read).hasSize(1);
        return read.getFirst();
    }

    private static List<String> ids(Distribution distribution) {
        return distribution.findings().stream().map(Finding::id).toList();
    }

    @Test
    void aGuardedTemplateHasNoFinding() throws IOException {
        Distribution cdn = judged(TEMPLATE);
        assertThat(cdn.id()).isEqualTo("Cdn");
        assertThat(cdn.findings()).isEmpty();
        assertThat(cdn.origins()).extracting(Origin::kind).containsExactly(OriginKind.S3, OriginKind.FUNCTION_URL);
        assertThat(cdn.origins()).extracting(Origin::protection).containsOnly(Protection.OAC);
        assertThat(cdn.behaviors()).extracting(Behavior::methods).containsOnly(List.of("GET", "HEAD"));
        assertThat(cdn.webAcl()).isEqualTo("${Acl.Arn}");
    }

    /** One change each, its finding and the text of the line that it is to name. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "WebACLId: !GetAtt Acl.Arn#Comment: c#no-web-acl#DistributionConfig:",
        "WebACLId: !GetAtt Acl.Arn#WebACLId: !If [IsProd, !Ref 'AWS::NoValue', x]#no-web-acl#WebACLId:",
        "Action: {Block: {}}#Action: {Count: {}}#web-acl-blocks-nothing#WebACLId:",
        "Logging: {Bucket: logs.s3.amazonaws.com}#Comment: c#no-legacy-logs#DistributionConfig:",
        "DefaultRootObject: index.html#DefaultRootObject: ''#no-root-object#DefaultRootObject:",
        "SigningBehavior: always#SigningBehavior: never#origin-open#- Id: site",
        "SigningBehavior: always#SigningBehavior: no-override#oac-no-override#OriginAccessControlId: !Ref Oac",
        "Principal: {Service: cloudfront.amazonaws.com}#Principal: '*'#origin-lets-all-in#PolicyDocument:",
        "AuthType: AWS_IAM#AuthType: NONE#origin-lets-all-in#AuthType:",
        "OriginProtocolPolicy: https-only#OriginProtocolPolicy: !If [IsLive, http-only, https-only]"
                + "#origin-plain-http#CustomOriginConfig:",
        "OriginSSLProtocols: [TLSv1.2]#OriginSSLProtocols: [TLSv1, TLSv1.2]#origin-old-tls#CustomOriginConfig:",
        "ViewerProtocolPolicy: https-only#ViewerProtocolPolicy: allow-all#viewer-plain-http#ViewerProtocolPolicy: allow",
        "TLSv1.2_2021#TLSv1_2016#old-viewer-tls#MinimumProtocolVersion:",
        "SslSupportMethod: sni-only#SslSupportMethod: vip#dedicated-ip#SslSupportMethod:",
    })
    void aWeaknessIsFoundOnItsLine(String sound, String weak, String id, String line) throws IOException {
        assertThat(TEMPLATE).contains(sound);
        String template = TEMPLATE.replaceFirst(Pattern.quote(sound), Matcher.quoteReplacement(weak));
        Finding finding = judged(template).findings().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        Place place = Objects.requireNonNull(finding.place());
        int at = Objects.requireNonNull(place.line());
        assertThat(template.lines().toList().get(at - 1).strip()).startsWith(line);
        assertThat(place.file()).endsWith("template");
    }

    @Test
    void jsonHasPlacesToo() throws IOException {
        Distribution cdn = judged(
                """
                {"Resources":{"Cdn":{"Type":"AWS::CloudFront::Distribution","Properties":{"DistributionConfig":{
                 "Enabled":"true",
                 "Origins":[
                  {"Id":"o",
                   "DomainName":{"Fn::Join":["",[{"Ref":"Api"},".execute-api.",{"Ref":"AWS::Region"},".",
                                                 {"Ref":"AWS::URLSuffix"}]]},
                   "CustomOriginConfig":{
                    "OriginProtocolPolicy":"match-viewer"}}],
                 "DefaultCacheBehavior":{"TargetOriginId":"o","ViewerProtocolPolicy":"https-only",
                  "LambdaFunctionAssociations":[{"EventType":"origin-request","LambdaFunctionARN":{"Ref":"Version"}}]}}}},
                 "Version":{"Type":"AWS::Lambda::Version"},
                 "Api":{"Type":"AWS::ApiGateway::RestApi"},
                 "Get":{"Type":"AWS::ApiGateway::Method","Properties":{"RestApiId":{"Ref":"Api"},"HttpMethod":"GET",
                  "AuthorizationType":"NONE"}}}}""");
        assertThat(cdn.origins().getFirst().kind()).isEqualTo(OriginKind.API_GATEWAY);
        assertThat(cdn.origins().getFirst().protection()).isEqualTo(Protection.EDGE_FUNCTION);
        assertThat(cdn.findings())
                .filteredOn(finding -> finding.id().equals("origin-match-viewer"))
                .extracting(Finding::place)
                .containsExactly(new Place(
                        folder.resolve("template").toString(),
                        8,
                        "Cdn.Properties.DistributionConfig.Origins[0].CustomOriginConfig.OriginProtocolPolicy"));
        assertThat(cdn.findings())
                .filteredOn(finding -> finding.id().equals("origin-lets-all-in"))
                .extracting(Finding::place)
                .containsExactly(new Place(folder.resolve("template").toString(), 14, "Get.Properties.AuthorizationType"));
    }

    /** What only a deployment decides: neither weak nor sound, and named. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "WebACLId: !GetAtt Acl.Arn#WebACLId: !Ref AclArn#no-web-acl#WebACLId (${AclArn})",
        "WebACLId: !GetAtt Acl.Arn#WebACLId: !If [HasAcl, !Ref AclArn, !Ref 'AWS::NoValue']#no-web-acl#WebACLId (${HasAcl?})",
        "WebACLId: !GetAtt Acl.Arn#WebACLId: !If [Round, x, !Ref 'AWS::NoValue']#no-web-acl#WebACLId (${Round?})",
        "WebACLId: !GetAtt Acl.Arn#WebACLId: !ImportValue acl#no-web-acl#WebACLId (${Fn::ImportValue})",
        "WebACLId: !GetAtt Acl.Arn#WebACLId: '{{resolve:ssm:acl}}'#no-web-acl#WebACLId ({{resolve:ssm:acl}})",
        "Logging: {Bucket: logs.s3.amazonaws.com}#Logging: !If [HasAcl, {Bucket: b}, !Ref 'AWS::NoValue']#no-legacy-logs"
                + "#Logging (${HasAcl?})",
        "OriginAccessControlId: !Ref Oac#OriginAccessControlId: !If [HasAcl, !Ref Oac, '']#origin-open"
                + "#Origins[0].OriginAccessControlId (${HasAcl?})",
        "ViewerProtocolPolicy: https-only#ViewerProtocolPolicy: !Ref AclArn#viewer-plain-http"
                + "#CacheBehaviors[0].ViewerProtocolPolicy (${AclArn})",
        "SslSupportMethod: sni-only#SslSupportMethod: !Ref AclArn#dedicated-ip#ViewerCertificate.SSLSupportMethod (${AclArn})",
    })
    void whatCannotBeKnownIsNotJudged(String sound, String open, String id, String named) throws IOException {
        assertThat(TEMPLATE).contains(sound);
        Distribution cdn = judged(TEMPLATE.replace(sound, open));
        assertThat(ids(cdn)).doesNotContain(id).contains("not-seen");
        assertThat(cdn.findings()).extracting(Finding::evidence).anyMatch(evidence -> evidence.contains(named));
    }

    @Test
    void anOriginWhoseNameIsOpenHasNoKnownProtection() throws IOException {
        String without = TEMPLATE.replaceFirst("\\s+OriginAccessControlId: !GetAtt Oac.Id", "");
        assertThat(judged(without).origins().get(1).protection()).isEqualTo(Protection.NONE);
        Distribution open = judged(without.replace("!Select [2, !Split [/, !GetAtt Url.FunctionUrl]]", "!Ref Host"));
        assertThat(open.origins().get(1).protection()).isEqualTo(Protection.UNKNOWN);
        assertThat(ids(open)).doesNotContain("origin-open");
        Distribution told = judged(
                without.replace("!Select [2, !Split [/, !GetAtt Url.FunctionUrl]]", "!Sub '${AclArn}.example.com'"));
        assertThat(told.origins().get(1).protection()).isEqualTo(Protection.NONE);
        assertThat(ids(told)).contains("origin-open");
    }

    /** Each variable stands twice in the one before: twice as much work for each, were it not remembered. */
    @Test
    @Timeout(20)
    void substitutionsWithinSubstitutionsEnd() throws IOException {
        String nested = "''";
        for (int i = 0; i < 38; i++) {
            nested = "!Sub ['${v}${v}', {v: " + nested + "}]";
        }
        assertThat(judged(TEMPLATE.replace("index.html", nested)).rootObject()).isEmpty();
    }

    /** Each value of the mapping names itself twice: twice as much work at each depth. */
    @Test
    @Timeout(20)
    void aMappingHoldsNoFunction() throws IOException {
        String itself = "!FindInMap [M, a, b]";
        Distribution cdn = judged(TEMPLATE.replace("DefaultRootObject: index.html", "DefaultRootObject: " + itself)
                        .replace("      Principal: {Service: cloudfront.amazonaws.com}", "      Principal: " + itself)
                + "Mappings: {M: {a: {b: {x: " + itself + ", y: " + itself + "}}}}\n");
        assertThat(cdn.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("not-seen");
            assertThat(finding.evidence()).contains("DefaultRootObject (${Fn::FindInMap})");
        });
        Distribution plain = judged(TEMPLATE.replace("DefaultRootObject: index.html", "DefaultRootObject: " + itself)
                + "Mappings: {M: {a: {b: start.html}}}\n");
        assertThat(plain.rootObject()).isEqualTo("start.html");
        assertThat(plain.findings()).isEmpty();
    }

    /** The words of YAML 1.1, "Boolean Language-Independent Type". */
    @ParameterizedTest
    @CsvSource({"yes,true", "On,true", "Y,true", "TRUE,true", "'\"true\"',true",
        "no,false", "OFF,false", "n,false", "False,false"})
    void yesAndNoAreUnderstoodInAllTheirForms(String word, boolean enabled) throws IOException {
        Distribution cdn = judged(TEMPLATE.replace("Enabled: true", "Enabled: " + word));
        assertThat(cdn.enabled()).isEqualTo(enabled);
        assertThat(cdn.findings()).isEmpty();
    }

    @Test
    void anotherWordIsNeitherYesNorNo() throws IOException {
        Distribution cdn = judged(TEMPLATE.replace("Enabled: true", "Enabled: maybe"));
        assertThat(cdn.enabled()).isTrue();
        assertThat(cdn.findings()).extracting(Finding::evidence).singleElement().asString().contains("Enabled (maybe)");
    }

    @ParameterizedTest
    @CsvSource({"no,true", "yes,false", "'false',true", "true,false"})
    void aBucketIsShutByAYesAlone(String restricts, boolean open) throws IOException {
        String template = TEMPLATE.replace("{Type: 'AWS::S3::Bucket'}", "{Type: 'AWS::S3::Bucket', Properties: {"
                        + "PublicAccessBlockConfiguration: {RestrictPublicBuckets: " + restricts + "}}}")
                .replace("Principal: {Service: cloudfront.amazonaws.com}", "Principal: '*'");
        assertThat(ids(judged(template)).contains("origin-lets-all-in")).isEqualTo(open);
    }

    /** The same condition, two imports: each may be the other's bucket or path, or not. */
    @Test
    void twoThatAreNotKnownAreNotTheSame() throws IOException {
        String imported = TEMPLATE.replace("!GetAtt Site.RegionalDomainName",
                        "!Join ['', [!ImportValue one, .s3.amazonaws.com]]")
                .replace("Bucket: !Ref Site", "Bucket: !ImportValue other")
                .replace("Principal: {Service: cloudfront.amazonaws.com}", "Principal: '*'");
        assertThat(ids(judged(imported))).doesNotContain("origin-lets-all-in");
        String named = imported.replace("!ImportValue one", "!Ref AclArn").replace("!ImportValue other", "!Ref AclArn");
        assertThat(ids(judged(named))).contains("origin-lets-all-in");

        String either = "WebACLId: !If [HasAcl, !Ref AclArn, !ImportValue acl]";
        assertThat(judged(TEMPLATE.replace("WebACLId: !GetAtt Acl.Arn", either)).webAcl()).isEqualTo("${HasAcl?}");
        String both = either.replace("!Ref AclArn", "!ImportValue acl");
        assertThat(judged(TEMPLATE.replace("WebACLId: !GetAtt Acl.Arn", both)).webAcl()).isEqualTo("${HasAcl?}");
        String same = either.replace("!ImportValue acl", "!Ref AclArn");
        assertThat(judged(TEMPLATE.replace("WebACLId: !GetAtt Acl.Arn", same)).webAcl()).isEqualTo("${AclArn}");
    }

    @Test
    void anOpenPathIsBehindNoOther() throws IOException {
        String again =
                """
                      - PathPattern: %s
                        TargetOriginId: api
                        ViewerProtocolPolicy: https-only
                        CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
                """.indent(4);
        String certificate = "        ViewerCertificate:\n";
        assertThat(TEMPLATE).contains(certificate);
        String known = TEMPLATE.replace(certificate, again.formatted("/api/*") + certificate);
        assertThat(ids(judged(known))).containsExactly("behavior-unreachable");
        String open = known.replace("PathPattern: /api/*", "PathPattern: !ImportValue path");
        assertThat(ids(judged(open))).containsExactly("not-seen");
    }

    private static final String SIGNER =
            "LambdaFunctionAssociations: [{EventType: origin-request, LambdaFunctionARN: f}]";
    private static final String API_OAC = "\\s+OriginAccessControlId: !GetAtt Oac.Id";

    private Protection ofApi(String template) throws IOException {
        return judged(template).origins().stream()
                .filter(origin -> origin.id().equals("api"))
                .findFirst()
                .orElseThrow()
                .protection();
    }

    /** What behaviors there are and where they go: open, so may be a signer, or a behavior that lacks one. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "HttpVersion: http2"
                + "#CacheBehaviors: [!If [HasAcl, {PathPattern: /x/*, TargetOriginId: api}, !Ref 'AWS::NoValue'], *]",
        "HttpVersion: http2#CacheBehaviors: [{PathPattern: /x/*, TargetOriginId: !ImportValue one}, *]",
        "OriginGroups: !If [HasAcl, {Quantity: 1, Items: []}, !Ref 'AWS::NoValue']#CacheBehaviors: [*]",
        "OriginGroups: {Quantity: 1, Items: [{Id: g, Members: !ImportValue two}]}#CacheBehaviors: [*]",
        "OriginGroups: {Quantity: 1, Items: [{Id: g, Members: {Quantity: 1, Items: [{OriginId: !ImportValue two}]}}]}"
                + "#CacheBehaviors: [*]",
    })
    void openBehaviorsLeaveTheSignerOpen(String first, String second) throws IOException {
        String own = "{PathPattern: /api/*, TargetOriginId: %s, ViewerProtocolPolicy: https-only, " + SIGNER + "}";
        String open = (first + "\n        " + second).replace("*]", "");
        String without = TEMPLATE.replaceFirst(API_OAC, "");
        int from = without.indexOf("CacheBehaviors:");
        int end = without.indexOf("        ViewerCertificate:");
        String start = without.substring(0, from);
        String rest = "\n" + without.substring(end);
        assertThat(ofApi(start + "CacheBehaviors: [" + own.formatted("api") + "]" + rest))
                .isEqualTo(Protection.EDGE_FUNCTION);
        assertThat(ofApi(start + "CacheBehaviors: [" + own.formatted("site") + "]" + rest)).isEqualTo(Protection.NONE);
        assertThat(ofApi(start + open + own.formatted("api") + "]" + rest)).isEqualTo(Protection.UNKNOWN);
        assertThat(ofApi(start + open + own.formatted("site") + "]" + rest)).isEqualTo(Protection.UNKNOWN);
        String bare = own.formatted("api").replace(", " + SIGNER, "");
        assertThat(ofApi(start + open + bare + "]" + rest))
                .as("one without a signer is enough")
                .isEqualTo(Protection.NONE);
    }

    @Test
    void allBehaviorsMayBeOpen() throws IOException {
        String without = TEMPLATE.replaceFirst(API_OAC, "");
        int from = without.indexOf("CacheBehaviors:");
        String open = without.substring(0, from) + "CacheBehaviors: !ImportValue one\n"
                + without.substring(without.indexOf("        ViewerCertificate:"));
        assertThat(ofApi(open)).isEqualTo(Protection.UNKNOWN);
        String none = without.substring(0, from) + without.substring(without.indexOf("ViewerCertificate:"));
        assertThat(ofApi(none)).isEqualTo(Protection.NONE);
    }

    @Test
    void anAccessControlWhoseSigningIsOpenMayNotSign() throws IOException {
        Distribution cdn = judged(TEMPLATE.replace("SigningBehavior: always", "SigningBehavior: !Ref AclArn"));
        assertThat(cdn.origins()).extracting(Origin::protection).containsOnly(Protection.UNKNOWN);
        assertThat(cdn.findings()).extracting(Finding::evidence).singleElement().asString()
                .contains("SigningBehavior of origin access control ${Oac}");
    }

    /** Whether a header is a secret, where what is open of it decides that for this kind of origin. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "{HeaderName: X-Stage, HeaderValue: prod}#none",
        "{HeaderName: X-Stage, HeaderValue: !Sub 'a-part-${AclArn}'}#unknown",
        "{HeaderName: !Ref AclArn, HeaderValue: prod}#unknown",
        "{HeaderName: X-Origin-Secret, HeaderValue: !Sub 'a-part-${AclArn}'}#header",
        "{HeaderName: !Sub '${SecretName}', HeaderValue: prod}#unknown",
    })
    void anOpenHeaderMayBeASecret(String header, String protection) throws IOException {
        String headers = "\n            OriginCustomHeaders: [" + header + "]";
        String api = TEMPLATE.replaceFirst(API_OAC, Matcher.quoteReplacement(headers))
                .replace("!Select [2, !Split [/, !GetAtt Url.FunctionUrl]]", "api.example.com");
        assertThat(ofApi(api).word()).isEqualTo(protection);
        List<String> said = judged(api).findings().stream().map(Finding::evidence).toList();
        assertThat(said).noneMatch(evidence -> evidence.contains("a-part"));
        assertThat(said.stream().anyMatch(evidence -> evidence.contains(" of CustomHeaders[0] of Origin api")))
                .isEqualTo(protection.equals("unknown"));
        String url = api.replace("api.example.com", "u.lambda-url.us-east-1.on.aws");
        assertThat(ofApi(url)).as("a function URL checks no header").isEqualTo(Protection.NONE);
    }

    private Finding letsAllIn(String template) throws IOException {
        return judged(template).findings().stream()
                .filter(finding -> finding.id().equals("origin-lets-all-in"))
                .findFirst()
                .orElseThrow();
    }

    /** S3 User Guide, "Blocking public access to your Amazon S3 storage": on unless the bucket says otherwise. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "{RestrictPublicBuckets: false, BlockPublicPolicy: 'false'}#~~#HIGH#~~",
        "{RestrictPublicBuckets: false, BlockPublicPolicy: false}#{Effect: Deny, Principal: '*', Action: 's3:*', "
                + "Condition: {Bool: {'aws:SecureTransport': false}}}#HIGH#~~",
        "{RestrictPublicBuckets: false, BlockPublicPolicy: false}#{Effect: Deny, Principal: '*', Action: 's3:*', "
                + "Condition: {StringNotEquals: {'aws:Referer': x}}}#MEDIUM#would let everyone in unless its Deny",
        "{RestrictPublicBuckets: false, BlockPublicPolicy: false}#{Effect: Deny, Principal: '*', Action: 's3:*', "
                + "Condition: {Bool: {'aws:SecureTransport': false}, StringEquals: {'aws:Referer': x}}}"
                + "#MEDIUM#would let everyone in unless its Deny",
        "{RestrictPublicBuckets: false, BlockPublicPolicy: true}#~~#MEDIUM#in unless the bucket blocks",
        "{RestrictPublicBuckets: !Ref AclArn, BlockPublicPolicy: false}#~~#MEDIUM#in unless the bucket blocks",
        "{RestrictPublicBuckets: false}#~~#MEDIUM#would let everyone in unless the bucket blocks public access",
        "!Ref 'AWS::NoValue'#~~#MEDIUM#would let everyone in unless the bucket blocks public access",
    })
    void aPolicyLetsInWhomTheBucketDoesNotBlock(String block, String deny, Severity severity, String unless)
            throws IOException {
        String statement = "[{Effect: Allow, Principal: '*', Action: 's3:GetObject'}"
                + (deny.isEmpty() ? "]" : ", " + deny + "]");
        int from = TEMPLATE.indexOf("        Statement:") + "        Statement:".length();
        Finding finding = letsAllIn((TEMPLATE.substring(0, from) + " " + statement + "\n"
                        + TEMPLATE.substring(TEMPLATE.indexOf("  Oac:")))
                .replace("{Type: 'AWS::S3::Bucket'}", "{Type: 'AWS::S3::Bucket', Properties: "
                        + "{PublicAccessBlockConfiguration: " + block + "}}"));
        assertThat(finding.severity()).isEqualTo(severity);
        assertThat(finding.evidence()).contains(unless);
        assertThat(finding.evidence().contains("unless")).isEqualTo(!unless.isEmpty());
    }

    @Test
    void aMethodMayCheckTheSecretHeaderItself() throws IOException {
        String methods =
                """
                  Api: {Type: 'AWS::ApiGateway::RestApi'}
                  Get:
                    Type: AWS::ApiGateway::Method
                    Properties: {RestApiId: !Ref Api, HttpMethod: GET, AuthorizationType: NONE, ApiKeyRequired: no}
                """;
        String api = TEMPLATE.replace(
                        "!Select [2, !Split [/, !GetAtt Url.FunctionUrl]]",
                        "!Sub '${Api}.execute-api.${AWS::Region}.amazonaws.com'")
                + methods;
        String header = api.replaceFirst(
                API_OAC, "\n            OriginCustomHeaders: [{HeaderName: X-Secret, HeaderValue: v}]");
        assertThat(ids(judged(header))).containsExactly("origin-shared-secret");
        String signed = api.replaceFirst(API_OAC, "")
                .replace("PathPattern: /api/*", "PathPattern: /api/*\n            " + SIGNER);
        Finding finding = letsAllIn(signed);
        assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
        assertThat(finding.title()).startsWith("A method lets everyone in");
        assertThat(finding.evidence()).contains("Get (GET) has AuthorizationType NONE");
    }

    /** Both call their access control Oac and their web ACL Acl; one names an access control of the account. */
    @Test
    void aTemplateDoesNotAnswerForAnother() throws IOException {
        String weak = TEMPLATE.replace("SigningBehavior: always", "SigningBehavior: never")
                .replace("Action: {Block: {}}", "Action: {Count: {}}")
                .replace("AuthType: AWS_IAM", "AuthType: NONE");
        String named = TEMPLATE.replace("!Ref Oac", "E1OAC");
        List<Distribution> read = SavedDistributions.read(List.of(
                Files.writeString(folder.resolve("first"), TEMPLATE),
                Files.writeString(folder.resolve("second"), weak),
                Files.writeString(folder.resolve("third"), named),
                Files.writeString(
                        folder.resolve("fourth"),
                        """
                        {"OriginAccessControl":{"Id":"E1OAC","OriginAccessControlConfig":{"SigningBehavior":"never"}}}""")));
        assertThat(read.getFirst().findings()).isEmpty();
        assertThat(read.get(1).origins()).extracting(Origin::protection).containsOnly(Protection.NONE);
        assertThat(ids(read.get(1))).contains("web-acl-blocks-nothing");
        assertThat(read.get(2).origins())
                .extracting(Origin::protection)
                .containsExactly(Protection.NONE, Protection.OAC);
    }

    /** Another stack of the template has the one that a default leaves out; the weakness in it is that stack's. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "!Equals [!Ref Stage, test]#Cdn Second",
        "!Not [!Condition IsProd]#Cdn Second",
        "!Equals [test, prod]#Second",
        "!And [!Equals [!Ref Stage, test], !Equals [test, prod]]#Second",
        "!And [!Equals [test, prod], !Equals [!Ref Stage, test]]#Second",
    })
    void whatADefaultLeavesOutIsJudged(String condition, String made) throws IOException {
        int from = TEMPLATE.indexOf("  Cdn:\n");
        String weak = "WebACLId: !If [Odd, !Ref 'AWS::NoValue', x]";
        String template = TEMPLATE.substring(0, from)
                + TEMPLATE.substring(from)
                        .replace("WebACLId: !GetAtt Acl.Arn", weak)
                        .replace("    Properties:\n      DistributionConfig", "    Condition: Odd\n    Properties:\n      DistributionConfig")
                + TEMPLATE.substring(from).replace("  Cdn:\n", "  Second:\n");
        List<Distribution> read = SavedDistributions.read(Files.writeString(
                folder.resolve("template"), template.replace("Conditions:\n", "Conditions:\n  Odd: " + condition + "\n")));
        assertThat(read).extracting(Distribution::id).containsExactly(made.split(" "));
        assertThat(read.getLast().findings()).isEmpty();
        assertThat(ids(read.getFirst()).contains("no-web-acl")).isEqualTo(read.size() == 2);
    }

    private static String conditional(String condition) {
        return TEMPLATE.replace("Conditions:\n", "Conditions:\n  Odd: " + condition + "\n")
                        .replace("Type: AWS::CloudFront::Distribution", "Type: AWS::CloudFront::Distribution\n    Condition: Odd")
                        .replace("index.html", "!FindInMap [Roots, !Ref Stage, root]")
                        .replace("WebACLId: !GetAtt Acl.Arn", "WebACLId: !If [IsProd, x, !Ref 'AWS::NoValue']")
                + "Mappings: {Roots: {prod: {root: prod.html}, test: {root: test.html}}}\n";
    }

    /** Where a distribution is made, its condition says what a parameter has: never what its default would be then. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "!Equals [!Ref Stage, test]",
        "!Equals [test, !Ref Stage]",
        "!And [!Equals [!Ref Stage, test], !Condition HasAcl]",
        "!Not [!Or [!Condition IsProd, !Not [!Equals [!Ref Stage, test]]]]",
    })
    void aConditionThatComparesAParameterSaysWhatItIs(String condition) throws IOException {
        Distribution cdn = judged(conditional(condition));
        assertThat(cdn.rootObject()).isEqualTo("test.html");
        assertThat(ids(cdn)).containsExactly("no-web-acl");
    }

    @Test
    void aConditionThatADefaultBreaksLeavesItsParameterOpen() throws IOException {
        Distribution cdn = judged(conditional("!Not [!Condition IsProd]"));
        assertThat(cdn.findings()).filteredOn(finding -> finding.id().equals("not-seen"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence()).contains("DefaultRootObject"));
        assertThat(judged(conditional("!Or [!Condition IsProd, !Condition HasAcl]")).rootObject()).isEqualTo("prod.html");
    }

    /** API Gateway V2 API Reference, {@code Route}: who is not asked for authorization is let in. */
    @Test
    void aRouteWithoutAuthorizationTypeLetsEveryoneIn() throws IOException {
        Finding finding = letsAllIn(TEMPLATE.replace(
                                "!Select [2, !Split [/, !GetAtt Url.FunctionUrl]]",
                                "!Sub '${Api}.execute-api.${AWS::Region}.amazonaws.com'")
                        .replaceFirst(API_OAC, "")
                        .replace("PathPattern: /api/*", "PathPattern: /api/*\n            " + SIGNER)
                + """
                  Api: {Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: HTTP}}
                  Get:
                    Type: AWS::ApiGatewayV2::Route
                    Properties: {ApiId: !Ref Api, RouteKey: 'GET /a'}
                """);
        assertThat(finding.evidence()).contains("Get (GET /a) has no AuthorizationType");
    }

    @Test
    void parametersThatCountWithTheirDefaultAreNamed() throws IOException {
        Distribution cdn = judged(TEMPLATE.replace(
                "DefaultRootObject: index.html", "DefaultRootObject: !Sub '${Stage}.html'"));
        assertThat(cdn.rootObject()).isEqualTo("prod.html");
        assertThat(cdn.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("parameter-defaults");
            assertThat(finding.evidence()).isEqualTo("Parameters Stage");
        });
    }

    @Test
    void aPolicyOfTheTemplateIsJudgedWithItsDistribution() throws IOException {
        String policy =
                """
                  Cache:
                    Type: AWS::CloudFront::CachePolicy
                    Properties:
                      CachePolicyConfig:
                        MinTTL: 1
                        ParametersInCacheKeyAndForwardedToOrigin:
                          CookiesConfig: {CookieBehavior: none}
                          HeadersConfig: {HeaderBehavior: whitelist, Headers: [%s]}
                """;
        String template = TEMPLATE.replace("4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "!Ref Cache");
        assertThat(ids(judged(template + policy.formatted("Host")))).containsExactly("host-forwarded");
        assertThat(ids(judged(template + policy.formatted("Origin")))).isEmpty();
    }
}
