package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.wafv2.LiveFirewall;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.WafBody;
import dev.sallyport.core.webacl.WafRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The web ACL before the distribution: judges, logs and counts. */
final class WebAclGate {
    private static final int KNOWN_BODY = 64 << 10;

    private final LiveFirewall firewall;
    private final LogDelivery delivery;
    private final FirewallMetrics metrics;

    WebAclGate(LiveFirewall firewall, LogDelivery delivery, FirewallMetrics metrics) {
        this.firewall = firewall;
        this.delivery = delivery;
        this.metrics = metrics;
    }

    /** What the web ACL says: a response, or the headers that it inserts. */
    record Outcome(Optional<Response> blocked, Headers inserted) {}

    Outcome judge(Exchange exchange) {
        String arn = exchange.view().config().webACLId();
        if (arn == null || arn.isEmpty()) {
            return new Outcome(Optional.empty(), Headers.NONE);
        }
        WafRequest request = request(exchange);
        Optional<Verdict> judged = firewall.judge(arn, request);
        if (judged.isEmpty()) {
            return new Outcome(Optional.empty(), Headers.NONE);
        }
        Verdict verdict = judged.get();
        firewall.logLine(arn, exchange.view().id(), request, verdict)
                .ifPresent(line -> delivery.write(
                        new LogDelivery.Destination(
                                Caller.root(), "us-east-1", line.logGroup(), line.logStream(), false),
                        request.timestamp(),
                        line.record().toJson()));
        metrics.count(arn, request.country(), verdict);
        Headers inserted = Headers.NONE;
        for (WafRequest.Header header : verdict.insertedHeaders()) {
            inserted = inserted.plus(header.name(), header.value());
        }
        return new Outcome(
                verdict.forwards() ? Optional.empty() : Optional.of(blocked(exchange, verdict)), inserted);
    }

    private static WafRequest request(Exchange exchange) {
        Request viewer = exchange.viewer();
        byte[] body = viewer.bytes();
        List<WafRequest.Header> headers = viewer.headers().lines().stream()
                .map(line -> new WafRequest.Header(line.name(), line.value()))
                .toList();
        return WafRequest.of(
                        exchange.start(),
                        exchange.requestId(),
                        exchange.clientIp(),
                        viewer.method(),
                        viewer.path(),
                        viewer.query(),
                        headers,
                        body.length <= KNOWN_BODY
                                ? WafBody.of(body)
                                : WafBody.of(Arrays.copyOf(body, KNOWN_BODY), body.length))
                .fromCountry(exchange.country());
    }

    private static Response blocked(Exchange exchange, Verdict verdict) {
        exchange.result("Error", "InvalidRequestBlocked");
        Verdict.CustomResponse custom = verdict.customResponse();
        if (custom != null) {
            Headers headers = Headers.of("Server", "CloudFront");
            if (!custom.contentType().isEmpty()) {
                headers = headers.plus("Content-Type", custom.contentType());
            }
            for (WafRequest.Header header : custom.headers()) {
                headers = headers.plus(header.name(), header.value());
            }
            return Response.text(custom.status(), headers, custom.body());
        }
        Response page = ErrorPage.of(verdict.status(), "Request blocked.", exchange.requestId());
        return switch (verdict.action()) {
            case CAPTCHA -> page.with("x-amzn-waf-action", "captcha");
            case CHALLENGE -> page.with("x-amzn-waf-action", "challenge");
            default -> page;
        };
    }
}
