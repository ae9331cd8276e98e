package dev.sallyport.core.sandbox.route53;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.shape.Shapes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.ChangeTagsForResourceRequest;
import software.amazon.awssdk.services.route53.model.ChangeTagsForResourceResponse;
import software.amazon.awssdk.services.route53.model.CreateHealthCheckRequest;
import software.amazon.awssdk.services.route53.model.CreateHealthCheckResponse;
import software.amazon.awssdk.services.route53.model.DeleteHealthCheckRequest;
import software.amazon.awssdk.services.route53.model.DeleteHealthCheckResponse;
import software.amazon.awssdk.services.route53.model.GetHealthCheckCountRequest;
import software.amazon.awssdk.services.route53.model.GetHealthCheckCountResponse;
import software.amazon.awssdk.services.route53.model.GetHealthCheckLastFailureReasonRequest;
import software.amazon.awssdk.services.route53.model.GetHealthCheckLastFailureReasonResponse;
import software.amazon.awssdk.services.route53.model.GetHealthCheckRequest;
import software.amazon.awssdk.services.route53.model.GetHealthCheckResponse;
import software.amazon.awssdk.services.route53.model.GetHealthCheckStatusRequest;
import software.amazon.awssdk.services.route53.model.GetHealthCheckStatusResponse;
import software.amazon.awssdk.services.route53.model.HealthCheck;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;
import software.amazon.awssdk.services.route53.model.HealthCheckObservation;
import software.amazon.awssdk.services.route53.model.ListHealthChecksRequest;
import software.amazon.awssdk.services.route53.model.ListHealthChecksResponse;
import software.amazon.awssdk.services.route53.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.route53.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.route53.model.ListTagsForResourcesRequest;
import software.amazon.awssdk.services.route53.model.ListTagsForResourcesResponse;
import software.amazon.awssdk.services.route53.model.ResourceTagSet;
import software.amazon.awssdk.services.route53.model.Tag;
import software.amazon.awssdk.services.route53.model.UpdateHealthCheckRequest;
import software.amazon.awssdk.services.route53.model.UpdateHealthCheckResponse;

/**
 * Route 53's health checks; hosted zones and records are not offered.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53.html">Route 53
 *     API Reference</a>
 */
public final class SandboxRoute53 implements Route53Client {
    private static final String ARN = "arn:aws:route53:::healthcheck/";
    private static final int PAGE = 100;
    private static final int MOST_TAGS = 10;

    private final Shelf<HealthCheck> checks;
    private final Shelf<ResourceTagSet> tags;
    private final Authorizer authorizer;
    private final HealthChecker checker;

