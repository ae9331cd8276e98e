package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.items;
import static dev.sallyport.core.distribution.ApiForm.text;
import static dev.sallyport.core.distribution.ApiForm.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What of the viewer's request goes on to the origin by one policy: for an origin request policy beside the cache key,
 * for a cache policy as part of it.
 */
record Forwarding(Names headers, Names cookies) {
    static final Forwarding NOTHING = new Forwarding(Names.NONE, Names.NONE);

    /**
     * Of an {@code OriginRequestPolicyConfig} or of a cache policy's {@code ParametersInCacheKeyAndForwardedToOrigin};
     * empty when it uses a word that the API Reference ({@code OriginRequestPolicyHeadersConfig},
     * {@code CachePolicyCookiesConfig}) does not have.
     */
    static Optional<Forwarding> of(JsonNode policy) {
        JsonNode headers = policy.path("HeadersConfig");
        JsonNode cookies = policy.path("CookiesConfig");
        return names(text(headers, "HeaderBehavior"), texts(headers.path("Headers")))
                .flatMap(sent -> names(text(cookies, "CookieBehavior"), texts(cookies.path("Cookies")))
                        .map(kept -> new Forwarding(sent, kept)));
    }

    private static Optional<Names> names(String behavior, List<String> listed) {
        return switch (behavior) {
            case "none" -> Optional.of(Names.NONE);
            case "whitelist" -> Optional.of(Names.only(listed));
            case "allExcept" -> Optional.of(Names.allBut(listed));
            case "all", "allViewer", "allViewerAndWhitelistCloudFront" -> Optional.of(Names.ALL);
            default -> Optional.empty();
        };
    }

    /**
     * Of legacy cache settings, where what is forwarded is also the cache key; the header {@code *} stands for all
     * (API Reference, {@code ForwardedValues}).
     */
    static Forwarding ofLegacy(JsonNode forwardedValues) {
        List<String> headers = texts(forwardedValues.path("Headers"));
        JsonNode cookies = forwardedValues.path("Cookies");
        return new Forwarding(
                headers.contains("*") ? Names.ALL : Names.only(headers),
                switch (text(cookies, "Forward")) {
                    case "all" -> Names.ALL;
                    case "whitelist" -> Names.only(texts(cookies.path("WhitelistedNames")));
                    default -> Names.NONE;
                });
    }

    /** All policies of an answer of {@code list-…-policies}, or the one of {@code get-…-policy}. */
    static List<JsonNode> policies(JsonNode answer, String kind) {
        if (answer.path(kind).isObject()) {
            return List.of(answer.path(kind));
        }
        return items(answer.path(kind + "List")).stream().map(item -> item.path(kind)).toList();
    }
}
