package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.edgefunction.FunctionRun.Result;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** sign-origin against botocore and the AWS SDK for Java, over the requests of the published pitfalls and many more. */
class SignOriginTest {
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String URL_HOST = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.ap-southeast-2.on.aws";
    private static final List<OriginRequest> REQUESTS = requests();
    private static List<JsonNode> answers = List.of();

    private static List<OriginRequest> requests() {
        List<OriginRequest> all = new ArrayList<>();
        for (String path : List.of(
                "/", "/pets", "/pets/", "/a b", "/a%20b", "/%E3%81%82", "/あ", "/p%2Fq", "/p%2fq", "/a+b", "/a(b)",
                "/a*b!'", "/a//b", "//", "//a//", "/./a/../b/.", "/../../x", "/%2e%2E/y", "/a;b=c", "/a:b@c&d=e,f$g",
                "/~-._", "/%ff%FE", "/%41%7e", "/a%25b", "/@connections/abc%3D", "/x|y^z`{}\\\"<>")) {
            all.add(OriginRequest.get(path, ""));
        }
        for (String query : List.of(
                "b=2&a=1", "flag", "q=(x)", "q=hello%20world", "q=a+b", "q=a%2Bb", "q=%26", "tag=1&tag=2", "tag=2&tag=1",
                "t=abc==", "x=1=2", "=v", "&&a=1&", "a-=1&a=2", "a%2d=1&a=0", "q=あ", "q=%E3%81%82", "q=%ff", "A=1&a=2",
                "a=!'()*", "q=a/b?c", "a[0]=1&a[]=2", "empty=", "q=%7E~", "q=1|2", "author=O%27Brien")) {
            all.add(OriginRequest.get("/pets", query));
        }
        all.add(new OriginRequest("HEAD", "/pets", "a=1", null, null, OriginRequest.API, ""));
        all.add(new OriginRequest("DELETE", "/pets/1", "", null, null, OriginRequest.API, "/prod"));
        all.add(OriginRequest.get("/getBooks", "author=x").to(URL_HOST, ""));
        all.add(OriginRequest.get("/a", "").to("a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn", "/st%20age/v 1/"));
        all.add(OriginRequest.get("/a", "").to("A1B2C3-vpce-012.execute-api.us-gov-west-1.amazonaws.com", "/prod"));
        byte[] megabyte = new byte[1 << 20];
        new Random(7).nextBytes(megabyte);
        for (String type : Arrays.asList(
                null, "application/json", "application/json;   charset=UTF-8", " text/plain\t ", "a/b;\tc=\"d  e\"")) {
            for (byte[] body : List.of(
                    "{\"a\":1}".getBytes(StandardCharsets.UTF_8), new byte[0], new byte[] {0, (byte) 0xff, (byte) 0xc3},
                    megabyte)) {
                all.add(OriginRequest.post(type, body));
            }
        }
        Random random = new Random(20261123);
        String alphabet = "abzAZ09-._~!*'()+ /;:@&=,$é漢😀";
        for (int i = 0; i < 400; i++) {
            all.add(OriginRequest.get("/" + text(random, alphabet, 12), text(random, alphabet, 24)));
        }
        return all;
    }

