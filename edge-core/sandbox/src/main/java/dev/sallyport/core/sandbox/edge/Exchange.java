package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One viewer request on its way, and what the logs will say of it. */
final class Exchange {
    /** The edge location that the sandbox plays: in us-east-1, where the logs of its functions land. */
    static final String LOCATION = "IAD89-C1";

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final String requestId;
    private final Instant start;
    private final long startNanos = System.nanoTime();
    private final View view;
    private final Request viewer;
    private final String clientIp;
    private final String country;
    private @Nullable Behavior behavior;
    private String result = "Miss";
    private String detail = "Miss";
    private long originNanos = -1;

    Exchange(Instant start, View view, Request viewer, String clientIp, String country) {
        this.requestId = id();
        this.start = start;
        this.view = view;
        this.viewer = viewer;
        this.clientIp = clientIp;
        this.country = country;
    }

    /** 54 characters of base64url and {@code ==}, as X-Amz-Cf-Id looks. */
    private static String id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder id = new StringBuilder(56);
        for (int i = 0; i < 54; i++) {
            id.append(LETTERS.charAt(random.nextInt(64)));
        }
        return id.append("==").toString();
    }

    String requestId() {
        return requestId;
    }

    Instant start() {
        return start;
    }

    Duration taken() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    View view() {
        return view;
    }

    /** The viewer's request as it came, Host and client headers settled. */
    Request viewer() {
        return viewer;
    }

    String clientIp() {
        return clientIp;
    }

    /** ISO 3166 alpha-2, {@code -} where it is not known. */
    String country() {
        return country;
    }

    String via() {
        return "1.1 " + Integer.toHexString(view.id().hashCode()) + ".cloudfront.net (CloudFront)";
    }

    Optional<Behavior> behavior() {
        return Optional.ofNullable(behavior);
    }

    void behavior(Behavior chosen) {
        this.behavior = chosen;
    }

    /** {@code x-edge-result-type}: Hit, RefreshHit, Miss, Error, LambdaGeneratedResponse, FunctionGeneratedResponse. */
    String result() {
        return result;
    }

    /** {@code x-edge-detailed-result-type}. */
    String detail() {
        return detail;
    }

    void result(String type, String detailed) {
        this.result = type;
        this.detail = detailed;
    }

    void originTook(long nanos) {
        this.originNanos = nanos;
    }

    /** Milliseconds that the origin took; empty when it was not asked. */
    OptionalLong originMillis() {
        return originNanos < 0 ? OptionalLong.empty() : OptionalLong.of(originNanos / 1_000_000);
    }
}
