package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.http.Headers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CustomOriginConfig;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginCustomHeader;
import software.amazon.awssdk.services.cloudfront.model.S3OriginConfig;

/**
 * The origin of one request; a function at origin-request may change it.
 *
 * @param s3 whether it is an S3 origin
 * @param domainName where the request goes
 * @param path put before the request's own
 * @param port of a custom origin
 * @param protocol of a custom origin
 * @param readTimeout seconds
 * @param customHeaders that CloudFront adds
 * @param access the origin access control, null for none
 * @param identity the id of the origin access identity, empty for none
 * @param changed whether a function changed it
 */
record OriginTarget(
        boolean s3,
        String domainName,
        String path,
        int port,
        String protocol,
        int readTimeout,
        Headers customHeaders,
        @Nullable OriginAccessControlConfig access,
        String identity,
        boolean changed) {

    static OriginTarget of(Origin origin, View view) {
        Headers custom = Headers.NONE;
        for (OriginCustomHeader header : origin.customHeaders().items()) {
            custom = custom.plus(header.headerName(), header.headerValue());
        }
        CustomOriginConfig config = origin.customOriginConfig();
        boolean https = config == null || !"http-only".equals(config.originProtocolPolicyAsString());
        return new OriginTarget(
                config == null,
                origin.domainName(),
                origin.originPath(),
                config == null ? 443 : https ? config.httpsPort() : config.httpPort(),
                https ? "https" : "http",
                config == null ? 30 : config.originReadTimeout(),
                custom,
                view.controls().get(origin.originAccessControlId()),
                identity(origin.s3OriginConfig()),
                false);
    }

    /** From {@code origin-access-identity/cloudfront/ID}. */
    private static String identity(@Nullable S3OriginConfig config) {
        String named = config == null ? null : config.originAccessIdentity();
        return named == null ? "" : named.substring(named.lastIndexOf('/') + 1);
    }

    /** As the event of an origin-request function shows it. */
    ObjectNode toJson() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ObjectNode inner = json.putObject(s3 ? "s3" : "custom");
        inner.set("customHeaders", EdgeHeaders.toJson(customHeaders));
        inner.put("domainName", domainName).put("path", path);
        if (s3) {
            boolean signed = !identity.isEmpty();
            inner.put("authMethod", signed ? "origin-access-identity" : "none");
            return json.set("s3", inner.put("region", signed ? Origins.region(domainName) : ""));
        }
        inner.put("keepaliveTimeout", 5)
                .put("port", port)
                .put("protocol", protocol)
                .put("readTimeout", readTimeout)
                .putArray("sslProtocols")
                .add("TLSv1.2");
        return json;
    }

    /** The origin that a function returned. */
    static OriginTarget fromJson(JsonNode json, OriginTarget before) {
        if (json.isMissingNode() || json.equals(before.toJson())) {
            return before;
        }
        boolean s3 = json.has("s3");
        if (s3 == json.has("custom")) {
            throw EdgeFailure.invalidResult("The origin must have exactly one of 'custom' and 's3'.");
        }
        JsonNode inner = json.path(s3 ? "s3" : "custom");
        String domain = inner.path("domainName").asText();
        if (domain.isEmpty() || domain.length() > 253 || domain.matches("[0-9.]+")) {
            throw EdgeFailure.invalidResult("The origin's domainName is not a domain name.");
        }
        String path = inner.path("path").asText();
        if (path.length() > 255 || path.endsWith("/") || (!path.isEmpty() && !path.startsWith("/"))) {
            throw EdgeFailure.invalidResult("The origin's path must start with / and not end with it.");
        }
        int port = inner.path("port").asInt(443);
        if (port != 80 && port != 443 && (port < 1024 || port > 65_535)) {
            throw EdgeFailure.invalidResult("The origin's port must be 80, 443 or from 1024 to 65535.");
        }
        int timeout = inner.path("readTimeout").asInt(30);
        if (timeout < 1 || timeout > 120) {
            throw EdgeFailure.invalidResult("The origin's readTimeout must be from 1 to 120.");
        }
        boolean sameHost = domain.equals(before.domainName());
        return new OriginTarget(
                s3,
                domain,
                path,
                port,
                inner.path("protocol").asText("https"),
                timeout,
                EdgeHeaders.fromJson(inner.path("customHeaders")),
                sameHost ? before.access() : null,
                sameHost && !inner.path("authMethod").asText().equals("none") ? before.identity() : "",
                true);
    }
}
