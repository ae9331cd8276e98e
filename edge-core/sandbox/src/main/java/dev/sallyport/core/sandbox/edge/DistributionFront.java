package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.GeoRestriction;

/** What a viewer's request meets at a distribution, in CloudFront's order. */
final class DistributionFront {
    private static final int URL_LIMIT = 8192;
    private static final Duration ERROR_LIFE = Duration.ofSeconds(10);

    private static final Set<String> FAILING_OVER = Set.of("GET", "HEAD", "OPTIONS");

    private final WebAclGate gate;
    private final EdgeFunctions functions;
    private final ViewerEvents viewerFunctions;
    private final OriginCall origins;
    private final ResponseCache cache;
    private final SignedViewer signed;
    private final SandboxCloudFront cloudFront;
    private final Clock clock;

    DistributionFront(
            WebAclGate gate,
            EdgeFunctions functions,
            ViewerEvents viewerFunctions,
            OriginCall origins,
            ResponseCache cache,
            SignedViewer signed,
            SandboxCloudFront cloudFront,
            Clock clock) {
        this.gate = gate;
        this.functions = functions;
        this.viewerFunctions = viewerFunctions;
        this.origins = origins;
        this.cache = cache;
        this.signed = signed;
        this.cloudFront = cloudFront;
        this.clock = clock;
    }

    Response handle(Exchange exchange) {
        Response response;
        try {
            response = admitted(exchange);
        } catch (EdgeFailure e) {
            exchange.result("Error", e.detail());
            response = ErrorPage.of(e.status(), e.page(), exchange.requestId());
        }
        return response.with("X-Cache", exchange.result() + " from cloudfront")
                .with("Via", exchange.via())
                .with("X-Amz-Cf-Pop", Exchange.LOCATION)
                .with("X-Amz-Cf-Id", exchange.requestId());
    }

    /** Whether requests of such a head are served at all, whatever the web ACL says of them. */
    static boolean takes(View view, Request head) {
        return Boolean.TRUE.equals(view.config().enabled()) && head.target().length() <= URL_LIMIT;
    }

    private Response admitted(Exchange exchange) {
        Request viewer = exchange.viewer();
        DistributionConfig config = exchange.view().config();
        if (!Boolean.TRUE.equals(config.enabled())) {
            throw new EdgeFailure(403, "InvalidRequest", "The distribution is disabled.");
        }
        if (viewer.target().length() > URL_LIMIT) {
            throw new EdgeFailure(414, "InvalidRequest", "Bad request. The URL is longer than 8,192 characters.");
        }
        WebAclGate.Outcome judged = gate.judge(exchange);
        if (judged.blocked().isPresent()) {
            return judged.blocked().get();
        }
        if (viewer.bytes().length > 0 && viewer.method().matches("GET|HEAD")) {
            throw new EdgeFailure(403, "InvalidRequest", "Bad request.");
        }
        refuseCountry(exchange, config);
        Headers headers = viewer.headers();
        for (Headers.Line line : judged.inserted().lines()) {
            headers = headers.with(line.name(), line.value());
        }
        String root = config.defaultRootObject();
        String target = viewer.path().equals("/") && !root.isEmpty()
                ? '/' + root + viewer.target().substring(1)
                : viewer.target();
        Request request = new Request(viewer.method(), target, viewer.version(), headers, viewer.body());
        Behavior behavior = exchange.view().behavior(request.path());
        exchange.behavior(behavior);
        if (!behavior.allowedMethods().contains(request.method())) {
            throw new EdgeFailure(
                    403,
                    "InvalidRequestMethod",
                    "This distribution is not configured to allow the HTTP request method that was used for this request."
                            + " The distribution supports only cachable requests.");
        }
        Map<String, PublicKey> signers = behavior.signers();
        if (signers == null) {
            return served(exchange, behavior, request);
        }
        Optional<Response> refused = signed.refuse(exchange, signers);
        if (refused.isPresent()) {
            exchange.result("Error", "Error");
            return refused.get();
        }
        return served(exchange, behavior, SignedViewer.unsigned(request));
    }

    private static void refuseCountry(Exchange exchange, DistributionConfig config) {
        GeoRestriction geo = config.restrictions().geoRestriction();
        boolean listed = geo.items().contains(exchange.country());
        if (("whitelist".equals(geo.restrictionTypeAsString()) && !listed)
                || ("blacklist".equals(geo.restrictionTypeAsString()) && listed)) {
            throw new EdgeFailure(
                    403,
                    "ClientGeoBlocked",
                    "The Amazon CloudFront distribution is configured to block access from your country.");
        }
    }

    private Response served(Exchange exchange, Behavior behavior, Request request) {
        OriginTarget origin = OriginTarget.of(exchange.view().origin(behavior), exchange.view());
        Request asked = request;
        switch (atViewerRequest(exchange, behavior, request, origin)) {
            case EdgeFunctions.Answer(Response response) -> {
                String made = behavior.viewerFunctions().isEmpty() ? "LambdaGeneratedResponse" : "FunctionGeneratedResponse";
                exchange.result(made, made);
                return response;
            }
            case EdgeFunctions.Go go -> asked = go.request();
        }
        Response response = cachedOrFetched(exchange, behavior, asked, origin);
        response = ResponsePolicy.apply(behavior.responseHeaders(), asked, response);
        // CloudFront skips functions when the origin answered with an error.
        return response.status() >= 400 ? response : atViewerResponse(exchange, behavior, asked, response);
    }

