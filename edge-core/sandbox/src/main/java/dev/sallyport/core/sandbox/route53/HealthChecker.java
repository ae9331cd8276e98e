package dev.sallyport.core.sandbox.route53;

import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.LoopbackClient;
import dev.sallyport.core.sandbox.http.Reasons;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.route53.model.HealthCheck;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;

/**
 * The sandbox's one health checker. It probes over real HTTP when somebody asks for a status, at most once per
 * RequestInterval, and only hosts that the sandbox itself serves. AWS has more than a dozen checkers that probe all the
 * time.
 *
 * <p>What counts as healthy is AWS's page "How Amazon Route 53 determines whether a health check is healthy".
 */
public final class HealthChecker implements AutoCloseable {
    /** That page: the answer has to come within two seconds after the connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** That page: the text is searched for in this much of the body. */
    private static final int SEARCHED = 5120;

    private final AddressBook addresses;
    private final Clock clock;
    private final LoopbackClient client = new LoopbackClient();
    private final Map<String, Deque<Observation>> observations = new ConcurrentHashMap<>();

    /** Probes hosts of {@code addresses}. */
    public HealthChecker(AddressBook addresses, Clock clock) {
        this.addresses = addresses;
        this.clock = clock;
    }

    /**
     * What one probe found.
     *
     * @param version of the health check that was probed
     * @param success whether the endpoint answered as it should
     * @param said such as {@code HTTP Status Code 200, OK}
     */
    record Observation(long version, Instant at, boolean success, String said) {
        /** In Route 53's words. */
        String status() {
            return (success ? "Success: " : "Failure: ") + said;
        }
    }

    /** The last observation; probes when that is older than the check's RequestInterval. */
    Observation observe(HealthCheck check) {
        Deque<Observation> kept = observations.computeIfAbsent(check.id(), id -> new ArrayDeque<>());
        synchronized (kept) {
            kept.removeIf(old -> old.version() != check.healthCheckVersion());
            HealthCheckConfig config = check.healthCheckConfig();
            Instant now = clock.instant();
            Observation last = kept.peekLast();
            boolean fresh = last != null
                    && Duration.between(last.at(), now).compareTo(Duration.ofSeconds(config.requestInterval())) < 0;
            if (last != null && fresh) {
                return last;
            }
            Observation made = probe(check, now);
            kept.addLast(made);
            // What lies further back says nothing any more about the last failure.
            while (kept.size() > 10) {
                kept.removeFirst();
            }
            return made;
        }
    }

    /** The last probe that failed, without probing again. */
    Optional<Observation> lastFailure(String id) {
        Deque<Observation> kept = observations.getOrDefault(id, new ArrayDeque<>());
        synchronized (kept) {
            return kept.reversed().stream().filter(one -> !one.success()).findFirst();
        }
    }

    void forget(String id) {
        observations.remove(id);
    }

    private Observation probe(HealthCheck check, Instant now) {
        HealthCheckConfig config = check.healthCheckConfig();
        String host = Objects.requireNonNullElse(config.fullyQualifiedDomainName(), "");
        long version = check.healthCheckVersion();
        boolean usual = config.ipAddress() == null && config.port() == (HealthCheckRules.isSecure(config) ? 443 : 80);
        if (!usual || !addresses.knows(host)) {
            return new Observation(
                    version, now, false, "The sandbox serves no such endpoint, and reaches nothing but itself.");
        }
        String path = config.resourcePath() == null || config.resourcePath().isEmpty() ? "/" : config.resourcePath();
        String agent = "Amazon-Route53-Health-Check-Service (ref " + check.id() + "; report http://amzn.to/1vsZADi)";
        Headers headers = Headers.of("Host", host, "Connection", "close", "User-Agent", agent);
        try {
            Response response = client.send(
                    addresses.port(host),
                    Request.of("GET", path, headers, SdkBytes.fromByteArrayUnsafe(new byte[0])),
                    PATIENCE);
            return judged(version, now, config, response);
        } catch (SocketTimeoutException e) {
            return new Observation(version, now, false, "The endpoint did not answer within two seconds.");
        } catch (IOException e) {
            return new Observation(version, now, false, "The health checker could not establish a connection.");
        }
    }

    private static Observation judged(long version, Instant now, HealthCheckConfig config, Response response) {
        String said = "HTTP Status Code " + response.status() + ", " + Reasons.of(response.status());
        if (response.status() < 200 || response.status() > 399) {
            return new Observation(version, now, false, said);
        }
        if (HealthCheckRules.matchesText(config)) {
            byte[] body = response.bytes();
            String start = new String(body, 0, Math.min(body.length, SEARCHED), StandardCharsets.UTF_8);
            if (!start.contains(config.searchString())) {
                return new Observation(version, now, false, said + ", but the search string was not found in the body");
            }
        }
        return new Observation(version, now, true, said);
    }

    @Override
    public void close() {
        client.close();
    }
}
