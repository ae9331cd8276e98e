package dev.sallyport.core.sandbox.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.http.HalfOpen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.VisibilityConfig;

/** The perimeter as a whole, over real HTTP: the viewer gets in through the edge, nobody gets past it. */
class PerimeterTest {
    private static final String PETS =
            """
            export const handler = async (event) => ({
              statusCode: 200,
              headers: { 'Content-Type': 'application/json', 'X-Origin': 'pets' },
              body: JSON.stringify({ path: event.path, method: event.httpMethod, body: event.body,
                query: event.multiValueQueryStringParameters, user: event.requestContext.identity.userArn,
                from: event.headers['X-Forwarded-For'], host: event.headers['Host'] }),
            })
            """;

    @TempDir
    static Path folder;

    private static EdgeBench bench;
    private static String apiHost;
    private static String webAcl;
    private static Distribution distribution;

    @BeforeAll
    static void open() {
        bench = new EdgeBench(folder);
        String pets = bench.function("pets", bench.role("pets-role", "", "lambda.amazonaws.com"), PETS);
        apiHost = bench.api(pets, "AWS_IAM");
        String apiId = apiHost.substring(0, apiHost.indexOf('.'));
        String signer = bench.edgeVersion(
                "sign",
                EdgeBench.allow("\"execute-api:Invoke\"", "arn:aws:execute-api:us-east-1:*:" + apiId + "/prod/*"),
                SdkBytes.fromByteArray(FunctionPackage.of("sign-origin", null).zip()));
        webAcl = webAcl();
        distribution = bench.distribution(
                EdgeBench.custom(apiHost, "/prod"), webAcl, EdgeBench.at("origin-request", signer, true));
        deliverAccessLogs();
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static VisibilityConfig visible(String name) {
        return VisibilityConfig.builder()
                .metricName(name)
                .cloudWatchMetricsEnabled(true)
                .sampledRequestsEnabled(true)
                .build();
    }

    private static Rule managed(String name, String group, int priority) {
        return Rule.builder()
                .name(name)
                .priority(priority)
                .overrideAction(o -> o.none(n -> {}))
                .statement(s -> s.managedRuleGroupStatement(m -> m.vendorName("AWS").name(group)))
                .visibilityConfig(visible(name))
                .build();
    }

    private static String webAcl() {
        String arn = bench.waf
                .createWebACL(r -> r.name("perimeter")
                        .scope("CLOUDFRONT")
                        .defaultAction(a -> a.allow(allow -> {}))
                        .visibilityConfig(visible("perimeter"))
                        .rules(
                                managed("Core", "AWSManagedRulesCommonRuleSet", 0),
                                managed("BadInputs", "AWSManagedRulesKnownBadInputsRuleSet", 1)))
                .summary()
                .arn();
        bench.logs.createLogGroup(r -> r.logGroupName("aws-waf-logs-perimeter"));
        bench.waf.putLoggingConfiguration(r -> r.loggingConfiguration(l -> l.resourceArn(arn)
                .logDestinationConfigs(
                        "arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-perimeter")));
        return arn;
    }

    private static void deliverAccessLogs() {
        bench.logs.createLogGroup(r -> r.logGroupName("/access"));
        bench.logs.putDeliverySource(r -> r.name("access")
                .logType("ACCESS_LOGS")
                .resourceArn(distribution.arn()));
        String to = bench.logs
                .putDeliveryDestination(r -> r.name("access")
                        .outputFormat("json")
                        .deliveryDestinationConfiguration(
                                c -> c.destinationResourceArn("arn:aws:logs:us-east-1:111122223333:log-group:/access")))
                .deliveryDestination()
                .arn();
        bench.logs.createDelivery(r -> r.deliverySourceName("access").deliveryDestinationArn(to));
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.MAPPER.readTree(response.body());
    }

    /** None is let go by its client: what is still open is what the viewer itself has not ended. */
    @Test
    @Attack(Area.CONNECTIONS)
    void manyHalfOpenConnectionsKeepNoViewerOut(TestReporter reporter) throws Exception {
        int many = HalfOpen.many(10_000);
        reporter.publishEntry(Attack.TRIED, String.valueOf(many));
        String host = distribution.domainName();
        try (HalfOpen flood = new HalfOpen(bench.addresses.port(host))) {
            flood.grow(many, () -> assertThat(bench.getAs(host, "/cats", "User-Agent", "test/1").status())
                    .as("a viewer on a connection of its own")
                    .isEqualTo(200));
        }
    }

    /** A page that has its own name point to loopback is refused by every door. */
    @Test
    @Attack(Area.CONNECTIONS)
    void noDoorAnswersForAForeignName() throws Exception {
        String url = URI.create(bench.lambda
                        .createFunctionUrlConfig(r -> r.functionName("sign").authType("AWS_IAM"))
                        .functionUrl())
                .getHost();
        String bucket = "named.s3.us-east-1.amazonaws.com";
        bench.s3.createBucket(r -> r.bucket("named"));
        bench.distribution(EdgeBench.custom(bucket, ""), "");
        for (String host : List.of(distribution.domainName(), apiHost, url, bucket)) {
            for (String foreign : List.of("evil.example", host + ".evil.example", "x" + host)) {
                assertThat(bench.getAs(host, "/", "Host", foreign, "User-Agent", "test/1").status())
                        .as("%s for %s", host, foreign)
                        .isEqualTo(421);
            }
            assertThat(bench.getAs(host, "/", "User-Agent", "test/1").status()).as(host).isNotEqualTo(421);
        }
    }

    /** Nobody who is kept out fills the memory with a body: it is not asked for, and the answer comes before it. */
    @Test
    @Attack(Area.BODIES)
    void anOriginJudgesTheHeadBeforeTheBody() throws Exception {
        String url = bench.lambda
                .createFunctionUrlConfig(r -> r.functionName("pets").authType("AWS_IAM"))
                .functionUrl();
        String bucket = "head-first.s3.us-east-1.amazonaws.com";
        bench.s3.createBucket(r -> r.bucket("head-first"));
        bench.distribution(EdgeBench.custom(bucket, ""), "");
        for (String host : List.of(apiHost, URI.create(url).getHost(), bucket)) {
            try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), bench.addresses.port(host))) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write(("PUT /prod/x HTTP/1.1\r\nHost: " + host
                                        + "\r\nExpect: 100-continue\r\nContent-Length: 9000000\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                String first = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                        .readLine();
                assertThat(first).as(host).matches("HTTP/1.1 40[35].*");
            }
        }
    }

    @Test
    void aViewerGetsThroughTheSigningEdge() throws Exception {
        HttpResponse<String> response = bench.get(distribution.domainName(), "/pets/7?b=2&a=1&a=%20x");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode seen = json(response);
        assertThat(seen.path("path").asText()).isEqualTo("/pets/7");
        assertThat(seen.path("query").toString()).isEqualTo("{\"b\":[\"2\"],\"a\":[\"1\",\" x\"]}");
        assertThat(seen.path("user").asText())
                .isEqualTo("arn:aws:sts::111122223333:assumed-role/sign-role/us-east-1.sign");
        assertThat(seen.path("host").asText()).isEqualTo(apiHost);
        assertThat(seen.path("from").asText()).isEqualTo("127.0.0.1");
        assertThat(response.headers().firstValue("x-cache")).contains("Miss from cloudfront");
        assertThat(response.headers().firstValue("x-amz-cf-id").orElseThrow()).hasSize(56);
        assertThat(response.headers().firstValue("x-amz-cf-pop")).isPresent();
        assertThat(response.headers().firstValue("via").orElseThrow()).contains(".cloudfront.net (CloudFront)");
    }

    /** Its code and its packages lie unpacked; this process has no umask that would hide what is written openly. */
    @Test
    void whatADeployedFunctionLeavesIsOfTheOwnerAlone() throws Exception {
        assertThat(bench.get(distribution.domainName(), "/cats").statusCode()).isEqualTo(200);
        assertThat(folder.resolve("code")).isNotEmptyDirectory();
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(path -> !path.equals(folder)))
                    .anyMatch(path -> path.endsWith("index.mjs"))
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as("%s", path)
                            .endsWith("------"));
        }
    }

    @Test
    void bodiesAreSignedToo() throws Exception {
        String body = "{\"type\":\"dög\"}";
        HttpResponse<String> response =
                bench.send("POST", distribution.domainName(), "/pets", body, "Content-Type", "application/json");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).path("body").asText()).isEqualTo(body);
    }

    @Test
    @Attack(Area.FORGED)
    void theOriginRefusesWhoeverComesDirectly() throws Exception {
        HttpResponse<String> response = bench.get(apiHost, "/prod/pets/7");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
        assertThat(response.headers().firstValue("x-amzn-errortype")).contains("MissingAuthenticationTokenException");
        assertThat(bench.get(apiHost, "/other/pets").body()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    private HttpResponse<String> signedBy(AwsCredentialsIdentity identity, String target) throws Exception {
        URI uri = URI.create(bench.addresses.loopback(apiHost).orElseThrow() + target);
        var signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(identity)
                .request(SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri).build())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
        List<String> headers = new ArrayList<>();
        signed.request().headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                headers.add(name);
                headers.add(values.getFirst());
            }
        });
        return bench.get(apiHost, target, headers.toArray(String[]::new));
    }

    @Test
    @Attack(Area.FORGED)
    void aForgedSignatureIsRefusedAndATrueOneNeedsPermission() throws Exception {
        AccessKey root = bench.services.keys().root();
        HttpResponse<String> forged =
                signedBy(AwsCredentialsIdentity.create(root.accessKeyId(), "not the secret"), "/prod/pets/7");
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(forged.body()).contains("The request signature we calculated does not match");
        HttpResponse<String> stranger = signedBy(
                AwsCredentialsIdentity.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                "/prod/pets/7");
        assertThat(stranger.body()).contains("The security token included in the request is invalid.");
        AccessKey other = bench.services.keys().issueForRole(
                "arn:aws:iam::111122223333:role/pets-role", "x", Duration.ofMinutes(15));
        HttpResponse<String> denied = signedBy(
                AwsSessionCredentialsIdentity.create(
                        other.accessKeyId(),
                        other.secretAccessKey(),
                        Objects.requireNonNull(other.sessionToken())),
                "/prod/pets/7");
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body())
                .contains("is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:"
                        + "********3333:");
        HttpResponse<String> owner =
                signedBy(AwsCredentialsIdentity.create(root.accessKeyId(), root.secretAccessKey()), "/prod/pets/7");
        assertThat(owner.statusCode()).isEqualTo(200);
    }

    @Test
    void crossSiteScriptingIsBlockedByItsRuleAndLogged() throws Exception {
        String planted = "/pets?q=%3Cscript%3Ealert(1)%3C/script%3E";
        HttpResponse<String> response = bench.get(
                distribution.domainName(),
                planted,
                EdgePlane.TOKEN_HEADER,
                bench.services.edgeToken(),
                EdgePlane.CLIENT_HEADER,
                "203.0.113.9",
                EdgePlane.COUNTRY_HEADER,
                "DE");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("Request blocked.", "Generated by cloudfront (CloudFront)");
        assertThat(response.headers().firstValue("x-cache")).contains("Error from cloudfront");
        String id = response.headers().firstValue("x-amz-cf-id").orElseThrow();
        assertThat(response.body()).contains("Request ID: " + id);
        JsonNode record = bench.messages("aws-waf-logs-perimeter").stream()
                .map(PerimeterTest::tree)
                .filter(each -> each.path("httpRequest").path("requestId").asText().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(record.path("action").asText()).isEqualTo("BLOCK");
        assertThat(record.path("terminatingRuleId").asText()).isEqualTo("Core");
        assertThat(record.path("ruleGroupList").toString()).contains("CrossSiteScripting_QUERYARGUMENTS");
        assertThat(record.path("httpRequest").path("clientIp").asText()).isEqualTo("203.0.113.9");
        assertThat(record.path("httpRequest").path("country").asText()).isEqualTo("DE");
        assertThat(record.toString()).doesNotContain(bench.services.edgeToken());
        bench.services.deliver();
        assertThat(bench.cloudWatch
                        .listMetrics(r -> r.namespace("AWS/WAFV2").metricName("BlockedRequests"))
                        .metrics())
                .extracting(metric -> new TreeMap<>(metric.dimensions().stream()
                        .collect(Collectors.toMap(Dimension::name, Dimension::value))))
                .contains(
                        new TreeMap<>(Map.of("WebACL", "perimeter", "Rule", "Core")),
                        new TreeMap<>(Map.of("WebACL", "perimeter", "Rule", "ALL")),
                        new TreeMap<>(Map.of("WebACL", "perimeter", "Country", "DE")),
                        new TreeMap<>(Map.of(
                                "WebACL", "perimeter",
                                "ManagedRuleGroup", "AWSManagedRulesCommonRuleSet",
                                "ManagedRuleGroupRule", "CrossSiteScripting_QUERYARGUMENTS")),
                        new TreeMap<>(Map.of(
                                "WebACL", "perimeter",
                                "LabelNamespace", "awswaf:managed:aws:core-rule-set",
                                "LabelName", "CrossSiteScripting_QueryArguments")));
    }

    private static JsonNode tree(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void withoutTheTokenNobodyChoosesItsAddress() throws Exception {
        HttpResponse<String> response = bench.get(
                distribution.domainName(), "/pets/1", EdgePlane.CLIENT_HEADER, "203.0.113.9", EdgePlane.TOKEN_HEADER, "?");
        assertThat(json(response).path("from").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void standardLogsMetricsAndFunctionLogsLand() throws Exception {
        HttpResponse<String> response = bench.get(distribution.domainName(), "/pets/logged?x=%22y%22");
        String id = response.headers().firstValue("x-amz-cf-id").orElseThrow();
        JsonNode line = bench.messages("/access").stream()
                .map(PerimeterTest::tree)
                .filter(each -> each.path("x-edge-request-id").asText().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(line.path("sc-status").asText()).isEqualTo("200");
        assertThat(line.path("cs-uri-stem").asText()).isEqualTo("/pets/logged");
        assertThat(line.path("cs-uri-query").asText()).isEqualTo("x=%2522y%2522");
        assertThat(line.path("x-edge-result-type").asText()).isEqualTo("Miss");
        assertThat(line.path("cs(User-Agent)").asText()).isEqualTo("test/1");
        assertThat(line.path("cs(Host)").asText()).isEqualTo(distribution.domainName());
        assertThat(bench.messages("/aws/lambda/us-east-1.sign"))
                .anyMatch(each -> each.startsWith("REPORT RequestId: "));
        assertThat(bench.messages("/aws/lambda/pets")).anyMatch(each -> each.startsWith("START RequestId: "));
        bench.services.deliver();
        assertThat(bench.cloudWatch.listMetrics(r -> r.namespace("AWS/CloudFront")).metrics())
                .extracting(Metric::metricName)
                .contains("Requests", "4xxErrorRate", "BytesDownloaded");
    }

    @Test
    void aGetWithABodyAndAnUnknownMethodAreRefused() throws Exception {
        HttpResponse<String> body = bench.send("GET", distribution.domainName(), "/pets", "body");
        assertThat(body.statusCode()).isEqualTo(403);
        assertThat(body.body()).contains("Bad request.");
        HttpResponse<String> method = bench.send("LINK", distribution.domainName(), "/pets", "");
        assertThat(method.statusCode()).isEqualTo(403);
        assertThat(method.body()).contains("is not configured to allow the HTTP request method");
    }

    @Test
    void thatTheVersionIsAtTheEdgeKeepsItFromBeingDeleted() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> bench.lambda.deleteFunction(r -> r.functionName("sign")))
                .withMessageContaining("because it is a replicated function");
    }
}
