package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies Signature Version 4 as AWS does, in the header and in the presigned form, against keys that the caller
 * knows. Asymmetric signatures (SigV4a) count as none.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">AWS Signature Version 4</a>
 */
public final class SigV4Verifier {
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final Duration LONGEST_LIFE = Duration.ofDays(7);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    private final Function<String, Optional<AccessKey>> keys;
    private final Clock clock;

    /** What became of a signature. */
    public sealed interface Verdict {}

    /**
     * The request is signed by {@code key} and has not changed since. The signatures of an {@code aws-chunked} body's
     * chunks and trailer are verified too; its checksum is not.
     *
     * @param key that signed
     * @param region of the scope
     * @param service signing name of the scope, such as {@code execute-api}
     */
    public record Verified(AccessKey key, String region, String service) implements Verdict {}

    /** The request is not to be let in. */
    public record Refused(Refusal reason) implements Verdict {}

    /**
     * @param keys finds a key by its id; expired keys should still be found
     * @param clock that decides on skew and expiry
     */
    public SigV4Verifier(Function<String, Optional<AccessKey>> keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Verifies a signature of any service and Region. */
    public Verdict verify(Request request) {
        return verify(request, null, null);
    }

    /**
     * Verifies a signature.
     *
     * @param service the signing name that the scope must have, or null for any
     * @param region the Region that the scope must have, or null for any
     */
    public Verdict verify(Request request, @Nullable String service, @Nullable String region) {
        return opened(
                request, service, region, Refused::new, (claim, key) -> signature(request, claim, key));
    }

    /**
     * Why a request is refused whatever its body is; empty where the body has a say.
     *
     * @param head the request without its body
     */
    public Optional<Refusal> refusal(Request head) {
        return refusal(head, null, null);
    }

    /**
     * Why a request is refused whatever its body is; empty where the body has a say.
     *
     * @param head the request without its body
     * @param service the signing name that the scope must have, or null for any
     * @param region the Region that the scope must have, or null for any
     */
    public Optional<Refusal> refusal(Request head, @Nullable String service, @Nullable String region) {
        return opened(head, service, region, Optional::of, (claim, key) -> bodyHash(head, claim)
                .filter(hash -> !same(expected(head, claim, key, hash), claim.signature()))
                .map(hash -> Refusal.WRONG_SIGNATURE));
    }

    /** Whether {@link #refusal} judges the signature too: where it covers what the body adds up to, and the head says it. */
    public static boolean isJudgedByHead(Request head) {
        return SignatureClaim.of(head).flatMap(claim -> bodyHash(head, claim)).isPresent();
    }

    /** Judges all but the signature itself, which {@code good} judges with the claim and its key. */
    private <T> T opened(
            Request request,
            @Nullable String service,
            @Nullable String region,
            Function<Refusal, T> refused,
            BiFunction<SignatureClaim, AccessKey, T> good) {
        Optional<SignatureClaim> found = SignatureClaim.of(request);
        if (found.isEmpty()) {
            return refused.apply(Refusal.UNSIGNED);
        }
        SignatureClaim claim = found.get();
        if (!claim.whole()) {
            return refused.apply(Refusal.INCOMPLETE);
        }
        if ((service != null && !service.equals(claim.service()))
                || (region != null && !region.equals(claim.region()))
                || !claim.time().startsWith(claim.date())) {
            return refused.apply(Refusal.WRONG_SCOPE);
        }
        Optional<AccessKey> key = keys.apply(claim.accessKeyId());
        if (key.isEmpty()) {
            return refused.apply(Refusal.UNKNOWN_KEY);
        }
        return key(key.get(), claim)
                .or(() -> time(claim))
                .or(() -> coverage(request, claim))
                .map(refused)
                .orElseGet(() -> good.apply(claim, key.get()));
    }

    private Optional<Refusal> key(AccessKey key, SignatureClaim claim) {
        String expected = key.sessionToken() == null ? "" : key.sessionToken();
        if (!same(expected, claim.token().orElse(""))) {
            return Optional.of(Refusal.WRONG_TOKEN);
        }
        Instant end = key.expires();
        return end != null && !end.isAfter(clock.instant()) ? Optional.of(Refusal.EXPIRED_TOKEN) : Optional.empty();
    }

    private Optional<Refusal> time(SignatureClaim claim) {
        try {
            Instant signed = LocalDateTime.parse(claim.time(), TIME).toInstant(ZoneOffset.UTC);
            Instant now = clock.instant();
            if (signed.isAfter(now.plus(SKEW))) {
                return Optional.of(Refusal.SKEWED);
            }
            if (!claim.presigned()) {
                return signed.isBefore(now.minus(SKEW)) ? Optional.of(Refusal.SKEWED) : Optional.empty();
            }
            Duration life = Duration.ofSeconds(Integer.parseInt(claim.lifeSeconds().orElse("")));
            if (life.isNegative() || life.compareTo(LONGEST_LIFE) > 0) {
                return Optional.of(Refusal.INCOMPLETE);
            }
            return now.isAfter(signed.plus(life)) ? Optional.of(Refusal.EXPIRED_REQUEST) : Optional.empty();
        } catch (DateTimeParseException | NumberFormatException e) {
            return Optional.of(Refusal.INCOMPLETE);
        }
    }

    // S3 wants every x-amz- header covered; the others accept headers that CloudFront adds after the signer.
    private static Optional<Refusal> coverage(Request request, SignatureClaim claim) {
        boolean s3 = claim.service().equals("s3");
        boolean covered = claim.signedHeaders().contains("host")
                && request.headers().lines().stream()
                        .map(line -> line.name().toLowerCase(Locale.ROOT))
                        .filter(name -> name.equals("x-amz-target") || (s3 && name.startsWith("x-amz-")))
                        .allMatch(claim.signedHeaders()::contains);
        return covered ? Optional.empty() : Optional.of(Refusal.UNSIGNED_HEADER);
    }

    /** The hash that the signature covers where the head says it. */
    private static Optional<String> bodyHash(Request head, SignatureClaim claim) {
        return head.header("X-Amz-Content-Sha256")
                .or(() -> claim.service().equals("s3") && claim.presigned()
                        ? Optional.of("UNSIGNED-PAYLOAD")
                        : Optional.empty());
    }

    private static byte[] signingKey(SignatureClaim claim, AccessKey key) {
        return CanonicalRequest.signingKey(key.secretAccessKey(), claim.date(), claim.region(), claim.service());
    }

    private static String expected(Request request, SignatureClaim claim, AccessKey key, String bodyHash) {
        String canonical =
                CanonicalRequest.of(
                        request, claim.signedHeaders(), claim.service().equals("s3"), claim.presigned(), bodyHash);
        return CanonicalRequest.hex(CanonicalRequest.hmac(
                signingKey(claim, key), CanonicalRequest.toSign(claim.time(), claim.scope(), canonical)));
    }

    private static Verdict signature(Request request, SignatureClaim claim, AccessKey key) {
        boolean s3 = claim.service().equals("s3");
        String actual = CanonicalRequest.hex(CanonicalRequest.sha256(request.bytes()));
        String bodyHash = bodyHash(request, claim).orElse(actual);
        if (!same(expected(request, claim, key, bodyHash), claim.signature())) {
            return new Refused(Refusal.WRONG_SIGNATURE);
        }
        if (s3 && bodyHash.startsWith("STREAMING-")) {
            return chunked(request, claim, key, signingKey(claim, key), bodyHash);
        }
        boolean open = s3 && bodyHash.equals("UNSIGNED-PAYLOAD");
        return open || same(actual, bodyHash)
                ? new Verified(key, claim.region(), claim.service())
                : new Refused(Refusal.WRONG_BODY);
    }

    private static Verdict chunked(
            Request request, SignatureClaim claim, AccessKey key, byte[] signingKey, String bodyHash) {
        return switch (bodyHash) {
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" ->
                new Verified(key, claim.region(), claim.service());
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" ->
                AwsChunkedBody.of(request.bytes())
                                .filter(body -> body.signedBy(signingKey, claim))
                                .isPresent()
                        ? new Verified(key, claim.region(), claim.service())
                        : new Refused(Refusal.WRONG_SIGNATURE);
            default -> new Refused(Refusal.WRONG_BODY);
        };
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
