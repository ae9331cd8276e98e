package dev.sallyport.core.sandbox.route53;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;

/**
 * What Route 53 demands of a health check, and its defaults.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html">
 *     HealthCheckConfig</a>
 */
final class HealthCheckRules {
    private static final Set<String> SERVED = Set.of("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH");
    private static final int LONGEST = 255;

    private HealthCheckRules() {}

    static boolean isSecure(HealthCheckConfig config) {
        return config.typeAsString().startsWith("HTTPS");
    }

    static boolean matchesText(HealthCheckConfig config) {
        return config.typeAsString().endsWith("_STR_MATCH");
    }

    /** The configuration with Route 53's defaults for what it leaves open. */
    static HealthCheckConfig checked(@Nullable HealthCheckConfig given) {
        if (given == null || given.type() == null) {
            throw Route53Faults.invalid("The health check needs a Type.");
        }
        if (!SERVED.contains(given.typeAsString())) {
            throw Route53Faults.invalid("The sandbox carries the types HTTP, HTTPS, HTTP_STR_MATCH and HTTPS_STR_MATCH,"
                    + " not " + given.typeAsString() + ".");
        }
        HealthCheckConfig config = given.toBuilder()
                .port(Objects.requireNonNullElse(given.port(), isSecure(given) ? 443 : 80))
                .requestInterval(Objects.requireNonNullElse(given.requestInterval(), 30))
                .failureThreshold(Objects.requireNonNullElse(given.failureThreshold(), 3))
                .measureLatency(Boolean.TRUE.equals(given.measureLatency()))
                .inverted(Boolean.TRUE.equals(given.inverted()))
                .disabled(Boolean.TRUE.equals(given.disabled()))
                .enableSNI(Objects.requireNonNullElse(given.enableSNI(), isSecure(given)))
                .build();
        check(config);
        return config;
    }

    private static void check(HealthCheckConfig config) {
        String name = Objects.requireNonNullElse(config.fullyQualifiedDomainName(), "");
        if (name.isEmpty() && config.ipAddress() == null) {
            throw Route53Faults.invalid("The health check needs a FullyQualifiedDomainName or an IPAddress.");
        }
        String path = Objects.requireNonNullElse(config.resourcePath(), "");
        String search = Objects.requireNonNullElse(config.searchString(), "");
        if (name.length() > LONGEST || path.length() > LONGEST || search.length() > LONGEST) {
            throw Route53Faults.invalid(
                    "FullyQualifiedDomainName, ResourcePath and SearchString have at most 255 characters.");
        }
        if (!path.isEmpty() && !path.matches("/[\\x21-\\x7e]*")) {
            throw Route53Faults.invalid("ResourcePath starts with a slash and has no spaces.");
        }
        if (!name.isEmpty() && !name.matches("[A-Za-z0-9._-]+")) {
            throw Route53Faults.invalid("Invalid FullyQualifiedDomainName.");
        }
        if (matchesText(config) == search.isEmpty()) {
            throw Route53Faults.invalid(
                    "SearchString belongs to the types HTTP_STR_MATCH and HTTPS_STR_MATCH, and only to them.");
        }
        if (config.port() < 1 || config.port() > 65_535) {
            throw Route53Faults.invalid("Port must be between 1 and 65535.");
        }
        if (config.requestInterval() != 10 && config.requestInterval() != 30) {
            throw Route53Faults.invalid("RequestInterval must be 10 or 30.");
        }
        if (config.failureThreshold() < 1 || config.failureThreshold() > 10) {
            throw Route53Faults.invalid("FailureThreshold must be between 1 and 10.");
        }
        if (config.hasRegions() && new HashSet<>(config.regionsAsStrings()).size() < 3) {
            throw Route53Faults.invalid("Regions must name at least three regions.");
        }
        if (config.hasChildHealthChecks() || config.alarmIdentifier() != null || config.routingControlArn() != null) {
            throw Route53Faults.invalid("Child health checks, alarms and routing controls belong to other types.");
        }
    }
}
