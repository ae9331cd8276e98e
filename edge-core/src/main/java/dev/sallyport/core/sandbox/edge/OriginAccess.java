package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;

/**
 * Origin access control: CloudFront signs the request to the origin as {@code cloudfront.amazonaws.com}, on behalf of one
 * distribution.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html">
 *     Restrict access to a function URL</a>
 */
final class OriginAccess {
    private static final Duration LIFE = Duration.ofHours(6);
    private static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String HASH_HEADER = "X-Amz-Content-Sha256";
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private final AccessKeys keys;
    private final Clock clock;
    private final Map<String, AccessKey> byDistribution = new ConcurrentHashMap<>();
    private final Map<String, String> distributionByKey = new ConcurrentHashMap<>();

    OriginAccess(AccessKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** What a policy may ask of a request that CloudFront signed; empty for every other key. */
    Map<String, List<String>> conditionKeys(String accessKeyId) {
        String distribution = distributionByKey.get(accessKeyId);
        return distribution == null
                ? Map.of()
                : Map.of(
                        "aws:SourceArn", List.of(distribution),
                        "aws:SourceAccount", List.of(distribution.split(":", 6)[4]));
    }

    /** The request signed for its origin, unless the control says otherwise. */
    Request sign(Request request, OriginAccessControlConfig control, String host, String distributionArn) {
        String behavior = control.signingBehaviorAsString();
        boolean own = request.headers().has("Authorization");
        if ("never".equals(behavior) || ("no-override".equals(behavior) && own)) {
            return request;
        }
        boolean s3 = "s3".equals(control.originAccessControlOriginTypeAsString());
        AccessKey key = key(distributionArn);
        String hash = s3 ? "UNSIGNED-PAYLOAD" : request.headers()
                .first(HASH_HEADER)
                .orElse(request.bytes().length == 0 ? EMPTY_HASH : "UNSIGNED-PAYLOAD");
        SdkHttpRequest plain = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .protocol("https")
                .host(host)
                .encodedPath(request.path())
                .applyMutation(builder -> query(builder, request.query()))
                .putHeader(HASH_HEADER, hash)
                .build();
        SdkHttpRequest signed = SIGNER.sign(sign -> sign.identity(AwsSessionCredentialsIdentity.create(
                                key.accessKeyId(),
                                key.secretAccessKey(),
                                Objects.requireNonNullElse(key.sessionToken(), "")))
                        .request(plain)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, s3 ? "s3" : "lambda")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, Origins.region(host))
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !s3)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock))
                .request();
        Headers headers = request.headers().with(HASH_HEADER, hash);
        for (String name : List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", HASH_HEADER)) {
            Optional<String> value = signed.firstMatchingHeader(name);
            headers = value.isPresent() ? headers.with(name, value.get()) : headers.without(name);
        }
        return request.with(headers);
    }

    private static void query(SdkHttpRequest.Builder builder, String query) {
        for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            builder.appendRawQueryParameter(Percent.decode(name), equals < 0 ? "" : Percent.decode(part.substring(equals + 1)));
        }
    }

    private AccessKey key(String distributionArn) {
        return Objects.requireNonNull(byDistribution.compute(distributionArn, (arn, known) -> {
            Instant expires = known == null ? null : known.expires();
            if (known != null && expires != null && clock.instant().isBefore(expires.minus(LIFE.dividedBy(2)))) {
                return known;
            }
            AccessKey made = keys.issueTemporary(Caller.service("cloudfront.amazonaws.com"), LIFE);
            distributionByKey.put(made.accessKeyId(), arn);
            return made;
        }));
    }
}
