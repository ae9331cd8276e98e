package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyCorsConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyCustomHeader;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyRemoveHeader;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicySecurityHeadersConfig;

/**
 * Applies a response headers policy.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html">
 *     Response headers policies</a>
 */
final class ResponsePolicy {
    private ResponsePolicy() {}

    static Response apply(@Nullable ResponseHeadersPolicyConfig policy, Request request, Response response) {
        if (policy == null) {
            return response;
        }
        Headers headers = response.headers();
        if (policy.removeHeadersConfig() != null) {
            for (ResponseHeadersPolicyRemoveHeader header :
                    policy.removeHeadersConfig().items()) {
                headers = headers.without(header.header());
            }
        }
        if (policy.corsConfig() != null && request.headers().has("Origin")) {
            headers = cors(policy.corsConfig(), request, headers);
        }
        if (policy.securityHeadersConfig() != null) {
            headers = security(policy.securityHeadersConfig(), headers);
        }
        if (policy.customHeadersConfig() != null) {
            for (ResponseHeadersPolicyCustomHeader header :
                    policy.customHeadersConfig().items()) {
                headers = set(headers, header.header(), header.value(), header.override());
            }
        }
        return response.with(headers);
    }

    private static Headers set(Headers headers, String name, String value, @Nullable Boolean override) {
        return Boolean.TRUE.equals(override) || !headers.has(name) ? headers.with(name, value) : headers;
    }

    private static Headers cors(ResponseHeadersPolicyCorsConfig cors, Request request, Headers before) {
        String origin = request.headers().first("Origin").orElse("");
        List<String> origins = cors.accessControlAllowOrigins().items();
        boolean any = origins.contains("*");
        if (!any && !origins.contains(origin)) {
            return before;
        }
        boolean override = Boolean.TRUE.equals(cors.originOverride());
        Headers headers = set(before, "Access-Control-Allow-Origin", any ? "*" : origin, override);
        if (!any) {
            headers = set(headers, "Vary", "Origin", override);
        }
        if (Boolean.TRUE.equals(cors.accessControlAllowCredentials())) {
            headers = set(headers, "Access-Control-Allow-Credentials", "true", override);
        }
        if (cors.accessControlExposeHeaders() != null && !cors.accessControlExposeHeaders().items().isEmpty()) {
            String exposed = String.join(",", cors.accessControlExposeHeaders().items());
            headers = set(headers, "Access-Control-Expose-Headers", exposed, override);
        }
        if (request.method().equals("OPTIONS") && request.headers().has("Access-Control-Request-Method")) {
            String methods = String.join(",", cors.accessControlAllowMethods().itemsAsStrings());
            headers = set(headers, "Access-Control-Allow-Methods", methods, override);
            String allowed = String.join(",", cors.accessControlAllowHeaders().items());
            if (!allowed.isEmpty()) {
                headers = set(headers, "Access-Control-Allow-Headers", allowed, override);
            }
            if (cors.accessControlMaxAgeSec() != null) {
                headers = set(headers, "Access-Control-Max-Age", cors.accessControlMaxAgeSec().toString(), override);
            }
        }
        return headers;
    }

    private static Headers security(ResponseHeadersPolicySecurityHeadersConfig config, Headers before) {
        Headers headers = before;
        if (config.strictTransportSecurity() != null) {
            var hsts = config.strictTransportSecurity();
            String value = "max-age=" + hsts.accessControlMaxAgeSec()
                    + (Boolean.TRUE.equals(hsts.includeSubdomains()) ? "; includeSubDomains" : "")
                    + (Boolean.TRUE.equals(hsts.preload()) ? "; preload" : "");
            headers = set(headers, "Strict-Transport-Security", value, hsts.override());
        }
        if (config.contentTypeOptions() != null) {
            headers = set(headers, "X-Content-Type-Options", "nosniff", config.contentTypeOptions().override());
        }
        if (config.frameOptions() != null) {
            headers = set(
                    headers,
                    "X-Frame-Options",
                    config.frameOptions().frameOptionAsString(),
                    config.frameOptions().override());
        }
        if (config.referrerPolicy() != null) {
            headers = set(
                    headers,
                    "Referrer-Policy",
                    config.referrerPolicy().referrerPolicyAsString(),
                    config.referrerPolicy().override());
        }
        if (config.xssProtection() != null) {
            var xss = config.xssProtection();
            String value = !Boolean.TRUE.equals(xss.protection())
                    ? "0"
                    : "1" + (Boolean.TRUE.equals(xss.modeBlock()) ? "; mode=block" : "")
                            + (xss.reportUri() == null ? "" : "; report=" + xss.reportUri());
            headers = set(headers, "X-XSS-Protection", value, xss.override());
        }
        if (config.contentSecurityPolicy() != null) {
            headers = set(
                    headers,
                    "Content-Security-Policy",
                    config.contentSecurityPolicy().contentSecurityPolicy(),
                    config.contentSecurityPolicy().override());
        }
        return headers;
    }
}
