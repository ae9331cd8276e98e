package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.apigateway.SandboxApiGateway;
import dev.sallyport.core.sandbox.apigatewayv2.SandboxApiGatewayV2;
import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.HttpListener;
import dev.sallyport.core.sandbox.http.LoopbackClient;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.logs.SandboxLogs;
import dev.sallyport.core.sandbox.wafv2.LiveFirewall;
import dev.sallyport.core.sandbox.wire.SigV4Verifier;
import dev.sallyport.core.webacl.WafRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.wafv2.Wafv2Client;

/**
 * The sandbox's data plane: one loopback listener per distribution, API, function URL and bucket that a distribution has as
 * its origin. The listeners follow what is created and deleted.
 *
 * <p>A distribution's requests come from {@code 127.0.0.1} and from no country, unless they carry the sandbox's token in
 * {@value #TOKEN_HEADER}: then {@value #CLIENT_HEADER} and {@value #COUNTRY_HEADER} say where they come from.
 */
public final class EdgePlane implements AutoCloseable {
    /** Proves that the sandbox's own traffic generator sends a request. */
    public static final String TOKEN_HEADER = "X-Sandbox-Token";

    /** The client's address, IPv4 or IPv6. */
    public static final String CLIENT_HEADER = "X-Sandbox-Client-Ip";

    /** The client's country, ISO 3166 alpha-2. */
    public static final String COUNTRY_HEADER = "X-Sandbox-Country";

