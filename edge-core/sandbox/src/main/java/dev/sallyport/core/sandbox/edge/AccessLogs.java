package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.LogGroupArn;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.Delivery;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliveryDestination;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliverySource;

/**
 * CloudFront's standard logs, version 2: written for each delivery of CloudWatch Logs whose source is the distribution and
 * whose destination is a log group.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html">
 *     Standard log fields</a>
 */
final class AccessLogs {
    private static final List<String> STANDARD = List.of(("date time x-edge-location sc-bytes c-ip cs-method cs(Host)"
                    + " cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type"
                    + " x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol"
                    + " ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port"
                    + " time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start"
                    + " sc-range-end")
            .split(" ", -1));
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final CloudWatchLogsClient logs;
    private final LogDelivery delivery;
    private volatile Map<String, List<Target>> byDistribution = Map.of();

    /** Where a distribution's lines go, and how they look. */
    private record Target(String group, List<String> fields, boolean json, String delimiter) {}

    AccessLogs(CloudWatchLogsClient logs, LogDelivery delivery) {
        this.logs = logs;
        this.delivery = delivery;
    }

    /** Takes the deliveries as they are now. One after the other, so that the last look is the youngest. */
    synchronized void follow() {
        byDistribution = look();
    }

    void write(Exchange exchange, Response response) {
        List<Target> targets = byDistribution.getOrDefault(exchange.view().distribution().arn(), List.of());
        if (targets.isEmpty()) {
            return;
        }
        Map<String, String> values = values(exchange, response);
        for (Target target : targets) {
            String line;
            if (target.json()) {
                ObjectNode json = Json.MAPPER.createObjectNode();
                target.fields().forEach(field -> json.put(field, values.getOrDefault(field, "-")));
                line = json.toString();
            } else {
                line = target.fields().stream()
                        .map(field -> values.getOrDefault(field, "-"))
                        .collect(Collectors.joining(target.delimiter()));
            }
            delivery.write(
                    new LogDelivery.Destination(
                            Caller.root(),
                            "us-east-1",
                            target.group(),
                            "CloudFront_" + exchange.view().id(),
                            false),
                    exchange.start(),
                    line);
        }
    }

    private Map<String, List<Target>> look() {
        return new Call(Caller.root(), "us-east-1", UUID.randomUUID().toString()).answer(() -> {
            Map<String, List<Target>> found = new HashMap<>();
            Map<String, DeliverySource> sources = new HashMap<>();
            logs.describeDeliverySourcesPaginator(r -> {}).deliverySources().forEach(s -> sources.put(s.name(), s));
            Map<String, DeliveryDestination> destinations = new HashMap<>();
            logs.describeDeliveryDestinationsPaginator(r -> {})
                    .deliveryDestinations()
                    .forEach(destination -> destinations.put(destination.arn(), destination));
            for (Delivery each : logs.describeDeliveriesPaginator(r -> {}).deliveries()) {
                DeliverySource source = sources.get(each.deliverySourceName());
                DeliveryDestination to = destinations.get(each.deliveryDestinationArn());
                if (source != null && to != null && "ACCESS_LOGS".equals(source.logType())) {
                    target(each, to).ifPresent(target -> source.resourceArns()
                            .forEach(arn -> found.computeIfAbsent(arn, key -> new ArrayList<>()).add(target)));
                }
            }
            return found;
        });
    }

    private static Optional<Target> target(Delivery delivery, DeliveryDestination to) {
        String arn = to.deliveryDestinationConfiguration() == null
                ? ""
                : Objects.requireNonNullElse(to.deliveryDestinationConfiguration().destinationResourceArn(), "");
        String format = Objects.requireNonNullElse(to.outputFormatAsString(), "json");
        return LogGroupArn.of(arn).map(group -> new Target(
                group.name(),
                delivery.hasRecordFields() && !delivery.recordFields().isEmpty() ? delivery.recordFields() : STANDARD,
                format.equals("json"),
                delivery.fieldDelimiter() == null || delivery.fieldDelimiter().isEmpty()
                        ? "\t"
                        : delivery.fieldDelimiter()));
    }

    private static Map<String, String> values(Exchange exchange, Response response) {
        Request viewer = exchange.viewer();
        Headers headers = viewer.headers();
        Map<String, String> values = new HashMap<>();
        double seconds = exchange.taken().toNanos() / 1e9;
        String seen = String.format(Locale.ROOT, "%.3f", seconds);
        values.put("date", DATE.format(exchange.start()));
        values.put("time", TIME.format(exchange.start()));
        values.put("timestamp", Long.toString(exchange.start().getEpochSecond()));
        values.put("timestamp(ms)", Long.toString(exchange.start().toEpochMilli()));
        values.put("DistributionId", exchange.view().id());
        values.put("x-edge-location", Exchange.LOCATION);
        values.put("sc-bytes", Integer.toString(response.bytes().length + size(response.headers())));
        values.put("c-ip", exchange.clientIp());
        values.put("c-country", exchange.country());
        values.put("cs-method", viewer.method());
        values.put("cs(Host)", exchange.view().distribution().domainName());
        values.put("cs-uri-stem", encoded(viewer.path()));
        values.put("sc-status", Integer.toString(response.status()));
        values.put("cs(Referer)", headers.first("Referer").map(AccessLogs::encoded).orElse("-"));
        values.put("cs(User-Agent)", headers.first("User-Agent").map(AccessLogs::encoded).orElse("-"));
        values.put("cs-uri-query", viewer.query().isEmpty() ? "-" : encoded(viewer.query()));
        values.put("cs(Cookie)", "-");
        values.put("x-edge-result-type", exchange.result());
        values.put("x-edge-request-id", exchange.requestId());
        values.put("x-host-header", headers.first("Host").orElse("-"));
        values.put("cs-protocol", "https");
        values.put("cs-bytes", Integer.toString(viewer.bytes().length + size(headers) + viewer.target().length()));
        values.put("time-taken", seen);
        values.put("x-forwarded-for", headers.first("X-Forwarded-For").map(AccessLogs::encoded).orElse("-"));
        values.put("x-edge-response-result-type", exchange.result());
        values.put("cs-protocol-version", viewer.version());
        values.put("time-to-first-byte", seen);
        values.put("x-edge-detailed-result-type", exchange.detail());
        values.put("sc-content-type", response.headers().first("Content-Type").map(AccessLogs::encoded).orElse("-"));
        values.put("sc-content-len", Integer.toString(response.bytes().length));
        values.put("cache-behavior-path-pattern", exchange.behavior().map(Behavior::pattern).orElse("-"));
        exchange.originMillis()
                .ifPresent(millis -> values.put("origin-fbl", String.format(Locale.ROOT, "%.3f", millis / 1000.0)));
        return values;
    }

    private static int size(Headers headers) {
        return headers.lines().stream()
                .mapToInt(line -> line.name().length() + line.value().length() + 4)
                .sum();
    }

    /** As the reference says: spaces, quotes, backslashes, control and non-ASCII characters are percent-encoded. */
    private static String encoded(String text) {
        return PercentCoding.encode(text, octet -> octet <= ' ' || octet >= 127 || "\"\\<>{}|^`%".indexOf(octet) >= 0);
    }
}
