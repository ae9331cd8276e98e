package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.CreateHealthCheckRequest;
import software.amazon.awssdk.services.route53.model.ResettableElementName;
import software.amazon.awssdk.services.route53.model.Tag;
import software.amazon.awssdk.services.route53.model.TagResourceType;
import software.amazon.awssdk.services.route53.model.UpdateHealthCheckRequest;

/** AWS::Route53::HealthCheck. */
final class Route53Handlers {
    private Route53Handlers() {}

    static Map<String, ResourceHandler> of(Route53Client route53) {
        return Map.of("AWS::Route53::HealthCheck", new HealthChecks(route53));
    }

    private record HealthChecks(Route53Client route53) implements ResourceHandler {
        private static final String CONFIG = "HealthCheckConfig";
        private static final String TAGS = "HealthCheckTags";
        private static final PropertyMapping MAPPING = PropertyMapping.SAME.except(TAGS);

        /** The longest {@code CallerReference} of Route 53's API reference, "CreateHealthCheck". */
        private static String reference(Wanted wanted) {
            return wanted.token(64);
        }

        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            route53.listHealthChecksPaginator(r -> {}).healthChecks().forEach(one -> {
                if (one.callerReference().equals(reference(wanted))) {
                    ids.add(one.id());
                }
            });
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            return route53.createHealthCheck(wanted.with("CallerReference", reference(wanted))
                            .request(CreateHealthCheckRequest.builder(), MAPPING))
                    .healthCheck()
                    .id();
        }

        private static Map<String, String> tags(@Nullable ObjectNode properties) {
            ObjectNode renamed = JsonNodeFactory.instance.objectNode();
            if (properties != null && properties.has(TAGS)) {
                renamed.set("Tags", properties.path(TAGS));
            }
            return TagChange.tags(renamed);
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null && !before.path(CONFIG).equals(wanted.properties().path(CONFIG))) {
                change(wanted, id, before);
            }
            Map<String, String> now = tags(wanted.properties());
            Map<String, String> old = tags(before);
            List<Tag> set = now.entrySet().stream()
                    .filter(tag -> !tag.getValue().equals(old.get(tag.getKey())))
                    .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                    .toList();
            Set<String> gone = old.keySet().stream().filter(key -> !now.containsKey(key)).collect(Collectors.toSet());
            if (!set.isEmpty() || !gone.isEmpty()) {
                route53.changeTagsForResource(r -> {
                    r.resourceType(TagResourceType.HEALTHCHECK).resourceId(id);
                    if (!set.isEmpty()) {
                        r.addTags(set);
                    }
                    if (!gone.isEmpty()) {
                        r.removeTagKeys(gone);
                    }
                });
            }
        }

        private void change(Wanted wanted, String id, ObjectNode before) {
            ObjectNode now = (ObjectNode) wanted.properties().path(CONFIG).deepCopy();
            // AWS replaces the health check then; the table of types cannot say it of nested properties.
            for (String fixed : List.of("Type", "MeasureLatency", "RequestInterval")) {
                if (!now.path(fixed).equals(before.path(CONFIG).path(fixed))) {
                    throw new ResourceException("The sandbox does not change " + fixed + " of a health check.");
                }
            }
            now.remove(List.of("Type", "MeasureLatency", "RequestInterval"));
            List<String> reset = List.of("FullyQualifiedDomainName", "Regions", "ResourcePath").stream()
                    .filter(name -> before.path(CONFIG).has(name) && !now.has(name))
                    .toList();
            UpdateHealthCheckRequest request =
                    PropertyMapping.SAME.request(wanted.type(), now, UpdateHealthCheckRequest.builder());
            route53.updateHealthCheck(request.toBuilder()
                    .healthCheckId(id)
                    .resetElements(reset.stream().map(ResettableElementName::fromValue).toList())
                    .build());
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("HealthCheckId", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> route53.deleteHealthCheck(r -> r.healthCheckId(id)));
        }
    }
}
