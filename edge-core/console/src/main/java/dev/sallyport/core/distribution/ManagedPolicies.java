package dev.sallyport.core.distribution;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * AWS's managed policies, as far as a judgement needs them. Their ids are the same in every account. Source: CloudFront
 * Developer Guide, "Use managed cache policies" and "Use managed origin request policies".
 */
final class ManagedPolicies {
    private static final long YEAR = 31_536_000;
    private static final long DAY = 86_400;

    private static final Forwarding HOST_ORIGIN_AND_METHOD = new Forwarding(
            Names.only(List.of("Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")),
            Names.ALL);

    /** Without those that Amplify Hosting keeps for itself: their settings are not published in full. */
    static final Map<String, CacheRules> CACHE = Map.of(
            // Amplify
            "2e54312d-136d-493c-8eb9-b001f22f67d2",
            new CacheRules(
                    2,
                    2,
                    600,
                    new Forwarding(
                            Names.only(List.of("Authorization", "CloudFront-Viewer-Country", "Host")), Names.ALL)),
            // CachingDisabled
            "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            new CacheRules(0, 0, 0, Forwarding.NOTHING),
            // CachingOptimized
            "658327ea-f89d-4fab-a63d-7e88639e58f6",
            new CacheRules(1, DAY, YEAR, Forwarding.NOTHING),
            // CachingOptimizedForUncompressedObjects
            "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
            new CacheRules(1, DAY, YEAR, Forwarding.NOTHING),
            // Elemental-MediaPackage
            "08627262-05a9-4f76-9ded-b50ca2e3a84f",
            new CacheRules(0, DAY, YEAR, headers("Origin")),
            // UseOriginCacheControlHeaders
            "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
            new CacheRules(0, 0, YEAR, HOST_ORIGIN_AND_METHOD),
            // UseOriginCacheControlHeaders-QueryStrings
            "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
            new CacheRules(0, 0, YEAR, HOST_ORIGIN_AND_METHOD));

    static final Map<String, Forwarding> ORIGIN_REQUEST = Map.of(
            // AllViewer
            "216adef6-5c7f-47e4-b989-5492eafa07d3",
            new Forwarding(Names.ALL, Names.ALL),
            // AllViewerAndCloudFrontHeaders-2022-06
            "33f36d7e-f396-46d9-90e0-52428a34d9dc",
            new Forwarding(Names.ALL, Names.ALL),
            // AllViewerExceptHostHeader
            "b689b0a8-53d0-40ab-baf2-68738e2966ac",
            new Forwarding(Names.allBut(List.of("Host")), Names.ALL),
            // CORS-CustomOrigin
            "59781a5b-3903-41f3-afcb-af62929ccde1",
            headers("Origin"),
            // CORS-S3Origin
            "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
            headers("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method"),
            // Elemental-MediaTailor-PersonalizedManifests
            "775133bc-15f2-49f9-abea-afb2e0bf67d2",
            headers(
                    "Origin",
                    "Access-Control-Request-Headers",
                    "Access-Control-Request-Method",
                    "User-Agent",
                    "X-Forwarded-For"),
            // HostHeaderOnly
            "bf0718e1-ba1e-49d1-88b1-f726733018ae",
            headers("Host"),
            // UserAgentRefererHeaders
            "acba4595-bd28-49b8-b9fe-13317c0390fa",
            headers("User-Agent", "Referer"));

    /** Response headers policies, which are not judged ("Use managed response headers policies"). */
    static final Set<String> RESPONSE_HEADERS = Set.of(
            // SimpleCORS
            "60669652-455b-4ae9-85a4-c4c02393f86c",
            // CORS-With-Preflight
            "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
            // SecurityHeadersPolicy
            "67f7725c-6f97-4210-82d7-5512b31e9d03",
            // CORS-and-SecurityHeadersPolicy
            "e61eb60c-9c35-4d20-a928-2b84e02af89c",
            // CORS-with-preflight-and-SecurityHeadersPolicy
            "eaab4381-ed33-4a86-88ca-d9558dc6cd63");

    private ManagedPolicies() {}

    private static Forwarding headers(String... names) {
        return new Forwarding(Names.only(List.of(names)), Names.NONE);
    }
}
