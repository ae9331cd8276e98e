package dev.sallyport.core.sandbox.greengrass;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.greengrass.StoredDevice.Installed;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.greengrassv2.model.CloudComponentStatus;
import software.amazon.awssdk.services.greengrassv2.model.Component;
import software.amazon.awssdk.services.greengrassv2.model.ComponentLatestVersion;
import software.amazon.awssdk.services.greengrassv2.model.ComponentPlatform;
import software.amazon.awssdk.services.greengrassv2.model.CoreDevice;
import software.amazon.awssdk.services.greengrassv2.model.CoreDeviceStatus;
import software.amazon.awssdk.services.greengrassv2.model.Deployment;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponent;
import software.amazon.awssdk.services.greengrassv2.model.VendorGuidance;

/** What is kept, in the shapes of Greengrass's answers. */
final class Answers {
    /** As devices report themselves; the architecture says what this one is. */
    static final String PLATFORM = "linux";

    static final String ARCHITECTURE = "simulated";
    static final String RUNTIME = "aws_nucleus_classic";

    private Answers() {}

    static CloudComponentStatus status(StoredComponent component) {
        CloudComponentStatus.Builder status = CloudComponentStatus.builder()
                .componentState(component.state())
                .errors(component.errors())
                .vendorGuidance(VendorGuidance.ACTIVE);
        return component.message().isEmpty()
                ? status.build()
                : status.message(component.message()).build();
    }

    static ComponentPlatform platform(Map<String, String> attributes) {
        return ComponentPlatform.builder()
                .name(String.join(" ", attributes.values()))
                .attributes(attributes)
                .build();
    }

    static List<ComponentPlatform> platforms(StoredComponent component) {
        return component
                .recipe()
                .path("Manifests")
                .valueStream()
                .map(manifest -> {
                    Map<String, String> attributes = new TreeMap<>();
                    manifest.path("Platform")
                            .properties()
                            .forEach(entry -> attributes.put(
                                    entry.getKey(), entry.getValue().asText()));
                    return platform(attributes);
                })
                .toList();
    }

    static Component listed(String owner, String name, String version, Consumer<ComponentLatestVersion.Builder> more) {
        String arn = StoredComponent.arn(Call.current().region(), owner, name);
        return Component.builder()
                .arn(arn)
                .componentName(name)
                .latestVersion(latest -> {
                    latest.arn(arn + ":versions:" + version).componentVersion(version);
                    more.accept(latest);
                })
                .build();
    }

    static CoreDeviceStatus status(StoredDevice device) {
        return device.isHealthy() ? CoreDeviceStatus.HEALTHY : CoreDeviceStatus.UNHEALTHY;
    }

    static CoreDevice device(StoredDevice device) {
        return CoreDevice.builder()
                .coreDeviceThingName(device.thing())
                .status(status(device))
                .lastStatusUpdateTimestamp(device.reported())
                .platform(PLATFORM)
                .architecture(ARCHITECTURE)
                .runtime(RUNTIME)
                .build();
    }

    static Deployment summary(GetDeploymentResponse one) {
        return Deployment.builder()
                .deploymentId(one.deploymentId())
                .deploymentName(one.deploymentName())
                .revisionId(one.revisionId())
                .targetArn(one.targetArn())
                .parentTargetArn(one.parentTargetArn())
                .creationTimestamp(one.creationTimestamp())
                .deploymentStatus(one.deploymentStatus())
                .isLatestForTarget(one.isLatestForTarget())
                .build();
    }

    static InstalledComponent shape(String name, Installed one, StoredDevice device) {
        return InstalledComponent.builder()
                .componentName(name)
                .componentVersion(one.version())
                .lifecycleState(one.state())
                .lifecycleStateDetails(one.details().isEmpty() ? null : one.details())
                .lifecycleStatusCodes(one.codes())
                .isRoot(one.root())
                .lastStatusChangeTimestamp(one.changed())
                .lastReportedTimestamp(device.reported())
                .lastInstallationSource(one.source())
                .build();
    }
}
