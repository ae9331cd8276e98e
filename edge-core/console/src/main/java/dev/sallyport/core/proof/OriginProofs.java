package dev.sallyport.core.proof;

import dev.sallyport.core.account.AwsClients;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * What the origin answers behind the edge's back. The requests that are signed with the caller's own credentials are sent
 * beside the same request signed as it should be, so that the evidence shows what made the difference.
 */
final class OriginProofs {
    /** The key pair of AWS's documentation examples: well-formed, and nobody's. */
    private static final AwsCredentialsIdentity NOBODY =
            AwsCredentialsIdentity.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    /** SHA-256 of no body. */
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** AWS accepts a signature for five minutes. See IAM User Guide, "Elements of an AWS API request signature". */
    private static final Duration TOO_OLD = Duration.ofMinutes(20);

    private static final List<String> REGIONS = List.of("eu-west-1", "us-west-2");
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final AwsClients aws;
    private final Subject subject;
    private final String path;
    private final String service;
    private final String region;
    private final String elsewhere;

    /**
     * Proofs about an origin.
     *
     * @param path a GET that the origin answers
     * @param service that the origin's requests are signed for: {@code execute-api} or {@code lambda}
     * @param region where the origin is
     */
    OriginProofs(AwsClients aws, Subject subject, String path, String service, String region) {
        this.aws = aws;
        this.subject = subject;
        this.path = path;
        this.service = service;
        this.region = region;
        this.elsewhere = REGIONS.getFirst().equals(region) ? REGIONS.getLast() : REGIONS.getFirst();
    }

    List<Check> checks() {
        return List.of(
                new Check("origin-refuses-direct", "The origin refuses whoever calls its own address", Lag.LOCK, this::refusesDirect),
                new Check("origin-refuses-unsigned", "The origin refuses a dated request without a signature", Lag.LOCK, this::refusesUnsigned),
                new Check("origin-refuses-forged", "The origin refuses a forged signature", Lag.LOCK, this::refusesForged),
                new Check("origin-refuses-late", "The origin refuses a signature that is replayed late", Lag.LOCK, this::refusesLate),
                new Check("origin-refuses-elsewhere", "The origin refuses a signature for another Region", Lag.LOCK, this::refusesElsewhere));
    }

    private URI uri() {
        return URI.create(subject.output("OriginUrl") + path);
    }

    private Verdict refusesDirect() throws InterruptedException {
        return refused("as a browser would", HttpProbe.send("GET", uri(), Map.of("Accept", "text/html,*/*"), null), null);
    }

    private Verdict refusesUnsigned() throws InterruptedException {
        Map<String, String> headers =
                Map.of("X-Amz-Date", AMZ_DATE.format(Instant.now()), "X-Amz-Content-Sha256", EMPTY);
        return refused("with a date and a content hash but no signature", HttpProbe.send("GET", uri(), headers, null), null);
    }

    private Verdict refusesForged() throws InterruptedException {
        return refused(
                "signed with a key that AWS never issued",
                signed(NOBODY, region, Clock.systemUTC()),
                null);
    }

    private Verdict refusesLate() throws InterruptedException {
        Clock then = Clock.offset(Clock.systemUTC(), TOO_OLD.negated());
        return refused(
                "with a signature of yours that is " + TOO_OLD.toMinutes() + " minutes old",
                signed(aws.credentials(), region, then),
                signed(aws.credentials(), region, Clock.systemUTC()));
    }

    private Verdict refusesElsewhere() throws InterruptedException {
        return refused(
                "with a signature of yours for " + elsewhere,
                signed(aws.credentials(), elsewhere, Clock.systemUTC()),
                signed(aws.credentials(), region, Clock.systemUTC()));
    }

    private Verdict refused(String how, HttpProbe.Answer answer, HttpProbe.@Nullable Answer asItShouldBe) {
        String evidence = "GET " + uri() + " " + how + " → " + answer.summary();
        if (asItShouldBe != null) {
            evidence += "; the same request signed as it should be → " + asItShouldBe.status();
        }
        if (answer.status() == 403 && asItShouldBe != null && asItShouldBe.status() == 403) {
            // Who is refused in any case learns nothing from it.
            return Verdict.unknown(evidence + ", since you may not invoke the origin at all");
        }
        return Verdict.of(answer.status() == 403, evidence);
    }

    private HttpProbe.Answer signed(AwsCredentialsIdentity who, String region, Clock clock) throws InterruptedException {
        SdkHttpRequest request =
                SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri()).build();
        var signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(who)
                .request(request)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        Map<String, String> headers = new TreeMap<>();
        signed.request().headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                headers.put(name, values.getFirst());
            }
        });
        return HttpProbe.send("GET", uri(), headers, null);
    }
}
