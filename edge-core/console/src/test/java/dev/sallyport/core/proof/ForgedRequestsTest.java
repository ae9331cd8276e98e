package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.Rollouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;

/**
 * Every origin that the blueprints protect, and the control endpoint, against requests that were signed by somebody who may
 * and changed afterwards, or signed by somebody who may not: one byte is enough to be refused.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed
 *     AWS API request</a>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ForgedRequestsTest {
    @TempDir
    private static Path folder = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(11);
    private SandboxSession opened;

    /** Where requests go, and what they are signed for. */
    record Target(String name, URI uri, String service) {
        /** Amazon S3 refuses a POST to an object by its method before it looks at the signature. */
        Set<Integer> refusals() {
            return service.equals("s3") ? Set.of(400, 403, 405) : Set.of(400, 403);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A request as it is sent. */
    private record Sent(String method, URI uri, Map<String, String> headers, String body) {
        Sent method(String other) {
            return new Sent(other, uri, headers, body);
        }

        Sent uri(String other) {
            return new Sent(method, URI.create(other), headers, body);
        }

        Sent body(String other) {
            return new Sent(method, uri, headers, other);
        }

        Sent header(String name, UnaryOperator<String> change) {
            Map<String, String> changed = new LinkedHashMap<>(headers);
            changed.put(name, change.apply(changed.getOrDefault(name, "")));
            return new Sent(method, uri, changed, body);
        }

        Sent without(String name) {
            Map<String, String> fewer = new LinkedHashMap<>(headers);
            fewer.remove(name);
            return new Sent(method, uri, fewer, body);
        }

        Sent authorization(UnaryOperator<String> change) {
            return header("Authorization", change);
        }
    }

    @BeforeAll
    void deploy() throws InterruptedException {
        Home home = new Home(folder);
        opened = SandboxSession.open(home);
        Session session = opened.session();
        Identity me = session.identity();
        Rollouts rollouts = new Rollouts(session.clients(), me.arn(), me.account(), home);
        for (String name : List.of("function-url-signed", "api-perimeter", "field-encryption", "edge-ssr")) {
            assertThat(rollouts.apply(Blueprints.find(name), name, Map.of(), RolloutListener.SILENT).holds()).isTrue();
        }
    }

    @AfterAll
    void close() {
        opened.session().close();
        http.close();
    }

    Stream<Target> targets() {
        Stream<Target> origins = opened.session().clients().cloudFront().listDistributions(r -> {}).distributionList().items().stream()
                .map(DistributionSummary::origins)
                .flatMap(origin -> origin.items().stream())
                .flatMap(origin -> {
                    Optional<Target> found = target(origin.domainName(), origin.originPath());
                    if (found.isEmpty()) {
                        throw new AssertionError(origin.domainName() + origin.originPath() + " answers nothing");
                    }
                    return found.stream();
                });
        URI control = URI.create(opened.sandbox().endpoint() + "/?Action=GetCallerIdentity&Version=2011-06-15");
        return Stream.concat(origins, Stream.of(new Target("control", control, "sts")));
    }

    /** The first GET that the origin answers to somebody who may; nothing for an origin that answers everyone. */
    private Optional<Target> target(String host, String path) {
        String address = opened.session().clients().address(host).toString().replaceFirst("/$", "");
        String service = host.contains(".lambda-url.") ? "lambda" : host.contains(".execute-api.") ? "execute-api" : "s3";
        return Stream.of(
                        path + "/pets?type=cat",
                        path + "/products?page=1",
                        "/getBooks?author=a",
                        path + "/records/none?a=b",
                        "/index.html",
                        "/none.css")
                .map(tried -> new Target(host, URI.create(address + tried), service))
                .filter(tried -> !tried.refusals().contains(status(rightly(tried))))
                .findFirst();
    }

    private Sent signed(Target target, AwsCredentialsIdentity who, String region, String service, Duration ago) {
        SdkHttpRequest request =
                SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(target.uri()).build();
        var signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(who)
                .request(request)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), ago.negated())));
        Map<String, String> headers = new LinkedHashMap<>();
        signed.request().headers().forEach((name, values) -> headers.put(name, values.getFirst()));
        headers.remove("Host");
        return new Sent("GET", target.uri(), headers, "");
    }

    private Sent rightly(Target target) {
        return signed(target, owner(), EdgeRegion.NAME, target.service(), Duration.ZERO);
    }

    private AwsCredentialsIdentity owner() {
        return opened.session().clients().credentials();
    }

    private int status(Sent sent) {
        HttpRequest.Builder request = HttpRequest.newBuilder(sent.uri())
                .timeout(Duration.ofSeconds(20))
                .method(
                        sent.method(),
                        sent.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(sent.body()));
        sent.headers().forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(sent.toString(), e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Sent> changed(Sent right) {
        List<Sent> changed = new ArrayList<>();
        changed.add(right.without("Authorization"));
        changed.add(right.without("X-Amz-Date"));
        for (int i = 0; i < 64; i++) {
            int at = i;
            changed.add(right.authorization(text -> {
                int digit = text.indexOf("Signature=") + "Signature=".length() + at;
                char other = text.charAt(digit) == '0' ? '1' : '0';
                return text.substring(0, digit) + other + text.substring(digit + 1);
            }));
        }
        for (String[] part : new String[][] {
            {"AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"}, {"AWS4-HMAC-SHA256", "aws4-hmac-sha256"}, {"AWS4-HMAC-SHA256", "Bearer"},
            {"Credential=", "Credential=A"}, {"/us-east-1/", "/us-west-2/"}, {"/aws4_request", "/aws3_request"},
            {"/aws4_request", ""}, {"Signature=", "Signature=00"}, {"Signature=[0-9a-f]+", "Signature="},
            {", Signature=[0-9a-f]+", ""}, {"SignedHeaders=host", "SignedHeaders=x-none"}, {"host;", ""},
            {"(SignedHeaders=[a-z0-9;-]+)", "$1;x-more"}, {"/20\\d{6}/", "/19990101/"}
        }) {
            changed.add(right.authorization(text -> text.replaceFirst(part[0], part[1])));
        }
        String query = right.uri().getRawQuery() == null ? "?" : "&";
        for (String more : List.of(
                "a=1", "a", "author=b", "type=dog", "X-Amz-Signature=0", "x-amz-signature=0", "%58-Amz-Signature=0", "X-Amz-Date=0",
                "X-Amz-Credential=a", "X-Amz-Expires=604800", "X-Amz-SignedHeaders=host", "X-Amz-Security-Token=t",
                "X-Amz-Algorithm=x", "Action=ListUsers", "versionId=1", "%00=1", "+=1", "a=%ff", "acl", "policy")) {
            changed.add(right.uri(right.uri() + query + more));
        }
        String base = right.uri().toString().replaceFirst("\\?.*", "");
        for (String more : List.of("x", "/x", "%20", "%2e", "/%2e%2e%2fx", "%3f", ";x", "%00", "%C3%A9", "@")) {
            changed.add(right.uri(base + more + (right.uri().getRawQuery() == null ? "" : "?" + right.uri().getRawQuery())));
        }
        for (String method : List.of("POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")) {
            changed.add(right.method(method));
        }
        changed.add(right.body("{}"));
        changed.add(right.method("POST").body("{\"Title\":\"x\"}"));
        changed.add(right.header("X-Amz-Date", date -> date.replaceFirst("\\d\\dZ$", "61Z")));
        changed.add(right.header("X-Amz-Date", date -> "20250101T000000Z"));
        changed.add(right.header("x-amz-content-sha256", hash -> "UNSIGNED-PAYLOAD"));
        changed.add(right.header("x-amz-content-sha256", hash -> "0".repeat(64)));
        changed.add(right.header("X-Amz-Security-Token", none -> "token"));
        return changed;
    }

    private List<Sent> byOthers(Target target) {
        List<Sent> signed = new ArrayList<>();
        AwsCredentialsIdentity nobody = AwsCredentialsIdentity.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI");
        signed.add(signed(target, nobody, EdgeRegion.NAME, target.service(), Duration.ZERO));
        for (int i = 0; i < 20; i++) {
            String secret = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
            AwsCredentialsIdentity guess = AwsCredentialsIdentity.create(owner().accessKeyId(), secret);
            signed.add(signed(target, guess, EdgeRegion.NAME, target.service(), Duration.ZERO));
        }
        // The control endpoint is every Region's and every service's.
        boolean control = target.service().equals("sts");
        for (String region : control ? List.<String>of() : List.of("us-west-2", "eu-west-1", "", "US-EAST-1", "us-east-1x")) {
            signed.add(signed(target, owner(), region, target.service(), Duration.ZERO));
        }
        for (String service : control ? List.<String>of() : List.of("iam", "kms", "cloudfront", "Lambda", "x")) {
            signed.add(signed(target, owner(), EdgeRegion.NAME, service, Duration.ZERO));
        }
        for (int minutes : new int[] {20, 60, 1440, 525_600, -20, -60, -1440}) {
            signed.add(signed(target, owner(), EdgeRegion.NAME, target.service(), Duration.ofMinutes(minutes)));
        }
        return signed;
    }

    @Attack(Area.FORGED)
    @ParameterizedTest
    @MethodSource("targets")
    void oneByteIsEnoughToBeRefused(Target target, TestReporter reporter) {
        List<Sent> forged = new ArrayList<>(changed(rightly(target)));
        forged.addAll(byOthers(target));
        reporter.publishEntry(Attack.TRIED, String.valueOf(forged.size()));
        assertThat(status(rightly(target))).as("rightly signed").isNotIn(target.refusals());
        for (Sent sent : forged) {
            assertThat(status(sent)).as("%s", sent).isIn(target.refusals());
        }
        assertThat(status(rightly(target))).as("rightly signed, afterwards").isNotIn(target.refusals());
    }
}
