package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.arns.ArnResource;
import software.amazon.awssdk.services.greengrassv2.model.ComponentConfigurationUpdate;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;
import software.amazon.awssdk.services.greengrassv2.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.greengrassv2.model.DeploymentHistoryFilter;
import software.amazon.awssdk.services.greengrassv2.model.DeploymentStatus;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.greengrassv2.model.ListDeploymentsRequest;

/**
 * Deployments: one per target, every further one a revision that replaces the one before. A revision is {@code ACTIVE}
 * until the next makes it {@code INACTIVE}; that of a single thing is over when its device is done. Which statuses AWS
 * shows then is not published; this is the reading of the API's documentation.
 */
final class Deployments {
    private static final Pattern TARGET = Pattern.compile("arn:aws:iot:[a-z0-9-]+:\\d{12}:(?:thing|thinggroup)/.+");
    private static final int LONGEST_NAME = 256;
    private static final int LARGEST_UPDATE = 10 << 20;

    private final Shelf<GetDeploymentResponse> shelf;
    private final Devices devices;
    private final Tokens tokens;
    private final Clock clock;

    Deployments(SandboxState state, Devices devices, Tokens tokens, Clock clock) {
        this.shelf = state.shelf("greengrass/deployments", GetDeploymentResponse.class);
        this.devices = devices;
        this.tokens = tokens;
        this.clock = clock;
    }

    static String target(@Nullable String arn) {
        if (arn == null || !TARGET.matcher(arn).matches()) {
            throw GreengrassFaults.invalid("targetArn", "is the ARN of a thing or a thing group.");
        }
        return arn;
    }

    /** The id in the ARN of a deployment; empty for any other ARN. */
    static Optional<String> idOf(String arn) {
        return Arns.of(arn)
                .map(Arn::resource)
                .filter(one -> one.resourceType().filter("deployments"::equals).isPresent())
                .map(ArnResource::resource);
    }

    private static String key(String id) {
        return Call.current().region() + "/" + id;
    }

    GetDeploymentResponse create(CreateDeploymentRequest request) {
        check(request);
        String region = Call.current().region();
        List<StoredDevice> told = devices.of(region, request.targetArn());
        if (told.isEmpty()) {
            throw GreengrassFaults.missing(
                    Arns.isOf(request.targetArn(), "iot", "thinggroup") ? "thing group" : "thing", request.targetArn());
        }
        String key = tokens.once("deployment", request.clientToken(), () -> {
            GetDeploymentResponse made = revise(request);
            told.forEach(
                    device -> devices.queue(device, made, "Revision " + made.revisionId() + " of " + made.targetArn()));
            return key(made.deploymentId());
        });
        return shelf.get(key).orElseThrow(() -> GreengrassFaults.missing("deployment", key));
    }

    private synchronized GetDeploymentResponse revise(CreateDeploymentRequest request) {
        Call call = Call.current();
        List<GetDeploymentResponse> before = history(request.targetArn());
        before.stream()
                .filter(GetDeploymentResponse::isLatestForTarget)
                .forEach(old -> shelf.put(
                        key(old.deploymentId()),
                        old.toBuilder()
                                .isLatestForTarget(false)
                                .deploymentStatus(
                                        old.deploymentStatus() == DeploymentStatus.ACTIVE
                                                ? DeploymentStatus.INACTIVE
                                                : old.deploymentStatus())
                                .build()));
        int revision = before.stream()
                        .mapToInt(old -> Integer.parseInt(old.revisionId()))
                        .max()
                        .orElse(0)
                + 1;
        String job = UUID.randomUUID().toString();
        GetDeploymentResponse made = GetDeploymentResponse.builder()
                .deploymentId(UUID.randomUUID().toString())
                .revisionId(Integer.toString(revision))
                .targetArn(request.targetArn())
                .parentTargetArn(request.parentTargetArn())
                .deploymentName(request.deploymentName())
                .deploymentStatus(DeploymentStatus.ACTIVE)
                .components(request.components())
                .deploymentPolicies(request.deploymentPolicies())
                .iotJobConfiguration(request.iotJobConfiguration())
                .iotJobId(job)
                .iotJobArn("arn:aws:iot:" + call.region() + ":" + call.account() + ":job/" + job)
                .creationTimestamp(clock.instant())
                .isLatestForTarget(true)
                .tags(request.tags())
                .build();
        shelf.put(key(made.deploymentId()), made);
        return made;
    }

