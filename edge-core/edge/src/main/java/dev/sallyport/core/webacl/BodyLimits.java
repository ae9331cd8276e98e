package dev.sallyport.core.webacl;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * How much of a body AWS WAF inspects, by the resource that received the request: 8 KB for Application Load Balancer and
 * AppSync, 16 KB for the others, which a web ACL may raise up to 64 KB
 * (waf/latest/developerguide/web-acl-setting-body-inspection-limit.html).
 *
 * @param raised in bytes, by the names that an AssociationConfig has for resources
 * @param global whether the web ACL is of scope CLOUDFRONT
 */
record BodyLimits(Map<String, Integer> raised, boolean global) {
    static final int FIXED = 8 * 1024;
    static final int DEFAULT = 16 * 1024;

    /** A limit that cannot be told. */
    static final int UNKNOWN = -1;

    static final String CLOUDFRONT = "CLOUDFRONT";

    static BodyLimits of(WebACL acl) {
        Map<String, Integer> raised = new HashMap<>();
        if (acl.associationConfig() != null) {
            acl.associationConfig().requestBodyAsStrings().forEach((resource, config) ->
                    raised.put(resource, bytes(config == null ? null : config.defaultSizeInspectionLimitAsString())));
        }
        return new BodyLimits(raised, acl.arn() == null || WafArn.of(acl.arn()).map(WafArn::global).orElse(true));
    }

    private static int bytes(@Nullable String limit) {
        return switch (Objects.requireNonNullElse(limit, "")) {
            case "KB_32" -> 32 * 1024;
            case "KB_48" -> 48 * 1024;
            case "KB_64" -> 64 * 1024;
            default -> DEFAULT;
        };
    }

    /** Of a distribution. */
    int ofDistribution() {
        return raised.getOrDefault(CLOUDFRONT, DEFAULT);
    }

    /** Of the resource that a log names as the source; {@link #UNKNOWN} where it names none that is known. */
    int of(WafLogRecord log) {
        return switch (log.httpSourceName()) {
            case "CF" -> ofDistribution();
            case "ALB", "APPSYNC" -> FIXED;
            case "APIGW" -> raised.getOrDefault("API_GATEWAY", DEFAULT);
            case "COGNITOIDP" -> raised.getOrDefault("COGNITO_USER_POOL", DEFAULT);
            case "APPRUNNER" -> raised.getOrDefault("APP_RUNNER_SERVICE", DEFAULT);
            case "VERIFIED_ACCESS" -> raised.getOrDefault("VERIFIED_ACCESS_INSTANCE", DEFAULT);
            default -> global ? ofDistribution() : UNKNOWN;
        };
    }
}
