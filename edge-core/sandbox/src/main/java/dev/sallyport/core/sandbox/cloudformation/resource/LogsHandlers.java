package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateDeliveryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutDeliveryDestinationRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutDeliverySourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UpdateDeliveryConfigurationRequest;

/** AWS::Logs::LogGroup, ::ResourcePolicy, ::DeliverySource, ::DeliveryDestination and ::Delivery. */
final class LogsHandlers {
    private LogsHandlers() {}

    static Map<String, ResourceHandler> of(CloudWatchLogsClient logs) {
        return Map.of(
                "AWS::Logs::LogGroup", new LogGroups(logs),
                "AWS::Logs::ResourcePolicy", new ResourcePolicies(logs),
                "AWS::Logs::DeliverySource", new Sources(logs),
                "AWS::Logs::DeliveryDestination", new Destinations(logs),
                "AWS::Logs::Delivery", new Deliveries(logs));
    }

    private static void tag(CloudWatchLogsClient logs, String arn, @Nullable ObjectNode before, ObjectNode now) {
        TagChange.between(before, now)
                .apply(
                        put -> logs.tagResource(r -> r.resourceArn(arn).tags(put)),
                        gone -> logs.untagResource(r -> r.resourceArn(arn).tagKeys(gone)));
    }

    private record LogGroups(CloudWatchLogsClient logs) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME.except("RetentionInDays");

