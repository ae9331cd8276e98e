package dev.sallyport.core.webacl;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A web request as AWS WAF inspects it.
 *
 * @param timestamp when AWS WAF received it
 * @param requestId CloudFront's id of the request
 * @param clientIp the address that connected, IPv4 or IPv6
 * @param country ISO 3166 alpha-2, {@code -} when unresolved
 * @param method as sent
 * @param uri the path as sent, undecoded, without the query string
 * @param args the query string as sent, without {@code ?}
 * @param httpVersion such as {@code HTTP/1.1}
 * @param headers in the order sent
 * @param body as far as known
 * @param ja3 TLS fingerprint, null when there is none
 * @param ja4 TLS fingerprint, null when there is none
 * @param asn autonomous system of the client; 0 is AWS's "unknown", null when it was not looked up
 * @param fragment of the URI, null when not known
 * @param redacted parts whose true value is hidden: {@code method}, {@code uri}, {@code args}, or {@code header:},
 *     {@code argument:} or {@code cookie:} and a name in lower case
 */
public record WafRequest(
        Instant timestamp,
        String requestId,
        String clientIp,
        String country,
        String method,
        String uri,
        String args,
        String httpVersion,
        List<Header> headers,
        WafBody body,
        @Nullable String ja3,
        @Nullable String ja4,
        @Nullable Long asn,
        @Nullable String fragment,
        Set<String> redacted) {

    /** The country of an address that AWS could not place. */
    public static final String NO_COUNTRY = "-";

    /** One header line. */
    public record Header(String name, String value) {}

    /** Copies the collections. */
    public WafRequest {
        headers = List.copyOf(headers);
        redacted = Set.copyOf(redacted);
    }

    /** A request without TLS fingerprint, ASN or redaction. */
    public static WafRequest of(
            Instant timestamp, String requestId, String clientIp, String method, String uri, String args,
            List<Header> headers, WafBody body) {
        return new WafRequest(
                timestamp, requestId, clientIp, NO_COUNTRY, method, uri, args, "HTTP/1.1", headers, body, null, null,
                null, null, Set.of());
    }

    /** The same request from another country, ISO 3166 alpha-2. */
    public WafRequest fromCountry(String code) {
        return new WafRequest(
                timestamp, requestId, clientIp, code, method, uri, args, httpVersion, headers, body, ja3, ja4, asn,
                fragment, redacted);
    }

    /** The values of every header of that name, in any case, in order. */
    public List<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    /** Whether the true value of {@code part} is hidden; parts as in {@link #redacted()}. */
    public boolean hides(String part) {
        return !redacted.isEmpty() && redacted.contains(part);
    }

    /** Whether the query string is not known as a whole. */
    public boolean hidesQuery() {
        return hides("args") || hidesAny("argument:");
    }

    /** Whether the Cookie header is not known as a whole. */
    public boolean hidesCookies() {
        return hidesHeader("cookie") || hidesAny("cookie:");
    }

    private boolean hidesAny(String kind) {
        return !redacted.isEmpty() && redacted.stream().anyMatch(part -> part.startsWith(kind));
    }

    /** Whether the true value of a query argument of that name, in any case, is hidden. */
    public boolean hidesArgument(String name) {
        return hides("args") || hides("argument:" + name.toLowerCase(Locale.ROOT));
    }

    /** Whether the true value of a cookie of that name, in any case, is hidden. */
    public boolean hidesCookie(String name) {
        return hidesHeader("cookie") || hides("cookie:" + name.toLowerCase(Locale.ROOT));
    }

    /** Whether the true value of the header of that name is hidden. */
    public boolean hidesHeader(String name) {
        return !redacted.isEmpty() && redacted.contains("header:" + name.toLowerCase(Locale.ROOT));
    }
}
