package dev.sallyport.core.sandbox.greengrass;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeployment;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeploymentExecutionStatus;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;

/** The core devices, and what each was told by which deployment. */
final class Devices {
    private final Shelf<StoredDevice> shelf;
    private final Shelf<EffectiveDeployment> effective;
    private final Shelf<StoredComponent> copies;
    private final Clock clock;

    Devices(SandboxState state, Clock clock) {
        this.shelf = state.shelf("greengrass/devices", StoredDevice.class);
        this.effective = state.shelf("greengrass/effective", EffectiveDeployment.class);
        this.copies = state.shelf("greengrass/copies", StoredComponent.class);
        this.clock = clock;
    }

    /** Puts a component on a device, which then no longer needs the cloud's. */
    void keep(StoredDevice device, StoredComponent component) {
        copies.put(device.key() + "/" + component.key(), component);
    }

    /** The device's own copy of a component. */
    Optional<StoredComponent> copy(StoredDevice device, String name, String version) {
        return copies.get(device.key() + "/" + StoredComponent.key(device.region(), name, version));
    }

    /** Forgets the copies that are not installed. */
    void prune(StoredDevice device) {
        for (StoredComponent copy : copies.valuesUnder(device.key() + "/")) {
            var installed = device.installed().get(copy.name());
            if (installed == null || !installed.version().equals(copy.version())) {
                copies.remove(device.key() + "/" + copy.key());
            }
        }
    }

    StoredDevice enroll(String region, String account, String thing, Set<String> groups) {
        StoredDevice device = new StoredDevice(region, account, thing, groups, clock.instant(), Map.of(), Map.of());
        shelf.put(device.key(), device);
        return device;
    }

    List<StoredDevice> all() {
        return shelf.values();
    }

    List<StoredDevice> in(String region) {
        return shelf.valuesUnder(region + "/");
    }

    Optional<StoredDevice> find(String region, @Nullable String thing) {
        return shelf.get(region + "/" + thing);
    }

    StoredDevice require(String region, @Nullable String thing) {
        return find(region, thing).orElseThrow(() -> GreengrassFaults.missing("core device", String.valueOf(thing)));
    }

    /** The device again, as it is now. */
    StoredDevice again(StoredDevice device) {
        return require(device.region(), device.thing());
    }

    void change(StoredDevice device, UnaryOperator<StoredDevice> change) {
        shelf.update(device.key(), change);
    }

    /** Those that a deployment to {@code target} reaches. */
    List<StoredDevice> of(String region, String target) {
        return in(region).stream()
                .filter(device -> device.targets().contains(target))
                .toList();
    }

    /** Whether a device has taken a deployment of {@code target} with success, ever. */
    boolean hasTaken(StoredDevice device, String target) {
        return effective(device).stream()
                .anyMatch(one -> target.equals(one.targetArn())
                        && one.coreDeviceExecutionStatus() == EffectiveDeploymentExecutionStatus.SUCCEEDED);
    }

    List<EffectiveDeployment> effective(StoredDevice device) {
        return effective.valuesUnder(device.key() + "/");
    }

    /** Tells a device of a deployment; what it has not begun of the same target is canceled. */
    void queue(StoredDevice device, GetDeploymentResponse deployment, String description) {
        effective(device).stream()
                .filter(one -> deployment.targetArn().equals(one.targetArn()))
                .filter(one -> one.coreDeviceExecutionStatus() == EffectiveDeploymentExecutionStatus.QUEUED)
                .forEach(one -> move(
                        device,
                        one.deploymentId(),
                        now -> now.coreDeviceExecutionStatus(EffectiveDeploymentExecutionStatus.CANCELED)
                                .reason("A newer revision took its place.")));
        effective.put(
                device.key() + "/" + deployment.deploymentId(),
                EffectiveDeployment.builder()
                        .deploymentId(deployment.deploymentId())
                        .deploymentName(deployment.deploymentName() == null ? "" : deployment.deploymentName())
                        .iotJobId(deployment.iotJobId())
                        .iotJobArn(deployment.iotJobArn())
                        .targetArn(deployment.targetArn())
                        .description(description)
                        .coreDeviceExecutionStatus(EffectiveDeploymentExecutionStatus.QUEUED)
                        .creationTimestamp(clock.instant())
                        .modifiedTimestamp(clock.instant())
                        .build());
    }

    void move(StoredDevice device, String deploymentId, UnaryOperator<EffectiveDeployment.Builder> change) {
        effective.update(
                device.key() + "/" + deploymentId,
                now -> change.apply(now.toBuilder())
                        .modifiedTimestamp(clock.instant())
                        .build());
    }

    /** A deployment that a device has not begun is canceled; one that it has goes on. */
    void cancel(String region, String deploymentId) {
        for (StoredDevice device : in(region)) {
            effective(device).stream()
                    .filter(one -> deploymentId.equals(one.deploymentId()))
                    .filter(one -> one.coreDeviceExecutionStatus() == EffectiveDeploymentExecutionStatus.QUEUED)
                    .forEach(one -> move(
                            device,
                            deploymentId,
                            now -> now.coreDeviceExecutionStatus(EffectiveDeploymentExecutionStatus.CANCELED)));
        }
    }
}