        private List<LogGroup> named(String name) {
            return logs.describeLogGroupsPaginator(r -> r.logGroupNamePrefix(name)).logGroups().stream()
                    .filter(group -> group.logGroupName().equals(name))
                    .toList();
        }

        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.name("LogGroupName", 512);
            return named(name).isEmpty() ? Set.of() : Set.of(name);
        }

        @Override
        public String create(Wanted wanted) {
            String name = wanted.name("LogGroupName", 512);
            logs.createLogGroup(wanted.with("LogGroupName", name).request(CreateLogGroupRequest.builder(), MAPPING));
            return name;
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            JsonNode days = wanted.properties().path("RetentionInDays");
            if (!days.isMissingNode()) {
                logs.putRetentionPolicy(r -> r.logGroupName(id).retentionInDays(days.asInt()));
            } else if (before != null && before.has("RetentionInDays")) {
                logs.deleteRetentionPolicy(r -> r.logGroupName(id));
            }
            if (before == null) {
                return;
            }
            if (!before.path("LogGroupClass").equals(wanted.properties().path("LogGroupClass"))) {
                throw new ResourceException("LogGroupClass of " + id + " cannot be changed after its creation.");
            }
            if (!before.path("KmsKeyId").equals(wanted.properties().path("KmsKeyId"))) {
                if (wanted.text("KmsKeyId").isEmpty()) {
                    logs.disassociateKmsKey(r -> r.logGroupName(id));
                } else {
                    logs.associateKmsKey(r -> r.logGroupName(id).kmsKeyId(wanted.text("KmsKeyId")));
                }
            }
            for (String fixed : List.of("DeletionProtectionEnabled")) {
                if (!before.path(fixed).equals(wanted.properties().path(fixed))) {
                    throw new ResourceException("The sandbox does not change " + fixed + " of a log group.");
                }
            }
            tag(logs, groupArn(id), before, wanted.properties());
        }

        private String groupArn(String id) {
            return named(id).getFirst().logGroupArn();
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("Arn", groupArn(id) + ":*");
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> logs.deleteLogGroup(r -> r.logGroupName(id)));
        }
    }

    private record ResourcePolicies(CloudWatchLogsClient logs) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.text("PolicyName");
            return logs.describeResourcePolicies(r -> {}).resourcePolicies().stream()
                            .anyMatch(policy -> policy.policyName().equals(name))
                    ? Set.of(name)
                    : Set.of();
        }

        @Override
        public String create(Wanted wanted) {
            logs.putResourcePolicy(wanted.request(PutResourcePolicyRequest.builder(), PropertyMapping.SAME));
            return wanted.text("PolicyName");
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                create(wanted);
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> logs.deleteResourcePolicy(r -> r.policyName(id)));
        }
    }

    private record Sources(CloudWatchLogsClient logs) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.text("Name");
            return Absence.found(name, () -> logs.getDeliverySource(r -> r.name(name)));
        }

        @Override
        public String create(Wanted wanted) {
            logs.putDeliverySource(wanted.request(PutDeliverySourceRequest.builder(), PropertyMapping.SAME));
            return wanted.text("Name");
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                logs.putDeliverySource(
                        wanted.request(PutDeliverySourceRequest.builder(), PropertyMapping.SAME.except("Tags")));
                tag(logs, attributes(id, wanted.properties()).path("Arn").asText(), before, wanted.properties());
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            var source = logs.getDeliverySource(r -> r.name(id)).deliverySource();
            ObjectNode attributes =
                    JsonNodeFactory.instance.objectNode().put("Arn", source.arn()).put("Service", source.service());
            source.resourceArns().forEach(attributes.putArray("ResourceArns")::add);
            return attributes;
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> logs.deleteDeliverySource(r -> r.name(id)));
        }
    }

    private record Destinations(CloudWatchLogsClient logs) implements ResourceHandler {
        private static final PropertyMapping MAPPING =
                PropertyMapping.SAME.except("DestinationResourceArn", "DeliveryDestinationPolicy");

        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.text("Name");
            return Absence.found(name, () -> logs.getDeliveryDestination(r -> r.name(name)));
        }

        @Override
        public String create(Wanted wanted) {
            put(wanted, MAPPING);
            return wanted.text("Name");
        }

        private void put(Wanted wanted, PropertyMapping mapping) {
            PutDeliveryDestinationRequest request = wanted.request(PutDeliveryDestinationRequest.builder(), mapping);
            String resource = wanted.text("DestinationResourceArn");
            logs.putDeliveryDestination(
                    resource.isEmpty()
                            ? request
                            : request.toBuilder()
                                    .deliveryDestinationConfiguration(c -> c.destinationResourceArn(resource))
                                    .build());
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            JsonNode policy = wanted.properties().path("DeliveryDestinationPolicy").path("DeliveryDestinationPolicy");
            if (!policy.isMissingNode()) {
                logs.putDeliveryDestinationPolicy(r -> r.deliveryDestinationName(id)
                        .deliveryDestinationPolicy(policy.isTextual() ? policy.textValue() : policy.toString()));
            } else if (before != null && before.has("DeliveryDestinationPolicy")) {
                Absence.gone(() -> logs.deleteDeliveryDestinationPolicy(r -> r.deliveryDestinationName(id)));
            }
            if (before != null) {
                tag(logs, attributes(id, wanted.properties()).path("Arn").asText(), before, wanted.properties());
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            var destination = logs.getDeliveryDestination(r -> r.name(id)).deliveryDestination();
            return JsonNodeFactory.instance.objectNode().put("Arn", destination.arn());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> logs.deleteDeliveryDestination(r -> r.name(id)));
        }
    }

    private record Deliveries(CloudWatchLogsClient logs) implements ResourceHandler {
        private static final PropertyMapping MAPPING =
                PropertyMapping.SAME.except("S3SuffixPath", "S3EnableHiveCompatiblePath");

        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            logs.describeDeliveriesPaginator(r -> {}).deliveries().forEach(delivery -> {
                if (delivery.deliverySourceName().equals(wanted.text("DeliverySourceName"))
                        && delivery.deliveryDestinationArn().equals(wanted.text("DeliveryDestinationArn"))) {
                    ids.add(delivery.id());
                }
            });
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            CreateDeliveryRequest request = wanted.request(CreateDeliveryRequest.builder(), MAPPING);
            ObjectNode properties = wanted.properties();
            if (properties.has("S3SuffixPath") || properties.has("S3EnableHiveCompatiblePath")) {
                request = request.toBuilder()
                        .s3DeliveryConfiguration(s3 -> s3.suffixPath(wanted.text("S3SuffixPath"))
                                .enableHiveCompatiblePath(
                                        properties.path("S3EnableHiveCompatiblePath").asBoolean(false)))
                        .build();
            }
            return logs.createDelivery(request).delivery().id();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            UpdateDeliveryConfigurationRequest request = wanted.with("Id", id)
                    .request(
                            UpdateDeliveryConfigurationRequest.builder(),
                            MAPPING.except("DeliverySourceName", "DeliveryDestinationArn", "Tags"));
            logs.updateDeliveryConfiguration(request);
            tag(logs, attributes(id, wanted.properties()).path("Arn").asText(), before, wanted.properties());
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            var delivery = logs.getDelivery(r -> r.id(id)).delivery();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("Arn", delivery.arn())
                    .put("DeliveryId", id)
                    .put("DeliveryDestinationType", delivery.deliveryDestinationTypeAsString());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> logs.deleteDelivery(r -> r.id(id)));
        }
    }
}
