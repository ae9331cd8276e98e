package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontException;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** What people's distributions ask of the edge: key groups and origin groups, and functions that call what stands beside them. */
class ForeignEdgeTest extends ForeignBench {
    private static final String URL = """
              %1$s:
                Type: AWS::Lambda::Function
                Properties:
                  {Runtime: nodejs24.x, Handler: index.handler, Role: !GetAtt Role.Arn, Timeout: 10, Code: {ZipFile: "%2$s"}%3$s}
              %1$sUrl: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE, TargetFunctionArn: !Ref %1$s}}
              %1$sOpen:
                Type: AWS::Lambda::Permission
                Properties: {Action: 'lambda:InvokeFunctionUrl', FunctionName: !Ref %1$s, Principal: '*', FunctionUrlAuthType: NONE}
              %1$sOpen2:
                Type: AWS::Lambda::Permission
                Properties: {Action: 'lambda:InvokeFunction', FunctionName: !Ref %1$s, Principal: '*', InvokedViaFunctionUrl: true}
            """;
    private static final String ORIGIN = "{Id: %1$s, DomainName: !Select [2, !Split ['/', !GetAtt %1$sUrl.FunctionUrl]],"
            + " CustomOriginConfig: {OriginProtocolPolicy: https-only}}";
    private static final String DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

    private final HttpClient viewer = HttpClient.newHttpClient();

    private HttpResponse<String> get(String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return viewer.send(request.build(), BodyHandlers.ofString());
    }

