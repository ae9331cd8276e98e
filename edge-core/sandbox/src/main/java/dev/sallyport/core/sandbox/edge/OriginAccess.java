package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.wire.SigV4Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;

/**
 * Origin access control: CloudFront signs the request to the origin as {@code cloudfront.amazonaws.com}, on behalf of one
 * distribution. With an origin access identity, the older way for buckets, it signs as that identity.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html">
 *     Restrict access to a function URL</a>
 */
final class OriginAccess {
    private static final Duration LIFE = Duration.ofHours(6);
    private static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String HASH_HEADER = "X-Amz-Content-Sha256";

    private final AccessKeys keys;
    private final Clock clock;
    private final Map<String, AccessKey> byUser = new ConcurrentHashMap<>();
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
                        "aws:SourceAccount", List.of(Arn.fromString(distribution).accountId().orElseThrow()));
    }

    /** The request signed for its origin, unless the control says otherwise. */
    Request sign(Request request, OriginAccessControlConfig control, String host, String distributionArn) {
        String behavior = control.signingBehaviorAsString();
        boolean own = request.headers().has("Authorization");
        if ("never".equals(behavior) || ("no-override".equals(behavior) && own)) {
            return request;
        }
        boolean s3 = "s3".equals(control.originAccessControlOriginTypeAsString());
        AccessKey key = key(distributionArn, Caller.service("cloudfront.amazonaws.com"));
        distributionByKey.put(key.accessKeyId(), distributionArn);
        String hash = s3 ? "UNSIGNED-PAYLOAD" : request.headers()
                .first(HASH_HEADER)
                .orElse(request.bytes().length == 0 ? EMPTY_HASH : "UNSIGNED-PAYLOAD");
        return signed(request, key, host, s3 ? "s3" : "lambda", hash);
    }

    /** The request to a bucket signed as an origin access identity. */
    Request signAs(String identity, Request request, String host) {
        return signed(request, key(identity, Caller.originAccessIdentity(identity)), host, "s3", "UNSIGNED-PAYLOAD");
    }

    private Request signed(Request request, AccessKey key, String host, String service, String hash) {
        Map<String, String> signed = SigV4Signature.of(
                request.with("Host", host), key, service, Origins.region(host), hash, clock.instant());
        Headers headers = request.headers().without("X-Amz-Security-Token");
        for (Map.Entry<String, String> header : signed.entrySet()) {
            headers = headers.with(header.getKey(), header.getValue());
        }
        return request.with(headers);
    }

    /** The key pair in use for a distribution or an identity. */
    private AccessKey key(String user, Caller caller) {
        return Objects.requireNonNull(byUser.compute(user, (name, known) -> {
            Instant expires = known == null ? null : known.expires();
            boolean fresh = expires != null && clock.instant().isBefore(expires.minus(LIFE.dividedBy(2)));
            return known != null && fresh ? known : keys.issueTemporary(caller, LIFE);
        }));
    }
}
