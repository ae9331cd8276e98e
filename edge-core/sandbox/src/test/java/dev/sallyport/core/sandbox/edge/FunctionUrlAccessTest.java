package dev.sallyport.core.sandbox.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionPackage;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.Origin;

/**
 * Function URLs and buckets behind origin access control, over real HTTP.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html">
 *     Restrict access to a Lambda function URL origin</a>
 */
@SuppressWarnings("NullAway.Init")
class FunctionUrlAccessTest {
    private static final String ECHO =
            """
            export const handler = async (event) => ({
              method: event.requestContext.http.method, path: event.rawPath, query: event.rawQueryString,
              body: event.body, host: event.headers.host, hash: event.headers['x-amz-content-sha256'] })
            """;
    private static final String BODY = "{\"name\":\"dög\"}";

    @TempDir
    static Path folder;

    private static EdgeBench bench;
    private static String control;
    private static String function;
    private static String host;
    private static Distribution plain;

    @BeforeAll
    static void open() {
        bench = new EdgeBench(folder);
        control = control("functions", "lambda", "always");
        function = bench.function("echo", bench.role("echo-role", "", "lambda.amazonaws.com"), ECHO);
        host = url(function);
        plain = bench.distribution(behind(host, control), "");
        trust(function, plain.arn(), true);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static String control(String name, String type, String behavior) {
        return bench.cloudFront
                .createOriginAccessControl(r -> r.originAccessControlConfig(c -> c.name(name)
                        .originAccessControlOriginType(type)
                        .signingBehavior(behavior)
                        .signingProtocol("sigv4")))
                .originAccessControl()
                .id();
    }

    private static String url(String functionArn) {
        return URI.create(bench.lambda
                        .createFunctionUrlConfig(r -> r.functionName(functionArn).authType("AWS_IAM"))
                        .functionUrl())
                .getHost();
    }

    private static Consumer<Origin.Builder> behind(String originHost, String controlId) {
        return EdgeBench.custom(originHost, "").andThen(origin -> origin.originAccessControlId(controlId));
    }

    private static void trust(String functionArn, String distributionArn, boolean invokeToo) {
        bench.lambda.addPermission(r -> r.functionName(functionArn)
                .statementId("url")
                .action("lambda:InvokeFunctionUrl")
                .principal("cloudfront.amazonaws.com")
                .functionUrlAuthType("AWS_IAM")
                .sourceArn(distributionArn));
        if (invokeToo) {
            bench.lambda.addPermission(r -> r.functionName(functionArn)
                    .statementId("invoke")
                    .action("lambda:InvokeFunction")
                    .principal("cloudfront.amazonaws.com")
                    .invokedViaFunctionUrl(true)
                    .sourceArn(distributionArn));
        }
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void cloudFrontSignsWhatHasNoBody() throws Exception {
        HttpResponse<String> read = bench.get(
                plain.domainName(), "/a%20b/c?tag=2&tag=1&q=%C3%A9%26&flag", "Authorization", "Bearer viewer's");
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
        var seen = Json.MAPPER.readTree(read.body());
        assertThat(seen.path("path").asText()).isEqualTo("/a%20b/c");
        assertThat(seen.path("query").asText()).isEqualTo("tag=2&tag=1&q=%C3%A9%26&flag");
        assertThat(seen.path("host").asText()).isEqualTo(host);
        assertThat(bench.send("DELETE", plain.domainName(), "/x", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyPassesOnlyWithItsOwnHash() throws Exception {
        HttpResponse<String> without = bench.send("POST", plain.domainName(), "/", BODY);
        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(without.body()).contains("signature we calculated does not match");
        HttpResponse<String> wrong =
                bench.send("PUT", plain.domainName(), "/", BODY, "x-amz-content-sha256", sha256("another"));
        assertThat(wrong.statusCode()).isEqualTo(403);
        HttpResponse<String> unsigned =
                bench.send("PUT", plain.domainName(), "/", BODY, "x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        assertThat(unsigned.statusCode()).isEqualTo(403);
        HttpResponse<String> right =
                bench.send("PUT", plain.domainName(), "/", BODY, "x-amz-content-sha256", sha256(BODY));
        assertThat(right.statusCode()).as(right.body()).isEqualTo(200);
        assertThat(Json.MAPPER.readTree(right.body()).path("body").asText()).isEqualTo(BODY);
    }

    @Test
    void theEdgeCanNameTheHashWithoutAnyCredential() throws Exception {
        String hash = bench.edgeVersion(
                "hash", "", SdkBytes.fromByteArray(FunctionPackage.of("hash-body", null).zip()));
        String app = bench.function("hashed", bench.role("hashed-role", "", "lambda.amazonaws.com"), ECHO);
        Distribution hashing = bench.distribution(
                behind(url(app), control), "", EdgeBench.at("origin-request", hash, true));
        trust(app, hashing.arn(), true);
        HttpResponse<String> posted = bench.send(
                "POST", hashing.domainName(), "/", BODY, "x-amz-content-sha256", sha256("what the viewer claims"));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(200);
        assertThat(Json.MAPPER.readTree(posted.body()).path("hash").asText()).isEqualTo(sha256(BODY));
        HttpResponse<String> large = bench.send("POST", hashing.domainName(), "/", "x".repeat((1 << 20) + 1));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("BodyTruncated");
    }

    @Test
    void bothPermissionsAreNeededAndForThisDistribution() throws Exception {
        String app = bench.function("half", bench.role("half-role", "", "lambda.amazonaws.com"), ECHO);
        Distribution distribution = bench.distribution(behind(url(app), control), "");
        assertThat(bench.get(distribution.domainName(), "/").statusCode()).isEqualTo(403);
        trust(app, distribution.arn(), false);
        assertThat(bench.get(distribution.domainName(), "/").statusCode()).isEqualTo(403);
        bench.lambda.addPermission(r -> r.functionName(app)
                .statementId("other")
                .action("lambda:InvokeFunction")
                .principal("cloudfront.amazonaws.com")
                .invokedViaFunctionUrl(true)
                .sourceArn(plain.arn()));
        assertThat(bench.get(distribution.domainName(), "/").statusCode()).isEqualTo(403);
        bench.lambda.addPermission(r -> r.functionName(app)
                .statementId("invoke")
                .action("lambda:InvokeFunction")
                .principal("cloudfront.amazonaws.com")
                .invokedViaFunctionUrl(true)
                .sourceArn(distribution.arn()));
        assertThat(bench.get(distribution.domainName(), "/").statusCode()).isEqualTo(200);
        // The second permission is for calls through the URL only.
        assertThat(bench.get(host, "/").statusCode()).isEqualTo(403);
    }

    @Test
    void aControlThatNeverSignsOpensNothing() throws Exception {
        Distribution silent = bench.distribution(behind(host, control("silent", "lambda", "never")), "");
        assertThat(bench.get(silent.domainName(), "/").statusCode()).isEqualTo(403);
    }

    @Test
    void aBucketIsReadByItsDistributionOnly() throws Exception {
        bench.s3.createBucket(r -> r.bucket("site"));
        bench.s3.putPublicAccessBlock(r -> r.bucket("site")
                .publicAccessBlockConfiguration(b -> b.blockPublicPolicy(true).restrictPublicBuckets(true)));
        bench.s3.putObject(
                r -> r.bucket("site").key("a b/ü.txt").contentType("text/plain"), RequestBody.fromString("here"));
        String siteControl = control("site", "s3", "always");
        Distribution site = bench.distribution(
                origin -> origin.domainName("site.s3.us-east-1.amazonaws.com")
                        .s3OriginConfig(c -> c.originAccessIdentity(""))
                        .originAccessControlId(siteControl),
                "");
        assertThat(bench.get(site.domainName(), "/a%20b/%C3%BC.txt").statusCode()).isEqualTo(403);
        bench.s3.putBucketPolicy(r -> r.bucket("site")
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
                        + "\"Principal\":{\"Service\":\"cloudfront.amazonaws.com\"},"
                        + "\"Resource\":\"arn:aws:s3:::site/*\","
                        + "\"Condition\":{\"StringEquals\":{\"aws:SourceArn\":\"" + site.arn() + "\"}}}]}"));
        HttpResponse<String> read = bench.get(site.domainName(), "/a%20b/%C3%BC.txt", "x-amz-meta-viewer", "1");
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
        assertThat(read.body()).isEqualTo("here");
        assertThat(bench.get("site.s3.us-east-1.amazonaws.com", "/a%20b/%C3%BC.txt").statusCode()).isEqualTo(403);
    }

    private static String open(String name, String code) {
        String arn = bench.function(name, bench.role(name + "-role", "", "lambda.amazonaws.com"), code);
        bench.lambda.addPermission(r -> r.functionName(arn).statementId("u").action("lambda:InvokeFunctionUrl")
                .principal("*").functionUrlAuthType("NONE"));
        bench.lambda.addPermission(r -> r.functionName(arn).statementId("i").action("lambda:InvokeFunction")
                .principal("*").invokedViaFunctionUrl(true));
        return URI.create(bench.lambda
                        .createFunctionUrlConfig(r -> r.functionName(arn).authType("NONE").invokeMode("RESPONSE_STREAM"))
                        .functionUrl())
                .getHost();
    }

    /**
     * Lambda Developer Guide, "Response streaming": {@code awslambda.streamifyResponse}, {@code HttpResponseStream.from} for
     * status and headers; the first bytes are there before the last are made.
     */
    @Test
    void aStreamArrivesAsItIsWritten() throws Exception {
        try (ServerSocket gate = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
                HttpClient viewer = HttpClient.newHttpClient()) {
            String streams = open("streams", """
                    import net from 'node:net';
                    import { pipeline } from 'node:stream/promises';
                    import { Readable } from 'node:stream';
                    export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
                      const port = Number(event.queryStringParameters.gate);
                      const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'Content-Type': 'text/plain', 'X-Own': 'yes' }, cookies: ['a=b'] });
                      out.write('one ' + typeof context.awsRequestId);
                      if (port) await new Promise((done) => net.connect(port, '127.0.0.1').on('data', done));
                      await pipeline(Readable.from([' two', ' three']), out);
                    });""");
            var request = HttpRequest.newBuilder(
                            bench.addresses.loopback(streams).orElseThrow().resolve("/?gate=" + gate.getLocalPort()))
                    .build();
            HttpResponse<InputStream> response = viewer.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(response.headers().firstValue("X-Own")).contains("yes");
            assertThat(response.headers().firstValue("Set-Cookie")).contains("a=b");
            assertThat(new String(response.body().readNBytes(10), StandardCharsets.UTF_8)).isEqualTo("one string");
            try (Socket waiting = gate.accept()) {
                waiting.getOutputStream().write('x');
                assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(" two three");
            }
            Distribution edge = bench.distribution(EdgeBench.custom(streams, ""), "");
            HttpResponse<String> through = bench.get(edge.domainName(), "/?gate=0");
            assertThat(through.statusCode()).isEqualTo(201);
            assertThat(through.body()).isEqualTo("one string two three");
        }
    }

    @Test
    void whatStreamsBrieflyOrNotAtAllOrFailsIsAnsweredToo() throws Exception {
        String brief = open("brief", "export const handler = awslambda.streamifyResponse(async (event, stream) => {"
                + " stream.setContentType('text/html'); stream.end(event.rawPath === '/none' ? undefined : '<p>'); });");
        HttpResponse<String> said = bench.get(brief, "/");
        assertThat(said.body()).isEqualTo("<p>");
        assertThat(said.headers().firstValue("Content-Type")).contains("text/html");
        assertThat(bench.get(brief, "/none").body()).isEmpty();
        assertThat(bench.lambda.invoke(r -> r.functionName("brief").payload(SdkBytes.fromUtf8String("{}"))).payload().asUtf8String())
                .isEqualTo("\"<p>\"");
        assertThat(bench.get(open("whole", "export const handler = async () => ({statusCode: 202, body: 'whole'})"), "/").statusCode())
                .isEqualTo(202);
        String fails = open("fails", "export const handler = awslambda.streamifyResponse(async (event, stream) => {"
                + " if (event.rawPath === '/late') { stream.write('x'); } throw new Error('no'); });");
        assertThat(bench.get(fails, "/").statusCode()).isEqualTo(502);
        assertThatIOException().isThrownBy(() -> bench.get(fails, "/late"));
    }
}