    /** Route 53 over {@code state}. */
    public SandboxRoute53(SandboxState state, Authorizer authorizer, HealthChecker checker) {
        this.checks = state.shelf("route53/healthchecks", HealthCheck.class);
        this.tags = state.shelf("route53/tags", ResourceTagSet.class);
        this.authorizer = authorizer;
        this.checker = checker;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    /** Whether there is a health check of that ARN. */
    public boolean hasHealthCheck(String arn) {
        String id = Arns.name(arn);
        return arn.equals(ARN + id) && checks.has(id);
    }

    private void require(String action, String resource) {
        authorizer.require("route53:" + action, resource, null, Map.of());
    }

    private HealthCheck find(@Nullable String id) {
        return checks.get(String.valueOf(id)).orElseThrow(() -> Route53Faults.noSuchHealthCheck(String.valueOf(id)));
    }

    /** Repeated with the same caller reference and settings, it answers with what is there. */
    @Override
    public synchronized CreateHealthCheckResponse createHealthCheck(CreateHealthCheckRequest request) {
        require("CreateHealthCheck", "*");
        String reference = Objects.requireNonNullElse(request.callerReference(), "");
        if (reference.isEmpty() || reference.length() > 64) {
            throw Route53Faults.invalid("CallerReference has 1 to 64 characters.");
        }
        HealthCheckConfig config = HealthCheckRules.checked(request.healthCheckConfig());
        Optional<HealthCheck> known = checks.values().stream()
                .filter(one -> one.callerReference().equals(reference))
                .findFirst();
        if (known.isPresent() && !known.get().healthCheckConfig().equals(config)) {
            throw Route53Faults.exists(reference);
        }
        HealthCheck check = known.orElseGet(() -> HealthCheck.builder()
                .id(UUID.randomUUID().toString())
                .callerReference(reference)
                .healthCheckConfig(config)
                .healthCheckVersion(1L)
                .build());
        checks.put(check.id(), check);
        return CreateHealthCheckResponse.builder()
                .healthCheck(check)
                .location("https://route53.amazonaws.com/2013-04-01/healthcheck/" + check.id())
                .build();
    }

    @Override
    public GetHealthCheckResponse getHealthCheck(GetHealthCheckRequest request) {
        require("GetHealthCheck", ARN + request.healthCheckId());
        return GetHealthCheckResponse.builder().healthCheck(find(request.healthCheckId())).build();
    }

    @Override
    public GetHealthCheckCountResponse getHealthCheckCount(GetHealthCheckCountRequest request) {
        require("GetHealthCheckCount", "*");
        return GetHealthCheckCountResponse.builder().healthCheckCount((long) checks.values().size()).build();
    }

    @Override
    public ListHealthChecksResponse listHealthChecks(ListHealthChecksRequest request) {
        require("ListHealthChecks", "*");
        String most = Objects.requireNonNullElse(request.maxItems(), Integer.toString(PAGE));
        if (!most.matches("[1-9][0-9]{0,3}")) {
            throw Route53Faults.invalid("MaxItems must be between 1 and 9999.");
        }
        int size = Math.min(Integer.parseInt(most), PAGE);
        Page<HealthCheck> page = Page.of(checks.values(), size, request.marker(), HealthCheck::id)
                .orElseThrow(() -> Route53Faults.invalid("The Marker is not valid."));
        return ListHealthChecksResponse.builder()
                .healthChecks(page.items())
                .marker(Objects.requireNonNullElse(request.marker(), ""))
                .maxItems(most)
                .isTruncated(page.more())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public UpdateHealthCheckResponse updateHealthCheck(UpdateHealthCheckRequest request) {
        require("UpdateHealthCheck", ARN + request.healthCheckId());
        HealthCheck old = find(request.healthCheckId());
        ObjectNode members = Shapes.toJson(old.healthCheckConfig());
        members.setAll(Shapes.toJson(request));
        request.resetElementsAsStrings().forEach(members::remove);
        HealthCheckConfig changed = HealthCheckRules.checked(Shapes.fromJson(members, HealthCheckConfig.builder()));
        HealthCheck after = checks.update(old.id(), now -> {
                    Long expected = request.healthCheckVersion();
                    if (expected != null && !expected.equals(now.healthCheckVersion())) {
                        throw Route53Faults.versionMismatch();
                    }
                    return now.toBuilder()
                            .healthCheckConfig(changed)
                            .healthCheckVersion(now.healthCheckVersion() + 1)
                            .build();
                })
                .orElseThrow(() -> Route53Faults.noSuchHealthCheck(old.id()));
        return UpdateHealthCheckResponse.builder().healthCheck(after).build();
    }

    @Override
    public DeleteHealthCheckResponse deleteHealthCheck(DeleteHealthCheckRequest request) {
        require("DeleteHealthCheck", ARN + request.healthCheckId());
        HealthCheck gone = find(request.healthCheckId());
        checks.remove(gone.id());
        tags.remove(gone.id());
        checker.forget(gone.id());
        return DeleteHealthCheckResponse.builder().build();
    }

    /** One observation, of the sandbox's own checker. */
    @Override
    public GetHealthCheckStatusResponse getHealthCheckStatus(GetHealthCheckStatusRequest request) {
        require("GetHealthCheckStatus", ARN + request.healthCheckId());
        HealthCheck check = find(request.healthCheckId());
        if (Boolean.TRUE.equals(check.healthCheckConfig().disabled())) {
            return GetHealthCheckStatusResponse.builder().healthCheckObservations(List.of()).build();
        }
        return GetHealthCheckStatusResponse.builder()
                .healthCheckObservations(shape(checker.observe(check)))
                .build();
    }

    @Override
    public GetHealthCheckLastFailureReasonResponse getHealthCheckLastFailureReason(
            GetHealthCheckLastFailureReasonRequest request) {
        require("GetHealthCheckLastFailureReason", ARN + request.healthCheckId());
        HealthCheck check = find(request.healthCheckId());
        return GetHealthCheckLastFailureReasonResponse.builder()
                .healthCheckObservations(
                        checker.lastFailure(check.id()).map(SandboxRoute53::shape).stream().toList())
                .build();
    }

    private static HealthCheckObservation shape(HealthChecker.Observation seen) {
        return HealthCheckObservation.builder()
                .region("us-east-1")
                .ipAddress("127.0.0.1")
                .statusReport(report -> report.status(seen.status()).checkedTime(seen.at()))
                .build();
    }

    // Tags

    private static String tagged(@Nullable String type, @Nullable String id) {
        if ("hostedzone".equals(type)) {
            throw Route53Faults.noSuchHostedZone(String.valueOf(id));
        }
        if (!"healthcheck".equals(type)) {
            throw Route53Faults.invalid("ResourceType is healthcheck or hostedzone.");
        }
        return String.valueOf(id);
    }

    private ResourceTagSet tagsOf(HealthCheck check) {
        return tags.get(check.id())
                .orElseGet(() -> ResourceTagSet.builder()
                        .resourceType("healthcheck")
                        .resourceId(check.id())
                        .tags(List.of())
                        .build());
    }

    @Override
    public synchronized ChangeTagsForResourceResponse changeTagsForResource(ChangeTagsForResourceRequest request) {
        String id = tagged(request.resourceTypeAsString(), request.resourceId());
        require("ChangeTagsForResource", ARN + id);
        if (!request.hasAddTags() && !request.hasRemoveTagKeys()) {
            throw Route53Faults.invalid("Either AddTags or RemoveTagKeys is needed.");
        }
        ResourceTagSet old = tagsOf(find(id));
        Map<String, Tag> changed = new TreeMap<>();
        old.tags().forEach(tag -> changed.put(tag.key(), tag));
        changed.keySet().removeAll(Set.copyOf(request.removeTagKeys()));
        request.addTags().forEach(tag -> changed.put(tag.key(), tag));
        if (changed.size() > MOST_TAGS) {
            throw Route53Faults.invalid("A health check has at most 10 tags.");
        }
        tags.put(id, old.toBuilder().tags(changed.values()).build());
        return ChangeTagsForResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        String id = tagged(request.resourceTypeAsString(), request.resourceId());
        require("ListTagsForResource", ARN + id);
        return ListTagsForResourceResponse.builder().resourceTagSet(tagsOf(find(id))).build();
    }

    @Override
    public ListTagsForResourcesResponse listTagsForResources(ListTagsForResourcesRequest request) {
        List<ResourceTagSet> sets = request.resourceIds().stream()
                .map(given -> tagged(request.resourceTypeAsString(), given))
                .map(id -> {
                    require("ListTagsForResources", ARN + id);
                    return tagsOf(find(id));
                })
                .toList();
        return ListTagsForResourcesResponse.builder().resourceTagSets(sets).build();
    }
}
