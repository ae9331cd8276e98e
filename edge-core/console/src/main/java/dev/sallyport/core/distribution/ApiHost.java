package dev.sallyport.core.distribution;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API's default endpoint, as an origin names it.
 *
 * @param id of the API
 * @param region where it is
 * @param stage with which the origin's path begins; empty for none
 */
public record ApiHost(String id, String region, String stage) {
    private static final Pattern HOST =
            Pattern.compile("(?<id>[a-z0-9]+)\\.execute-api\\.(?<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

    /** Empty where the name is none, such as the target of a custom domain name. */
    public static Optional<ApiHost> of(String domainName, String path) {
        Matcher host = HOST.matcher(domainName);
        if (!host.matches() || host.group("id").startsWith("d-")) {
            return Optional.empty();
        }
        String[] parts = path.split("/", -1);
        return Optional.of(new ApiHost(host.group("id"), host.group("region"), parts.length > 1 ? parts[1] : ""));
    }
}
