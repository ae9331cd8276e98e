package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.CompiledRule.Effect;
import dev.sallyport.core.webacl.CompiledRule.Plain;
import dev.sallyport.core.webacl.Verdict.CustomResponse;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.BlockAction;
import software.amazon.awssdk.services.wafv2.model.CustomHTTPHeader;
import software.amazon.awssdk.services.wafv2.model.CustomRequestHandling;
import software.amazon.awssdk.services.wafv2.model.CustomResponseBody;
import software.amazon.awssdk.services.wafv2.model.DefaultAction;
import software.amazon.awssdk.services.wafv2.model.ExcludedRule;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.RuleActionOverride;

/** How a web ACL changes the actions of a rule group's rules. */
record Overrides(Map<String, Effect> effects, Set<String> excluded) {
    static Overrides of(
            List<RuleActionOverride> overrides, List<ExcludedRule> excluded, Map<String, CustomResponseBody> bodies) {
        Map<String, Effect> effects = new HashMap<>();
        overrides.forEach(override -> effects.put(override.name(), effect(override.actionToUse(), bodies)));
        Set<String> names = new HashSet<>();
        excluded.forEach(rule -> names.add(rule.name()));
        return new Overrides(effects, names);
    }

    Plain applied(Plain rule) {
        Effect override = effects.get(rule.name());
        return new Plain(
                rule.name(),
                rule.condition(),
                override == null ? rule.effect() : override,
                override == null ? null : rule.effect().action(),
                excluded.contains(rule.name()),
                rule.labels(),
                rule.cap(),
                rule.rateBased());
    }

    static Effect effect(@Nullable RuleAction action, Map<String, CustomResponseBody> bodies) {
        if (action == null) {
            return Effect.of(WafAction.UNKNOWN);
        } else if (action.block() != null) {
            return new Effect(WafAction.BLOCK, response(action.block(), bodies), List.of());
        } else if (action.allow() != null) {
            return new Effect(WafAction.ALLOW, null, inserted(action.allow().customRequestHandling()));
        } else if (action.count() != null) {
            return new Effect(WafAction.COUNT, null, inserted(action.count().customRequestHandling()));
        } else if (action.captcha() != null) {
            return new Effect(WafAction.CAPTCHA, null, inserted(action.captcha().customRequestHandling()));
        } else if (action.challenge() != null) {
            return new Effect(WafAction.CHALLENGE, null, inserted(action.challenge().customRequestHandling()));
        }
        return Effect.of(WafAction.UNKNOWN);
    }

    static Effect effect(@Nullable DefaultAction action, Map<String, CustomResponseBody> bodies) {
        if (action != null && action.block() != null) {
            return new Effect(WafAction.BLOCK, response(action.block(), bodies), List.of());
        } else if (action != null && action.allow() != null) {
            return new Effect(WafAction.ALLOW, null, inserted(action.allow().customRequestHandling()));
        }
        return Effect.of(WafAction.UNKNOWN);
    }

    private static @Nullable CustomResponse response(BlockAction action, Map<String, CustomResponseBody> bodies) {
        var custom = action.customResponse();
        if (custom == null) {
            return null;
        }
        String key = custom.customResponseBodyKey();
        CustomResponseBody body = key == null ? null : bodies.get(key);
        List<Header> headers = custom.responseHeaders().stream()
                .map(header -> new Header(header.name(), header.value()))
                .toList();
        return new CustomResponse(
                Objects.requireNonNullElse(custom.responseCode(), 403),
                headers,
                body == null ? "" : mediaType(body.contentTypeAsString()),
                body == null ? "" : Objects.requireNonNullElse(body.content(), ""));
    }

    private static String mediaType(@Nullable String contentType) {
        return switch (String.valueOf(contentType)) {
            case "APPLICATION_JSON" -> "application/json";
            case "TEXT_HTML" -> "text/html";
            default -> "text/plain";
        };
    }

    private static List<Header> inserted(@Nullable CustomRequestHandling handling) {
        if (handling == null) {
            return List.of();
        }
        // AWS WAF puts the prefix before every name, so that no header of the viewer is replaced.
        return handling.insertHeaders().stream().map(Overrides::prefixed).toList();
    }

    private static Header prefixed(CustomHTTPHeader header) {
        return new Header("x-amzn-waf-" + header.name(), header.value());
    }
}