    /** CloudFront Developer Guide, "Create a signature for a signed URL": base64 with {@code -_~} for {@code +=/}. */
    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes).replace('+', '-').replace('=', '_').replace('/', '~');
    }

    private static String signature(KeyPair pair, String policy) throws Exception {
        Signature signature = Signature.getInstance("SHA1withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(policy.getBytes(StandardCharsets.UTF_8));
        return text(signature.sign());
    }

    private static String policy(String resource, Instant until, String more) {
        return "{\"Statement\":[{\"Resource\":\"" + resource + "\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":"
                + until.getEpochSecond() + "}" + more + "}}]}";
    }

    @Test
    void keyGroupsDemandSignaturesAndOriginGroupsFailOver() throws Exception {
        account.services.start(URI.create("http://127.0.0.1:1"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        String pem = "-----BEGIN PUBLIC KEY-----\\n"
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()) + "\\n-----END PUBLIC KEY-----\\n";
        String template = "Resources:\n" + ROLE
                + URL.formatted("Sick", "exports.handler = async () => ({statusCode: 503, body: 'sick'})", "")
                + URL.formatted("Well", "exports.handler = async (e) => ({statusCode: e.rawPath === '/none' ? 404 : 200, body: 'well ?'"
                        + " + e.rawQueryString})", "")
                + URL.formatted(
                        "Asks", "exports.handler = async () => (await fetch(process.env.URL + 'x?n=1')).text()",
                        ", Environment: {Variables: {URL: !GetAtt WellUrl.FunctionUrl}}")
                + """
                  Key: {Type: AWS::CloudFront::PublicKey, Properties: {PublicKeyConfig: {CallerReference: r, Name: k, EncodedKey: "%s"}}}
                  Group: {Type: AWS::CloudFront::KeyGroup, Properties: {KeyGroupConfig: {Name: g, Items: [!Ref Key]}}}
                  Edge:
                    Type: AWS::CloudFront::Distribution
                    Properties:
                      DistributionConfig:
                        Enabled: true
                        Origins:
                        - %s
                        - %s
                        OriginGroups:
                          Quantity: 1
                          Items:
                          - Id: Both
                            FailoverCriteria: {StatusCodes: {Quantity: 2, Items: [500, 503]}}
                            Members: {Quantity: 2, Items: [{OriginId: Sick}, {OriginId: Well}]}
                        DefaultCacheBehavior: {TargetOriginId: Both, ViewerProtocolPolicy: allow-all, CachePolicyId: %4$s,
                          AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]}
                        CacheBehaviors:
                        - {PathPattern: 'private/*', TargetOriginId: Well, ViewerProtocolPolicy: allow-all, CachePolicyId: %4$s,
                           OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac, TrustedKeyGroups: [!Ref Group]}
                Outputs: {Key: {Value: !Ref Key}, Name: {Value: !GetAtt Edge.DomainName}, Asks: {Value: !Ref Asks}, Edge: {Value: !Ref Edge}}
                """.formatted(pem, ORIGIN.formatted("Sick"), ORIGIN.formatted("Well"), DISABLED);
        Stack stack = stands("edge", template);
        String name = output(stack, "Name");
        String at = account.services.addresses().loopback(name).orElseThrow().toString();

        // "Optimize high availability with CloudFront origin failover": GET, HEAD and OPTIONS alone.
        assertThat(get(at + "/a").body()).startsWith("well");
        HttpRequest post = HttpRequest.newBuilder(URI.create(at + "/a")).POST(HttpRequest.BodyPublishers.noBody()).build();
        assertThat(viewer.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
        assertThat(account.lambda.invoke(r -> r.functionName(output(stack, "Asks"))).payload().asUtf8String())
                .isEqualTo("\"well ?n=1\"");

        String key = output(stack, "Key");
        Instant later = Instant.now().plusSeconds(300);
        assertThat(get(at + "/private/x").statusCode()).isEqualTo(403);
        assertThat(get(at + "/private/x").body()).contains("<Code>MissingKey</Code>");
        String canned = policy("https://" + name + "/private/x?n=1", later, "");
        String query = "&Expires=" + later.getEpochSecond() + "&Signature=" + signature(pair, canned) + "&Key-Pair-Id=";
        HttpResponse<String> let = get(at + "/private/x?n=1" + query + key);
        assertThat(let.statusCode()).as(let.body()).isEqualTo(200);
        assertThat(let.body()).isEqualTo("well ?n=1");
        assertThat(get(at + "/private/x?n=1" + query + "KOTHER").body()).contains("<Code>InvalidKey</Code>");
        assertThat(get(at + "/private/x?n=2" + query + key).body()).contains("<Code>AccessDenied</Code>");
        assertThat(get(at + "/private/y?n=1" + query + key).statusCode()).isEqualTo(403);
        Instant before = Instant.now().minusSeconds(5);
        String old = "?Expires=" + before.getEpochSecond() + "&Signature="
                + signature(pair, policy("https://" + name + "/private/x", before, "")) + "&Key-Pair-Id=" + key;
        assertThat(get(at + "/private/x" + old).statusCode()).isEqualTo(403);

        // "Set signed cookies using a custom policy", with a wildcard and a range of addresses.
        for (String range : new String[] {"127.0.0.0/8", "192.0.2.0/24"}) {
            String custom = policy(
                    "http*://" + name + "/private/*", later, ",\"IpAddress\":{\"AWS:SourceIp\":\"" + range + "\"}");
            String cookies = "a=b; CloudFront-Policy=" + text(custom.getBytes(StandardCharsets.UTF_8))
                    + "; CloudFront-Signature=" + signature(pair, custom) + "; CloudFront-Key-Pair-Id=" + key;
            assertThat(get(at + "/private/z", "Cookie", cookies).statusCode())
                    .isEqualTo(range.startsWith("127") ? 200 : 403);
        }
        assertThat(account.cloudFront.listPublicKeys(r -> {}).publicKeyList().items())
                .singleElement()
                .satisfies(one -> assertThat(one.name()).isEqualTo("k"));

        // What would be kept without effect is refused by its name.
        String id = output(stack, "Edge");
        var now = account.cloudFront.getDistributionConfig(r -> r.id(id));
        DistributionConfig sealed = now.distributionConfig().toBuilder()
                .defaultCacheBehavior(now.distributionConfig().defaultCacheBehavior().toBuilder()
                        .fieldLevelEncryptionId("C2EXAMPLE").build())
                .build();
        assertThatExceptionOfType(CloudFrontException.class)
                .isThrownBy(() -> account.cloudFront.updateDistribution(
                        r -> r.id(id).ifMatch(now.eTag()).distributionConfig(sealed)))
                .withMessageContaining("FieldLevelEncryptionId");
        account.formation.deleteStack(r -> r.stackName("edge"));
        assertThat(Bench.settled(account.formation, stack.stackId()).stackStatusAsString())
                .as(story(stack.stackId()))
                .isEqualTo("DELETE_COMPLETE");
    }
}