    private EdgeFunctions.Decision atViewerRequest(
            Exchange exchange, Behavior behavior, Request request, OriginTarget origin) {
        Behavior.Function lambda = behavior.functions().get("viewer-request");
        if (lambda != null) {
            return functions.onRequest(exchange, "viewer-request", lambda, request, origin);
        }
        String arn = behavior.viewerFunctions().get("viewer-request");
        return arn == null
                ? new EdgeFunctions.Go(request, origin)
                : viewerFunctions.onRequest(exchange, arn, request, origin);
    }

    private Response atViewerResponse(Exchange exchange, Behavior behavior, Request request, Response response) {
        Behavior.Function lambda = behavior.functions().get("viewer-response");
        if (lambda != null) {
            return functions.onResponse(exchange, "viewer-response", lambda, request, response);
        }
        String arn = behavior.viewerFunctions().get("viewer-response");
        return arn == null ? response : viewerFunctions.onResponse(exchange, arn, request, response);
    }

    private Response cachedOrFetched(Exchange exchange, Behavior behavior, Request request, OriginTarget origin) {
        boolean cachable = behavior.cachedMethods().contains(request.method());
        String key = cachable ? Forwarding.cacheKey(exchange.view().id(), request, behavior) : "";
        if (cachable) {
            Optional<ResponseCache.Entry> hit =
                    cache.get(key, () -> cloudFront.invalidationsOf(exchange.view().id()));
            if (hit.isPresent()) {
                exchange.result("Hit", "Hit");
                return hit(hit.get(), request);
            }
        }
        Response fetched = fetched(exchange, behavior, request, origin);
        boolean error = fetched.status() >= 400;
        boolean generated = exchange.result().equals("LambdaGeneratedResponse");
        if (error && !generated) {
            exchange.result("Error", "OriginError");
        }
        Response response = error ? customError(exchange, fetched) : fetched;
        Duration life = ResponseCache.life(fetched, behavior.cache(), clock);
        if (error) {
            life = behavior.cache().maxTTL() == null || behavior.cache().maxTTL() > 0 ? ERROR_LIFE : Duration.ZERO;
        }
        if (cachable && request.method().equals("GET") && life.isPositive() && response.status() != 206) {
            cache.put(key, exchange.view().id(), exchange.viewer().path(), response, life, generated);
        }
        return response;
    }

    private Response hit(ResponseCache.Entry entry, Request request) {
        long age = Duration.between(entry.stored(), clock.instant()).toSeconds();
        Response response = entry.response().with("Age", Long.toString(age));
        Optional<String> tag = response.headers().first("ETag");
        return tag.isPresent() && tag.equals(request.headers().first("If-None-Match"))
                ? Response.empty(304, response.headers())
                : response;
    }

    /**
     * From the primary origin, or from the secondary one where an origin group says so.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html">
     *     Origin failover</a>
     */
    private Response fetched(Exchange exchange, Behavior behavior, Request request, OriginTarget origin) {
        View.Failover over =
                FAILING_OVER.contains(request.method()) ? exchange.view().failover(behavior) : null;
        if (over == null) {
            return fetchedFrom(exchange, behavior, request, origin);
        }
        try {
            Response response = fetchedFrom(exchange, behavior, request, origin);
            boolean generated = exchange.result().equals("LambdaGeneratedResponse");
            if (generated || !over.codes().contains(response.status())) {
                return response;
            }
        } catch (EdgeFailure e) {
            if (!e.ofOrigin()) {
                throw e;
            }
        }
        return fetchedFrom(exchange, behavior, request, OriginTarget.of(over.secondary(), exchange.view()));
    }

    private Response fetchedFrom(Exchange exchange, Behavior behavior, Request request, OriginTarget origin) {
        Request outgoing = Forwarding.toOrigin(exchange, request, behavior, origin.domainName());
        OriginTarget target = origin;
        Behavior.Function before = behavior.functions().get("origin-request");
        if (before != null) {
            origins.resolve(origin);
            switch (functions.onRequest(exchange, "origin-request", before, outgoing, origin)) {
                case EdgeFunctions.Answer(Response response) -> {
                    exchange.result("LambdaGeneratedResponse", "LambdaGeneratedResponse");
                    return response;
                }
                case EdgeFunctions.Go go -> {
                    outgoing = go.request();
                    target = go.origin();
                }
            }
        }
        Response response = origins.send(exchange, outgoing, target);
        Behavior.Function after = behavior.functions().get("origin-response");
        return after == null
                ? response
                : functions.onResponse(exchange, "origin-response", after, outgoing, response);
    }

    /** The page that the distribution has for an error of the origin, if any. */
    private Response customError(Exchange exchange, Response error) {
        for (CustomErrorResponse custom : exchange.view().config().customErrorResponses().items()) {
            if (custom.errorCode() != error.status() || custom.responsePagePath() == null
                    || custom.responsePagePath().isEmpty()) {
                continue;
            }
            Request page = Request.of(
                    "GET",
                    custom.responsePagePath(),
                    exchange.viewer().headers(),
                    SdkBytes.fromByteArrayUnsafe(new byte[0]));
            Behavior other = exchange.view().behavior(page.path());
            OriginTarget origin = OriginTarget.of(exchange.view().origin(other), exchange.view());
            Response found = fetched(exchange, other, page, origin);
            if (found.status() == 200) {
                int status = custom.responseCode() == null || custom.responseCode().isEmpty()
                        ? error.status()
                        : Integer.parseInt(custom.responseCode());
                return new Response(status, found.headers(), found.body());
            }
        }
        return error;
    }
}