    private static String text(Random random, String alphabet, int most) {
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most); left > 0; left--) {
            switch (random.nextInt(8)) {
                case 0 -> text.append(String.format(java.util.Locale.ROOT, "%%%02x", random.nextInt(256)));
                case 1 -> text.append(String.format(java.util.Locale.ROOT, "%%%02X", random.nextInt(128)));
                default -> text.appendCodePoint(points[random.nextInt(points.length)]);
            }
        }
        return text.toString();
    }

    @BeforeAll
    static void sign() {
        answers = run(FunctionRun.CREDENTIALS, REQUESTS.stream().map(OriginRequest::event).toList()).answers();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.has("status")).as("%s", answer).isFalse());
    }

    private static Result run(Map<String, String> environment, List<ObjectNode> events) {
        return FunctionRun.run(FunctionRun.functions(), "sign-origin", environment, events);
    }

    private static String region(OriginRequest request) {
        return request.host().split("\\.", -1)[2];
    }

    private static String service(OriginRequest request) {
        return request.host().contains(".lambda-url.") ? "lambda" : "execute-api";
    }

    private static String secret(String name) {
        return Objects.requireNonNull(FunctionRun.CREDENTIALS.get(name));
    }

    @Test
    void botocoreMakesTheSameSignature() {
        OutsideTool.require("python3", "-c", "import botocore.auth");
        StringBuilder wanted = new StringBuilder();
        for (int i = 0; i < REQUESTS.size(); i++) {
            JsonNode answer = answers.get(i);
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("method", REQUESTS.get(i).method()).put("url", OriginRequest.address(answer));
            line.put("service", service(REQUESTS.get(i))).put("region", region(REQUESTS.get(i)));
            line.put("accessKeyId", secret("AWS_ACCESS_KEY_ID")).put("secretAccessKey", secret("AWS_SECRET_ACCESS_KEY"));
            line.put("sessionToken", secret("AWS_SESSION_TOKEN")).put("date", OriginRequest.header(answer, "x-amz-date"));
            line.put("contentType", OriginRequest.header(answer, "content-type"));
            line.put("body", Base64.getEncoder().encodeToString(OriginRequest.body(answer)));
            wanted.append(line).append('\n');
        }
        OutsideTool.Output judged = OutsideTool.run(
                Map.of(),
                wanted.toString().getBytes(StandardCharsets.UTF_8),
                List.of("python3", FunctionRun.resource("botocore_judge.py").toString()));
        assertThat(judged.status()).as(judged.err()).isZero();
        List<String> theirs = judged.out().lines().map(line -> FunctionRun.json(line).asText()).toList();
        for (int i = 0; i < REQUESTS.size(); i++) {
            assertThat(OriginRequest.header(answers.get(i), "authorization"))
                    .as("%s", REQUESTS.get(i))
                    .isEqualTo(theirs.get(i));
        }
    }

    @Test
    void theSdkMakesTheSameSignature() {
        for (int i = 0; i < REQUESTS.size(); i++) {
            OriginRequest request = REQUESTS.get(i);
            // The SDK reads the path as text and loses a byte that is not UTF-8; botocore judges those requests.
            String address = OriginRequest.address(answers.get(i));
            if (URLDecoder.decode(address, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0) {
                assertThat(OriginRequest.header(answers.get(i), "authorization"))
                        .as("%s", request)
                        .isEqualTo(bySdk(request, answers.get(i), URI.create(address)));
            }
        }
    }

    private static @Nullable String bySdk(OriginRequest request, JsonNode answer, URI address) {
        SdkHttpFullRequest.Builder plain = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .protocol("https")
                .host(Objects.requireNonNull(OriginRequest.header(answer, "host")))
                .encodedPath(address.getRawPath());
        if (address.getRawQuery() != null) {
            for (String pair : address.getRawQuery().split("&", -1)) {
                String[] both = pair.split("=", 2);
                plain.appendRawQueryParameter(
                        URLDecoder.decode(both[0], StandardCharsets.UTF_8), URLDecoder.decode(both[1], StandardCharsets.UTF_8));
            }
        }
        String type = OriginRequest.header(answer, "content-type");
        if (type != null) {
            plain.putHeader("Content-Type", type);
        }
        Instant date = AMZ_DATE.parse(Objects.requireNonNull(OriginRequest.header(answer, "x-amz-date")), Instant::from);
        AwsSessionCredentialsIdentity identity = AwsSessionCredentialsIdentity.create(
                secret("AWS_ACCESS_KEY_ID"), secret("AWS_SECRET_ACCESS_KEY"), secret("AWS_SESSION_TOKEN"));
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(identity)
                .request(plain.build())
                .payload(() -> new ByteArrayInputStream(OriginRequest.body(answer)))
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(date, ZoneOffset.UTC))
                .putProperty(AwsV4HttpSigner.REGION_NAME, region(request))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service(request)));
        return signed.request().firstMatchingHeader("Authorization").orElse(null);
    }

    @Test
    void theOriginReadsWhatTheViewerSent() {
        for (int i = 0; i < REQUESTS.size(); i++) {
            assertThat(parameters(answers.get(i).path("querystring").asText()))
                    .as("%s", REQUESTS.get(i))
                    .isEqualTo(parameters(REQUESTS.get(i).query()));
        }
        assertThat(sentPath("/a%20b")).isEqualTo("/a%20b");
        assertThat(sentPath("/p%2fq")).isEqualTo("/p%2Fq");
        assertThat(sentPath("/a+b")).isEqualTo("/a%2Bb");
        assertThat(sentPath("/%41%7e")).isEqualTo("/A~");
        assertThat(sentPath("/./a/../b/.")).isEqualTo("/b/");
        assertThat(sentPath("/../../x")).isEqualTo("/x");
        assertThat(sentPath("/%2e%2E/y")).isEqualTo("/y");
        assertThat(sentPath("//a//")).isEqualTo("/a/");
    }

    private static String sentPath(String uri) {
        for (int i = 0; i < REQUESTS.size(); i++) {
            if (REQUESTS.get(i).uri().equals(uri)) {
                return answers.get(i).path("uri").asText();
            }
        }
        throw new AssertionError(uri);
    }

    /** As a form decoder reads them, without the nameless. */
    private static List<List<String>> parameters(String query) {
        List<List<String>> pairs = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            String[] both = (pair + "=").split("=", 2);
            String value = pair.contains("=") ? pair.substring(pair.indexOf('=') + 1) : "";
            String name = URLDecoder.decode(both[0], StandardCharsets.ISO_8859_1);
            if (!name.isEmpty()) {
                pairs.add(List.of(bytes(name), bytes(URLDecoder.decode(value, StandardCharsets.ISO_8859_1))));
            }
        }
        return pairs;
    }

    /** Decoded as ISO 8859-1 so that no byte is lost; a raw character above it stands for its UTF-8 bytes. */
    private static String bytes(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point < 0x100 && point != 0xe9) {
                out.append((char) point);
            } else {
                for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    out.append((char) (b & 0xff));
                }
            }
        });
        return out.toString();
    }

    @Test
    void signsOnlyTheNarrowHeaders() {
        assertThat(answers).allSatisfy(answer -> assertThat(OriginRequest.header(answer, "authorization"))
                .matches(".* SignedHeaders=(content-type;)?host;x-amz-content-sha256;x-amz-date;x-amz-security-token, .*"));
    }

    @Test
    void withoutSessionTokenAViewersTokenDoesNotReachTheOrigin() {
        ObjectNode event = OriginRequest.get("/pets", "").event();
        ((ObjectNode) OriginRequest.request(event).path("headers"))
                .putArray("x-amz-security-token").addObject().put("key", "X-Amz-Security-Token").put("value", "planted");
        Map<String, String> longLived = new HashMap<>(FunctionRun.CREDENTIALS);
        longLived.put("AWS_SESSION_TOKEN", "");
        JsonNode answer = run(longLived, List.of(event)).answers().getFirst();
        assertThat(OriginRequest.header(answer, "x-amz-security-token")).isNull();
        assertThat(OriginRequest.header(answer, "authorization"))
                .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date, ");
    }

    @Test
    void answersInsteadOfFailingAndLogsNoSecret() {
        ObjectNode truncated = OriginRequest.post("application/json", "{\"pin\":4711}".getBytes(StandardCharsets.UTF_8)).event();
        ((ObjectNode) OriginRequest.request(truncated).path("body")).put("inputTruncated", true);
        ObjectNode notIncluded = OriginRequest.post("application/json", new byte[0]).event();
        ((ObjectNode) OriginRequest.request(notIncluded)).remove("body");
        ObjectNode lengthOnly = OriginRequest.get("/pets", "").event();
        ((ObjectNode) OriginRequest.request(lengthOnly).path("headers"))
                .putArray("content-length").addObject().put("key", "Content-Length").put("value", "12");
        ObjectNode bucket = OriginRequest.get("/pets", "").event();
        ((ObjectNode) OriginRequest.request(bucket)).putObject("origin").putObject("s3").put("domainName", "b.s3.amazonaws.com");
        List<ObjectNode> events = List.of(
                truncated,
                notIncluded,
                lengthOnly,
                OriginRequest.get("/100%", "").event(),
                OriginRequest.get("/", "a=%4").event(),
                OriginRequest.get("/", "a=%zz").event(),
                OriginRequest.get("/", "q=" + "漢".repeat(1000)).event(),
                OriginRequest.get("/", "").to("api.example.com", "").event(),
                bucket,
                JsonNodeFactory.instance.objectNode());
        Result result = run(FunctionRun.CREDENTIALS, events);
        assertThat(result.answers().stream().map(a -> a.path("status").asText() + " " + FunctionRun.json(a.path("body").asText()).path("error").asText()))
                .containsExactly(
                        "413 BodyTruncated",
                        "500 BodyNotIncluded",
                        "500 BodyNotIncluded",
                        "400 MalformedEscape",
                        "400 MalformedEscape",
                        "400 MalformedEscape",
                        "414 AddressTooLong",
                        "500 OriginNotSignable",
                        "500 OriginNotSignable",
                        "500 EventUnreadable");
        String said = result.answers() + result.log();
        assertThat(said).doesNotContain("4711").doesNotContain(FunctionRun.CREDENTIALS.values());

        Result unarmed = run(Map.of("AWS_ACCESS_KEY_ID", "", "AWS_SECRET_ACCESS_KEY", ""), List.of(OriginRequest.get("/", "").event()));
        assertThat(unarmed.answers().getFirst().path("status").asText()).isEqualTo("500");
        assertThat(unarmed.answers().getFirst().path("body").asText()).contains("CredentialsMissing");
    }
}
