package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.cloudformation.resource.ResourceException;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusResponse;
import software.amazon.awssdk.services.cloudformation.model.StackDriftStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDrift;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftStatus;

/**
 * Drift as far as the sandbox sees it: whether the stack's resources are still there. What was changed on them it does not
 * compare, so that a resource that stands is told as not checked.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html">
 *     DetectStackDrift</a>
 */
final class Drifts {
    private static final String LIMITS = "The sandbox sees whether resources are there, not whether they were changed.";

    /** Nothing stands behind these that could be looked for. */
    private static final Set<String> UNSEEN = Set.of(
            "AWS::ApiGateway::Account", "AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle");

    private final StackStore store;
    private final ResourceTypes types;
    private final Map<String, Detection> detections = new ConcurrentHashMap<>();

    private record Detection(String stackId, Instant at, List<StackResourceDrift> found) {}

    Drifts(StackStore store, ResourceTypes types) {
        this.store = store;
        this.types = types;
    }

    String detect(StoredStack stack) {
        String id = UUID.randomUUID().toString();
        detections.put(id, new Detection(stack.id(), store.now(), found(stack)));
        return id;
    }

    List<StackResourceDrift> found(StoredStack stack) {
        List<StackResourceDrift> found = new ArrayList<>();
        for (StoredResource resource : store.resources(stack)) {
            if (resource.made()) {
                found.add(StackResourceDrift.builder()
                        .stackId(stack.id())
                        .logicalResourceId(resource.logicalId())
                        .physicalResourceId(resource.physicalId())
                        .resourceType(resource.type())
                        .expectedProperties(resource.properties().toString())
                        .stackResourceDriftStatus(
                                isThere(stack, resource)
                                        ? StackResourceDriftStatus.NOT_CHECKED
                                        : StackResourceDriftStatus.DELETED)
                        .timestamp(store.now())
                        .build());
            }
        }
        return found;
    }

    private boolean isThere(StoredStack stack, StoredResource resource) {
        if (Template.isCustom(resource.type()) || UNSEEN.contains(resource.type())) {
            return true;
        }
        try {
            return types.handler(resource.type()).existing(resource.wanted(stack)).contains(resource.physicalId());
        } catch (AwsServiceException | ResourceException e) {
            return true;
        }
    }

    DescribeStackDriftDetectionStatusResponse status(String id) {
        Detection detection = detections.get(id);
        if (detection == null) {
            throw Faults.validation("Stack drift detection id " + id + " does not exist");
        }
        int deleted = (int) detection.found().stream()
                .filter(one -> one.stackResourceDriftStatus() == StackResourceDriftStatus.DELETED)
                .count();
        boolean drifted = deleted > 0;
        return DescribeStackDriftDetectionStatusResponse.builder()
                .stackId(detection.stackId())
                .stackDriftDetectionId(id)
                .stackDriftStatus(drifted ? StackDriftStatus.DRIFTED : StackDriftStatus.NOT_CHECKED)
                .detectionStatus("DETECTION_COMPLETE")
                .detectionStatusReason(drifted ? null : LIMITS)
                .driftedStackResourceCount(deleted)
                .timestamp(detection.at())
                .build();
    }
}
