package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.items;
import static dev.sallyport.core.distribution.ApiForm.known;
import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.distribution.Reading.ReadBehavior;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** By what an origin can tell the edge's requests from others, as far as the distribution's configuration shows it. */
final class OriginLock {
    /** Access that a bucket policy can bind to a header: {@code aws:Referer} and {@code aws:UserAgent}, no other. */
    private static final Set<String> HEADERS_OF_BUCKET_POLICIES = Set.of("referer", "user-agent");

    /** What people call a header that carries a secret. */
    private static final Pattern SECRET_NAME = Pattern.compile(
            "secret|token|key|auth|verif|sign|passw|credential|shared|origin-?(?:access|check|id)");

    /**
     * A value that nobody guesses: a UUID, or letters and digits without the signs of an address, a path or a sentence.
     */
    private static final Pattern SECRET_VALUE = Pattern.compile(
            "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
                    + "|(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+=_~!#$%^&*]{16,}");

    private OriginLock() {}

    /** @param mayReachMore whether behaviors that the file leaves open may reach the origin */
    static Protection of(
            JsonNode origin,
            OriginKind kind,
            List<ReadBehavior> reaching,
            boolean mayReachMore,
            Referenced referenced) {
        String control = known(origin, "OriginAccessControlId");
        boolean maySign = referenced.isSigningOpen(control);
        if (!control.isEmpty() && !maySign && !referenced.signing(control).equals("never")) {
            return Protection.OAC;
        }
        if (origin.path("VpcOriginConfig").isObject()) {
            return Protection.VPC;
        }
        if (!known(origin.path("S3OriginConfig"), "OriginAccessIdentity").isEmpty()) {
            return Protection.OAI;
        }
        if (hasClientCertificate(origin) && mayAskForCertificate(kind)) {
            return Protection.MTLS;
        }
        // One behavior without a function is enough, whatever others there may be.
        boolean reachOpen = (mayReachMore || (reaching.isEmpty() && Unresolved.is(origin.path("Id"))))
                && reaching.stream().noneMatch(ReadBehavior::signsNothing);
        boolean signs = !reaching.isEmpty() && reaching.stream().allMatch(behavior -> behavior.runs("origin-request"));
        if (signs && !reachOpen) {
            return Protection.EDGE_FUNCTION;
        }
        if (maySign || reachOpen || isOpen(origin, reaching)) {
            return Protection.UNKNOWN;
        }
        if (headers(origin).stream().anyMatch(header -> mayProve(header, kind))) {
            return Protection.HEADER;
        }
        return headers(origin).stream().anyMatch(header -> isOpen(header, kind)) ? Protection.UNKNOWN : Protection.NONE;
    }

    /** Whether a lock may be behind what the file leaves open. */
    private static boolean isOpen(JsonNode origin, List<ReadBehavior> reaching) {
        JsonNode domainName = origin.path("DomainName");
        return Stream.of("OriginAccessControlId", "S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig", "CustomHeaders")
                        .anyMatch(member -> Unresolved.is(origin.path(member)))
                || Unresolved.is(origin.path("S3OriginConfig").path("OriginAccessIdentity"))
                || Unresolved.is(origin.path("CustomOriginConfig").path("OriginMtlsConfig"))
                || (Unresolved.is(domainName) && !OriginKind.isTold(domainName.asText()))
                || reaching.stream().anyMatch(ReadBehavior::mayRunMore);
    }

    /** Whether what the file leaves open of a header decides if an origin of that kind could check it. */
    private static boolean isOpen(JsonNode header, OriginKind kind) {
        boolean name = Unresolved.is(header.path("HeaderName"));
        return switch (kind) {
            case FUNCTION_URL -> false;
            case S3, S3_WEBSITE -> name;
            case API_GATEWAY, LOAD_BALANCER, CUSTOM -> name || Unresolved.is(header.path("HeaderValue"));
        };
    }

    static boolean hasClientCertificate(JsonNode origin) {
        return !text(origin.path("CustomOriginConfig").path("OriginMtlsConfig"), "ClientCertificateArn").isEmpty();
    }

    /**
     * Custom origins, load balancers and API Gateway can ask for CloudFront's certificate; buckets and function URLs
     * cannot (Developer Guide, "Enable mutual TLS (origin) for CloudFront distributions").
     */
    private static boolean mayAskForCertificate(OriginKind kind) {
        return switch (kind) {
            case S3, S3_WEBSITE, FUNCTION_URL -> false;
            case API_GATEWAY, LOAD_BALANCER, CUSTOM -> true;
        };
    }

    /** The custom headers of an origin. */
    static List<JsonNode> headers(JsonNode origin) {
        return items(origin.path("CustomHeaders"));
    }

    /**
     * Whether an origin of that kind could refuse requests that lack the header. A bucket checks only what its policy's
     * conditions know (IAM User Guide, "AWS global condition context keys"), a function URL none. Elsewhere a header
     * that looks like a secret may be one, and others, such as {@code X-Forwarded-Prefix}, anyone would guess.
     */
    private static boolean mayProve(JsonNode header, OriginKind kind) {
        String name = known(header, "HeaderName").toLowerCase(Locale.ROOT);
        return switch (kind) {
            case FUNCTION_URL -> false;
            case S3, S3_WEBSITE -> HEADERS_OF_BUCKET_POLICIES.contains(name);
            case API_GATEWAY, LOAD_BALANCER, CUSTOM -> SECRET_NAME.matcher(name).find()
                    || SECRET_VALUE.matcher(known(header, "HeaderValue")).matches();
        };
    }
}
