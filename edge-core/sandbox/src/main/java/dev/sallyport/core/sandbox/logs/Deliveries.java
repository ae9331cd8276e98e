package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateDeliveryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.Delivery;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliveryDestination;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliveryDestinationType;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliverySource;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutDeliveryDestinationRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutDeliverySourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UpdateDeliveryConfigurationRequest;

/**
 * Delivery sources, destinations and the deliveries between them: how CloudFront standard logs (v2) are set up.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html">Vended logs</a>
 */
final class Deliveries {
    private static final String NAME = "[\\w-]*";
    private static final Set<String> LOG_TYPES = Set.of("ACCESS_LOGS", "CONNECTION_LOGS");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Shelf<DeliverySource> sources;
    private final Shelf<DeliveryDestination> destinations;
    private final Shelf<String> destinationPolicies;
    private final Shelf<Delivery> deliveries;
    private final SecureRandom random = new SecureRandom();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Deliveries(SandboxState state) {
        this.sources = state.shelf("logs/sources", DeliverySource.class);
        this.destinations = state.shelf("logs/destinations", DeliveryDestination.class);
        this.destinationPolicies = state.shelf("logs/destination-policies", String.class);
        this.deliveries = state.shelf("logs/deliveries", Delivery.class);
    }

    void whenChanged(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    DeliverySource put(PutDeliverySourceRequest r) {
        String name = LogsFaults.matching(r.name(), "name", NAME, 60);
        String resource = LogsFaults.present(r.resourceArn(), "resourceArn");
        Arn arn = Arns.of(resource)
                .orElseThrow(() -> LogsFaults.validation("Resource ARN is not valid: " + resource));
        if (arn.service().equals("cloudfront") && !LOG_TYPES.contains(LogsFaults.present(r.logType(), "logType"))) {
            throw LogsFaults.validation("The log type " + r.logType() + " is not supported for the resource.");
        }
        DeliverySource before = sources.get(LogsAccess.key(name)).orElse(null);
        DeliverySource source = DeliverySource.builder()
                .name(name)
                .arn(LogsAccess.prefix() + "delivery-source:" + name)
                .resourceArns(resource)
                .service(arn.service())
                .logType(r.logType())
                .tags(r.hasTags() || before == null || !before.hasTags() ? r.tags() : before.tags())
                .build();
        sources.put(LogsAccess.key(name), source);
        changed();
        return source;
    }

    DeliveryDestination put(PutDeliveryDestinationRequest r) {
        String name = LogsFaults.matching(r.name(), "name", NAME, 60);
        DeliveryDestination before = destinations.get(LogsAccess.key(name)).orElse(null);
        DeliveryDestination.Builder destination = DeliveryDestination.builder()
                .name(name)
                .arn(LogsAccess.prefix() + "delivery-destination:" + name)
                .outputFormat(r.outputFormatAsString())
                .tags(r.tags());
        if (r.deliveryDestinationConfiguration() != null) {
            destination
                    .deliveryDestinationConfiguration(r.deliveryDestinationConfiguration())
                    .deliveryDestinationType(type(r.deliveryDestinationConfiguration().destinationResourceArn()));
        } else if (before != null) {
            destination
                    .deliveryDestinationConfiguration(before.deliveryDestinationConfiguration())
                    .deliveryDestinationType(before.deliveryDestinationType());
        } else {
            throw LogsFaults.validation("deliveryDestinationConfiguration is required.");
        }
        destinations.put(LogsAccess.key(name), destination.build());
        changed();
        return destination.build();
    }

    private static DeliveryDestinationType type(@Nullable String resource) {
        Optional<Arn> arn = Arns.of(LogsFaults.present(resource, "destinationResourceArn"));
        return switch (arn.map(Arn::service).orElse("")) {
            case "logs" -> DeliveryDestinationType.CWL;
            case "s3" -> DeliveryDestinationType.S3;
            case "firehose" -> DeliveryDestinationType.FH;
            default -> throw LogsFaults.validation("Destination resource ARN is not valid: " + resource);
        };
    }

    Delivery create(CreateDeliveryRequest r) {
        DeliverySource source = source(r.deliverySourceName());
        String arn = LogsFaults.present(r.deliveryDestinationArn(), "deliveryDestinationArn");
        DeliveryDestination destination = destinations.values().stream()
                .filter(one -> one.arn().equals(arn))
                .findFirst()
                .orElseThrow(() -> missing("delivery destination"));
        for (Delivery delivery : all()) {
            if (delivery.deliverySourceName().equals(source.name()) && delivery.deliveryDestinationArn().equals(arn)) {
                throw LogsFaults.conflict("Delivery already exists with id " + delivery.id());
            }
        }
        StringBuilder id = new StringBuilder();
        random.ints(16, 0, ALPHABET.length()).forEach(i -> id.append(ALPHABET.charAt(i)));
        Delivery delivery = Delivery.builder()
                .id(id.toString())
                .arn(LogsAccess.prefix() + "delivery:" + id)
                .deliverySourceName(source.name())
                .deliveryDestinationArn(arn)
                .deliveryDestinationType(destination.deliveryDestinationType())
                .recordFields(r.hasRecordFields() ? r.recordFields() : null)
                .fieldDelimiter(r.fieldDelimiter())
                .s3DeliveryConfiguration(r.s3DeliveryConfiguration())
                .tags(r.tags())
                .build();
        deliveries.put(LogsAccess.key(delivery.id()), delivery);
        changed();
        return delivery;
    }

    void update(UpdateDeliveryConfigurationRequest r) {
        Delivery before = delivery(r.id());
        deliveries.put(
                LogsAccess.key(before.id()),
                before.toBuilder()
                        .recordFields(r.hasRecordFields() ? r.recordFields() : before.recordFields())
                        .fieldDelimiter(r.fieldDelimiter() == null ? before.fieldDelimiter() : r.fieldDelimiter())
                        .s3DeliveryConfiguration(
                                r.s3DeliveryConfiguration() == null
                                        ? before.s3DeliveryConfiguration()
                                        : r.s3DeliveryConfiguration())
                        .build());
        changed();
    }

    DeliverySource source(@Nullable String name) {
        return sources.get(LogsAccess.key(LogsFaults.present(name, "name")))
                .orElseThrow(() -> missing("delivery source"));
    }

    DeliveryDestination destination(@Nullable String name) {
        return destinations
                .get(LogsAccess.key(LogsFaults.present(name, "name")))
                .orElseThrow(() -> missing("delivery destination"));
    }

    Delivery delivery(@Nullable String id) {
        return deliveries.get(LogsAccess.key(LogsFaults.present(id, "id"))).orElseThrow(() -> missing("delivery"));
    }

    private static AwsServiceException missing(String what) {
        return LogsFaults.missing("Requested " + what + " does not exist in this account.");
    }

    private List<Delivery> all() {
        return deliveries.valuesUnder(LogsAccess.key(""));
    }

    Page<DeliverySource> sources(@Nullable Integer limit, @Nullable String token) {
        return page(sources.valuesUnder(LogsAccess.key("")), limit, token, DeliverySource::name);
    }

    Page<DeliveryDestination> destinations(@Nullable Integer limit, @Nullable String token) {
        return page(destinations.valuesUnder(LogsAccess.key("")), limit, token, DeliveryDestination::name);
    }

    Page<Delivery> deliveries(@Nullable Integer limit, @Nullable String token) {
        return page(all(), limit, token, Delivery::id);
    }

    private static <T> Page<T> page(
            List<T> all, @Nullable Integer limit, @Nullable String token, Function<T, String> name) {
        return Page.of(all, LogsFaults.within(limit, "limit", 50, 50), token, name)
                .orElseThrow(() -> LogsFaults.validation("The specified nextToken is invalid."));
    }

    void deleteSource(@Nullable String name) {
        DeliverySource source = source(name);
        if (all().stream().anyMatch(delivery -> delivery.deliverySourceName().equals(source.name()))) {
            throw LogsFaults.conflict("Delivery source " + source.name() + " is linked to a delivery.");
        }
        sources.remove(LogsAccess.key(source.name()));
        changed();
    }

    void deleteDestination(@Nullable String name) {
        DeliveryDestination destination = destination(name);
        if (deliveries.values().stream()
                .anyMatch(delivery -> delivery.deliveryDestinationArn().equals(destination.arn()))) {
            throw LogsFaults.conflict("Delivery destination " + destination.name() + " is linked to a delivery.");
        }
        destinations.remove(LogsAccess.key(destination.name()));
        destinationPolicies.remove(LogsAccess.key(destination.name()));
        changed();
    }

    void deleteDelivery(@Nullable String id) {
        deliveries.remove(LogsAccess.key(delivery(id).id()));
        changed();
    }

    void putPolicy(@Nullable String destination, @Nullable String document) {
        destinationPolicies.put(
                LogsAccess.key(destination(destination).name()),
                LogsFaults.present(document, "deliveryDestinationPolicy"));
    }

    String policy(@Nullable String destination) {
        return destinationPolicies
                .get(LogsAccess.key(destination(destination).name()))
                .orElseThrow(() -> missing("delivery destination policy"));
    }

    void deletePolicy(@Nullable String destination) {
        if (destinationPolicies.remove(LogsAccess.key(destination(destination).name())).isEmpty()) {
            throw missing("delivery destination policy");
        }
    }

    /** Changes the tags of the delivery, source or destination of that ARN. */
    Map<String, String> tag(String arn, Map<String, String> added, List<String> removed) {
        String key = LogsAccess.key(Arns.name(arn));
        if (Arns.isOf(arn, "logs", "delivery-source")) {
            return sources.update(key, one -> one.toBuilder().tags(changed(one.tags(), added, removed)).build())
                    .orElseThrow(() -> missing("delivery source"))
                    .tags();
        }
        if (Arns.isOf(arn, "logs", "delivery-destination")) {
            return destinations
                    .update(key, one -> one.toBuilder().tags(changed(one.tags(), added, removed)).build())
                    .orElseThrow(() -> missing("delivery destination"))
                    .tags();
        }
        return deliveries
                .update(key, one -> one.toBuilder().tags(changed(one.tags(), added, removed)).build())
                .orElseThrow(() -> missing("delivery"))
                .tags();
    }

    private static Map<String, String> changed(
            Map<String, String> tags, Map<String, String> added, List<String> removed) {
        Map<String, String> now = new HashMap<>(tags);
        now.putAll(added);
        removed.forEach(now::remove);
        return now;
    }
}
