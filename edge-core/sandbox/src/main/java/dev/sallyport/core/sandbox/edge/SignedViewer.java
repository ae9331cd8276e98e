package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.match.Address;
import dev.sallyport.core.match.Cidr;
import dev.sallyport.core.match.Glob;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Demands signed URLs or signed cookies of viewers, with canned and custom policies, where a behavior trusts key groups.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html">Serve private content
 *     with signed URLs and signed cookies</a>
 */
final class SignedViewer {
    private static final Set<String> MEMBERS = Set.of("Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm");
    private static final String COOKIE = "CloudFront-";

    private final AddressBook addresses;
    private final Clock clock;

    SignedViewer(AddressBook addresses, Clock clock) {
        this.addresses = addresses;
        this.clock = clock;
    }

    /** What CloudFront answers to a request that is not signed as the behavior demands; empty for one that is. */
    Optional<Response> refuse(Exchange exchange, Map<String, PublicKey> signers) {
        Request viewer = exchange.viewer();
        Map<String, String> given = parameters(viewer.query());
        if (!given.containsKey("Signature") && !given.containsKey("Key-Pair-Id")) {
            given = cookies(viewer.headers());
        }
        String keyId = given.get("Key-Pair-Id");
        if (keyId == null) {
            return refused("MissingKey", "Missing Key-Pair-Id query parameter or cookie value");
        }
        PublicKey key = signers.get(keyId);
        if (key == null) {
            return refused("InvalidKey", "Unknown Key");
        }
        boolean allowed = given.containsKey("Policy")
                ? custom(exchange, key, given)
                : given.containsKey("Expires") && canned(exchange, key, given);
        return allowed ? Optional.empty() : refused("AccessDenied", "Access denied");
    }

    /** The request as it goes on, without the parameters of its signature. */
    static Request unsigned(Request request) {
        int mark = request.target().indexOf('?');
        return mark < 0
                ? request
                : new Request(
                        request.method(), bare(request.target()), request.version(), request.headers(), request.body());
    }

    private static String bare(String target) {
        int mark = target.indexOf('?');
        if (mark < 0) {
            return target;
        }
        String left = Arrays.stream(target.substring(mark + 1).split("&", -1))
                .filter(each -> !MEMBERS.contains(each.replaceFirst("=.*", "")))
                .collect(Collectors.joining("&"));
        return target.substring(0, mark) + (left.isEmpty() ? "" : '?' + left);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> found = new HashMap<>();
        for (String each : query.split("&", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0 && MEMBERS.contains(each.substring(0, equals))) {
                found.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return found;
    }

    private static Map<String, String> cookies(Headers headers) {
        Map<String, String> found = new HashMap<>();
        headers.all("Cookie").forEach(line -> {
            for (String each : line.split(";\\s*", -1)) {
                int equals = each.indexOf('=');
                if (equals > COOKIE.length() && each.startsWith(COOKIE)) {
                    found.put(each.substring(COOKIE.length(), equals), each.substring(equals + 1));
                }
            }
        });
        return found;
    }

    private boolean canned(Exchange exchange, PublicKey key, Map<String, String> given) {
        String expires = given.getOrDefault("Expires", "");
        return expires.matches("\\d{1,12}")
                && clock.instant().getEpochSecond() < Long.parseLong(expires)
                && urls(exchange).stream().anyMatch(url -> signed(
                        key,
                        ("{\"Statement\":[{\"Resource\":\"" + url + "\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":"
                                        + expires + "}}}]}")
                                .getBytes(StandardCharsets.UTF_8),
                        given));
    }

    private boolean custom(Exchange exchange, PublicKey key, Map<String, String> given) {
        byte[] policy = bytes(given.get("Policy"));
        if (policy == null || !signed(key, policy, given)) {
            return false;
        }
        JsonNode statements;
        try {
            statements = Json.MAPPER.readTree(policy).path("Statement");
        } catch (IOException e) {
            return false;
        }
        JsonNode statement = statements.path(0);
        JsonNode condition = statement.path("Condition");
        long now = clock.instant().getEpochSecond();
        JsonNode from = condition.at("/DateGreaterThan/AWS:EpochTime");
        JsonNode range = condition.at("/IpAddress/AWS:SourceIp");
        String resource = statement.path("Resource").asText("*");
        return statements.size() == 1
                && now < condition.at("/DateLessThan/AWS:EpochTime").asLong(0)
                && (from.isMissingNode() || now > from.asLong(Long.MAX_VALUE))
                && (range.isMissingNode() || inRange(range.asText(), exchange.clientIp()))
                && urls(exchange).stream().anyMatch(url -> Glob.matches(resource, url));
    }

    /** The URLs that a viewer may mean: by every name of the distribution and by its address on this machine. */
    private List<String> urls(Exchange exchange) {
        Request viewer = exchange.viewer();
        String rest = bare(viewer.target());
        List<String> urls = new ArrayList<>();
        String domain = exchange.view().distribution().domainName();
        List<String> hosts = new ArrayList<>(List.of(viewer.headers().first("Host").orElse(domain), domain));
        hosts.addAll(exchange.view().config().aliases().items());
        hosts.stream().distinct().forEach(host -> {
            urls.add("https://" + host + rest);
            urls.add("http://" + host + rest);
        });
        addresses.loopback(domain).map(URI::getPort).ifPresent(port -> {
            urls.add("http://127.0.0.1:" + port + rest);
            urls.add("http://localhost:" + port + rest);
        });
        return urls;
    }

    private static boolean signed(PublicKey key, byte[] policy, Map<String, String> given) {
        byte[] signature = bytes(given.get("Signature"));
        if (signature == null) {
            return false;
        }
        try {
            String hash = "SHA256".equalsIgnoreCase(given.get("Hash-Algorithm")) ? "SHA256" : "SHA1";
            Signature check = Signature.getInstance(hash + "with" + (key.getAlgorithm().equals("RSA") ? "RSA" : "ECDSA"));
            check.initVerify(key);
            check.update(policy);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** CloudFront's base64, in which {@code -}, {@code _} and {@code ~} stand for {@code +}, {@code =} and {@code /}. */
    private static byte @Nullable [] bytes(@Nullable String text) {
        try {
            return text == null
                    ? null
                    : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '=').replace('~', '/'));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean inRange(String range, String ip) {
        Address address = Address.parse(ip);
        String whole = range.contains("/") ? range : range + "/32";
        return address != null && Cidr.parse(whole).filter(cidr -> cidr.contains(address)).isPresent();
    }

    private static Optional<Response> refused(String code, String message) {
        return Optional.of(Response.text(
                403,
                Headers.of("Server", "CloudFront", "Content-Type", "text/xml"),
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error>"));
    }
}