    private static void check(CreateDeploymentRequest request) {
        target(request.targetArn());
        Components.checkTags(request.tags());
        String name = request.deploymentName();
        if (name != null && (name.isEmpty() || name.length() > LONGEST_NAME)) {
            throw GreengrassFaults.invalid("deploymentName", "has 1 to 256 characters.");
        }
        if (request.parentTargetArn() != null && !Arns.isOf(request.targetArn(), "iot", "thinggroup")) {
            throw GreengrassFaults.invalid("targetArn", "is a thing group when the deployment has a parent.");
        }
        request.components().forEach(Deployments::check);
    }

    private static void check(String name, ComponentDeploymentSpecification wanted) {
        if (!name.matches("[a-zA-Z0-9-_.]{1,128}")) {
            throw GreengrassFaults.invalid("components", name + " is no component's name.");
        }
        if (Version.of(Objects.requireNonNullElse(wanted.componentVersion(), ""))
                .isEmpty()) {
            throw GreengrassFaults.invalid("componentVersion", "must be a semantic version.");
        }
        ComponentConfigurationUpdate update = wanted.configurationUpdate();
        if (update == null) {
            return;
        }
        if (update.reset().stream().anyMatch(pointer -> !pointer.isEmpty() && !pointer.startsWith("/"))) {
            throw GreengrassFaults.invalid("reset", "holds JSON pointers.");
        }
        try {
            String merge = Objects.requireNonNullElse(update.merge(), "{}");
            if (merge.length() > LARGEST_UPDATE || !Json.MAPPER.readTree(merge).isObject()) {
                throw GreengrassFaults.invalid("merge", "is a JSON object of at most 10 MB.");
            }
        } catch (JsonProcessingException e) {
            throw GreengrassFaults.invalid("merge", "is not JSON.");
        }
    }

    /** All revisions for a target, the oldest first. */
    List<GetDeploymentResponse> history(String target) {
        return shelf.valuesUnder(Call.current().region() + "/").stream()
                .filter(deployment -> target.equals(deployment.targetArn()))
                .sorted(Comparator.comparingInt(deployment -> Integer.parseInt(deployment.revisionId())))
                .toList();
    }

    List<GetDeploymentResponse> list(ListDeploymentsRequest request) {
        boolean all = request.historyFilter() == DeploymentHistoryFilter.ALL;
        return shelf.valuesUnder(Call.current().region() + "/").stream()
                .filter(deployment -> all || deployment.isLatestForTarget())
                .filter(deployment ->
                        request.targetArn() == null || request.targetArn().equals(deployment.targetArn()))
                .filter(deployment -> request.parentTargetArn() == null
                        || request.parentTargetArn().equals(deployment.parentTargetArn()))
                .sorted(Comparator.comparing(Deployments::newestFirst))
                .toList();
    }

    /** Sorts the newest before the others, revisions of one target in their order. */
    static String newestFirst(GetDeploymentResponse deployment) {
        return String.format(
                "%019d/%09d/%s",
                Long.MAX_VALUE - deployment.creationTimestamp().toEpochMilli(),
                999_999_999 - Integer.parseInt(deployment.revisionId()),
                deployment.deploymentId());
    }

    Optional<GetDeploymentResponse> find(@Nullable String id) {
        return id == null ? Optional.empty() : shelf.get(key(id));
    }

    GetDeploymentResponse require(@Nullable String id) {
        return find(id).orElseThrow(() -> GreengrassFaults.missing("deployment", String.valueOf(id)));
    }

    void cancel(@Nullable String id) {
        GetDeploymentResponse found = require(id);
        if (found.deploymentStatus() != DeploymentStatus.ACTIVE) {
            throw GreengrassFaults.conflict(
                    "deployment", found.deploymentId(), "The deployment is " + found.deploymentStatusAsString() + ".");
        }
        end(found.deploymentId(), DeploymentStatus.CANCELED);
        devices.cancel(Call.current().region(), found.deploymentId());
    }

    void delete(@Nullable String id) {
        GetDeploymentResponse found = require(id);
        if (found.deploymentStatus() == DeploymentStatus.ACTIVE) {
            throw GreengrassFaults.conflict(
                    "deployment", found.deploymentId(), "The deployment is active; cancel it first.");
        }
        shelf.remove(key(found.deploymentId()));
    }

    /** An active deployment is over. */
    void end(String id, DeploymentStatus status) {
        shelf.update(
                key(id),
                now -> now.deploymentStatus() == DeploymentStatus.ACTIVE
                        ? now.toBuilder().deploymentStatus(status).build()
                        : now);
    }

    void tag(String id, Map<String, String> tags) {
        shelf.update(key(id), now -> now.toBuilder().tags(tags).build());
    }
}