    private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d+)?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private final Surroundings with;
    private final LoopbackClient client = new LoopbackClient();
    private final DistributionFront distributions;
    private final ApiGatewayFront apis;
    private final HttpApiFront httpApis;
    private final FunctionUrlFront urls;
    private final BucketFront buckets;
    private final AccessLogs accessLogs;
    private final EdgeMetrics metrics;
    private final Map<String, HttpListener> listeners = new HashMap<>();
    private volatile Map<String, View> views = Map.of();
    private volatile Map<String, StagingSplit> splits = Map.of();
    private boolean open;

    /**
     * What the data plane serves and where it leaves its traces.
     *
     * @param token for {@link #TOKEN_HEADER}
     */
    public record Surroundings(
            AddressBook addresses,
            SandboxCloudFront cloudFront,
            SandboxLambda lambda,
            SandboxApiGateway apiGateway,
            SandboxApiGatewayV2 apiGatewayV2,
            S3Client s3,
            Wafv2Client waf,
            LiveFirewall firewall,
            SandboxLogs logs,
            LogDelivery logDelivery,
            MetricDelivery metricDelivery,
            SigV4Verifier verifier,
            Authorizer authorizer,
            AccessKeys keys,
            Clock clock,
            String token) {

        /** Without the token. */
        @Override
        public String toString() {
            return "Surroundings";
        }
    }

    /** Nothing listens before {@link #open}. */
    public EdgePlane(Surroundings with) {
        this.with = with;
        OriginAccess access = new OriginAccess(with.keys(), with.clock());
        SignedOrigin signatures = new SignedOrigin(with.verifier(), access);
        FunctionIntegration functions = new FunctionIntegration(with.lambda());
        ApiIntegrations integrations = new ApiIntegrations(functions, with.addresses(), client, with.clock());
        with.apiGateway().whenTested(new MethodTests(integrations, with.clock())::run);
        this.apis = new ApiGatewayFront(
                with.apiGateway(),
                signatures,
                with.authorizer(),
                integrations,
                new Throttle(with.clock()));
        this.httpApis = new HttpApiFront(
                with.apiGatewayV2(),
                signatures,
                with.authorizer(),
                functions,
                new HttpApiLog(with.logDelivery()),
                with.clock());
        this.urls = new FunctionUrlFront(with.lambda(), signatures, with.authorizer(), with.clock());
        this.buckets = new BucketFront(with.s3(), signatures);
        this.accessLogs = new AccessLogs(with.logs(), with.logDelivery());
        this.metrics = new EdgeMetrics(with.metricDelivery(), with.cloudFront());
        this.distributions = new DistributionFront(
                new WebAclGate(with.firewall(), with.logDelivery(), new FirewallMetrics(with.metricDelivery(), with.waf())),
                new EdgeFunctions(with.lambda(), this::invalidResult),
                new ViewerEvents(with.cloudFront(), with.logDelivery(), with.clock()),
                new OriginCall(with.addresses(), client, access),
                new ResponseCache(with.clock()),
                new SignedViewer(with.addresses(), with.clock()),
                with.cloudFront(),
                with.clock());
        with.logs().whenDeliveriesChange(accessLogs::follow);
        with.cloudFront().whenDistributionsChange(this::refresh);
        with.lambda().whenUrlsChange(this::refresh);
        with.apiGateway().whenApisChange(this::refresh);
        with.apiGatewayV2().whenApisChange(this::refresh);
    }

    /** Starts a listener for everything that exists. */
    public synchronized void open() {
        open = true;
        refresh();
    }

    /** Starts and ends listeners so that exactly what exists is served, whoever's call changed it. */
    public synchronized void refresh() {
        if (open) {
            new Call(Caller.root(), "us-east-1", UUID.randomUUID().toString()).answer(() -> {
                follow();
                return null;
            });
        }
    }

    private void follow() {
        Map<String, View> fresh = new HashMap<>();
        Map<String, Front> wanted = new HashMap<>();
        for (Distribution distribution : with.cloudFront().distributions()) {
            String host = distribution.domainName();
            fresh.put(host, View.of(distribution, with.cloudFront(), with.lambda()));
            if (!Boolean.TRUE.equals(distribution.distributionConfig().staging())) {
                // Viewers cannot send requests directly to a staging distribution.
                wanted.put(host, viewers(host));
            }
            for (Origin origin : distribution.distributionConfig().origins().items()) {
                String name = origin.domainName();
                if (Origins.bucket(name).isPresent()) {
                    wanted.put(name, new Front(
                            request -> buckets.handle(name, request), head -> buckets.refuse(name, head), head -> false));
                }
            }
        }
        accessLogs.follow();
        views = fresh;
        splits = splits(fresh);
        for (String host : with.lambda().urlHosts()) {
            wanted.put(host, new Front(
                    request -> urls.handle(host, request),
                    head -> urls.refuse(host, head),
                    head -> urls.knows(host, head)));
        }
        for (String host : with.apiGateway().hosts()) {
            wanted.put(host, new Front(
                    request -> apis.handle(host, request),
                    head -> apis.refuse(host, head),
                    head -> apis.knows(host, head)));
        }
        for (String host : with.apiGatewayV2().hosts()) {
            wanted.put(host, new Front(
                    request -> httpApis.handle(host, request),
                    head -> httpApis.refuse(host, head),
                    head -> httpApis.knows(host, head)));
        }
        listeners.entrySet().removeIf(entry -> {
            boolean gone = !wanted.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().close();
                with.addresses().forget(entry.getKey());
            }
            return gone;
        });
        wanted.forEach((host, handler) -> listeners.computeIfAbsent(
                host, name -> new HttpListener(with.addresses().listen(name), new Named(name, handler))));
    }

    /**
     * What a listener serves.
     *
     * @param answers a whole request
     * @param refuses a head, where no body makes it one to be let in
     * @param knows whether a head that is not refused shows who sends it
     */
    private record Front(
            Function<Request, Response> answers,
            Function<Request, Optional<Response>> refuses,
            Predicate<Request> knows) {}

    /**
     * A distribution's viewers. Its web ACL judges a request's body too, so only the sandbox's own traffic shows by its head
     * that it is let in, and nothing but what the distribution takes from nobody is refused by it.
     */
    private Front viewers(String host) {
        return new Front(
                request -> viewer(host, request),
                head -> {
                    View view = views.get(host);
                    return view != null && DistributionFront.takes(view, head)
                            ? Optional.empty()
                            : Optional.of(viewer(host, head));
                },
                head -> isOwn(head.headers()));
    }

    /** What answers for its own name and, a distribution, for its aliases. */
    private final class Named implements HttpListener.Handler {
        private final String name;
        private final Front front;

        Named(String name, Front front) {
            this.name = name;
            this.front = front;
        }

        @Override
        public Response handle(Request request) {
            return front.answers().apply(request);
        }

        @Override
        public Optional<Response> refuse(Request head) {
            return front.refuses().apply(head);
        }

        @Override
        public boolean knows(Request head) {
            return front.knows().test(head);
        }

        @Override
        public boolean serves(String host) {
            View view = views.get(name);
            return host.equalsIgnoreCase(name) || (view != null && view.answersFor(host));
        }
    }

    /** By the domain name of the primary distribution. */
    private Map<String, StagingSplit> splits(Map<String, View> known) {
        Map<String, StagingSplit> found = new HashMap<>();
        known.forEach((host, view) -> with.cloudFront()
                .continuousDeploymentPolicy(view.config().continuousDeploymentPolicyId())
                .ifPresent(policy -> {
                    View staging = known.get(
                            policy.stagingDistributionDnsNames().items().getFirst());
                    if (staging != null) {
                        StagingSplit.of(policy, staging).ifPresent(split -> found.put(host, split));
                    }
                }));
        return found;
    }

    private Response viewer(String host, Request raw) {
        View primary = views.get(host);
        if (primary == null) {
            return Response.empty(404, Headers.NONE);
        }
        StagingSplit split = splits.get(host);
        if (split == null) {
            return serve(host, primary, raw);
        }
        StagingSplit.Choice choice = split.choose(raw.headers(), with.clock().instant());
        return choice.mark(
                serve(host, choice.staged() ? split.staging() : primary, raw.with(choice.headers())));
    }

    private boolean isOwn(Headers sent) {
        return sent.first(TOKEN_HEADER)
                .filter(given -> MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), with.token().getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }

    private Response serve(String host, View view, Request raw) {
        Headers sent = raw.headers();
        boolean trusted = isOwn(sent);
        String ip = sent.first(CLIENT_HEADER)
                .filter(given -> trusted && ADDRESS.matcher(given).matches())
                .orElse("127.0.0.1");
        String country = sent.first(COUNTRY_HEADER)
                .filter(given -> trusted && COUNTRY.matcher(given).matches())
                .orElse(WafRequest.NO_COUNTRY);
        Headers headers =
                sent.matching(name -> !name.toLowerCase(Locale.ROOT).startsWith("x-sandbox-"));
        // A viewer on loopback means the distribution's own name.
        Headers named = LOOPBACK.matcher(headers.first("Host").orElse("127.0.0.1")).matches()
                ? rename(headers, host)
                : headers;
        Exchange exchange = new Exchange(with.clock().instant(), view, raw.with(named), ip, country);
        Response response = distributions.handle(exchange);
        accessLogs.write(exchange, response);
        metrics.count(exchange, response);
        return response;
    }

    /** The Host in its place, since a rule may look at the order of headers. */
    private static Headers rename(Headers headers, String host) {
        if (!headers.has("Host")) {
            return headers.plus("Host", host);
        }
        return new Headers(headers.lines().stream()
                .map(line -> line.name().equalsIgnoreCase("Host") ? new Headers.Line(line.name(), host) : line)
                .toList());
    }

    /** CloudFront writes validation errors to a group of its own. */
    private void invalidResult(Exchange exchange, String event, String why) {
        ObjectNode line = Json.MAPPER.createObjectNode();
        line.put("requestId", exchange.requestId())
                .put("distributionId", exchange.view().id())
                .put("eventType", event)
                .put("error", why);
        with.logDelivery()
                .write(
                        new LogDelivery.Destination(
                                Caller.root(),
                                "us-east-1",
                                "/aws/cloudfront/LambdaEdge/" + exchange.view().id(),
                                Exchange.LOCATION,
                                true),
                        with.clock().instant(),
                        line.toString());
    }

    /** Ends every listener and connection. */
    @Override
    public synchronized void close() {
        open = false;
        listeners.values().forEach(HttpListener::close);
        listeners.clear();
        client.close();
    }
}
