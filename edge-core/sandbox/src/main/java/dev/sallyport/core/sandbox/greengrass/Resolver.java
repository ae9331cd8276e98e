package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.sandbox.greengrass.StoredDevice.Installed;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.greengrassv2.model.CloudComponentState;
import software.amazon.awssdk.services.greengrassv2.model.ComponentConfigurationUpdate;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentLifecycleState;

/** Finds out which components a device is to have: those of all its targets together, and what they depend on. */
final class Resolver {
    private final Components components;
    private final Deployments deployments;
    private final Devices devices;

    Resolver(Components components, Deployments deployments, Devices devices) {
        this.components = components;
        this.deployments = deployments;
        this.devices = devices;
    }

    /** The cloud's component, or the copy that the device has of one that is gone from the cloud. */
    Optional<StoredComponent> find(StoredDevice device, String name, String version) {
        return components.find(device.region(), name, version).or(() -> devices.copy(device, name, version));
    }

    /** A component that a deployment names. */
    private record Root(
            String version,
            String deployment,
            boolean fresh,
            @Nullable ComponentConfigurationUpdate update) {}

    /**
     * The components of {@code device} once it has taken {@code deployment}, none started yet.
     *
     * @throws Unresolvable when versions contradict each other or are nowhere to be found
     */
    Map<String, Installed> resolve(StoredDevice device, GetDeploymentResponse deployment, Instant now)
            throws Unresolvable {
        Map<String, Root> roots = roots(device, deployment);
        Map<String, String> versions = new TreeMap<>();
        roots.forEach((name, root) -> versions.put(name, root.version()));
        Deque<String> open = new ArrayDeque<>(versions.keySet());
        while (!open.isEmpty()) {
            String name = open.remove();
            for (Map.Entry<String, String> need :
                    needs(device, name, String.valueOf(versions.get(name))).entrySet()) {
                String version = versions.get(need.getKey());
                if (version == null) {
                    versions.put(need.getKey(), candidate(device, name, need.getKey(), need.getValue()));
                    open.add(need.getKey());
                } else if (!meets(version, need.getValue())) {
                    throw new Unresolvable(
                            name + " needs " + need.getKey() + " " + need.getValue() + ", not " + version + ".");
                }
            }
        }
        Map<String, Installed> wanted = new TreeMap<>();
        versions.forEach(
                (name, version) -> wanted.put(name, wanted(device, name, version, roots.get(name), deployment, now)));
        return wanted;
    }

    private Map<String, Root> roots(StoredDevice device, GetDeploymentResponse deployment) throws Unresolvable {
        Map<String, Root> roots = new HashMap<>();
        for (String target : device.targets()) {
            boolean fresh = target.equals(deployment.targetArn());
            GetDeploymentResponse of = fresh
                    ? deployment
                    : deployments.find(device.applied().get(target)).orElse(null);
            if (of == null) {
                continue;
            }
            for (Map.Entry<String, ComponentDeploymentSpecification> entry :
                    of.components().entrySet()) {
                ComponentDeploymentSpecification spec = entry.getValue();
                Root root = new Root(spec.componentVersion(), of.deploymentId(), fresh, spec.configurationUpdate());
                Root other = roots.put(entry.getKey(), root);
                if (other != null && !other.version().equals(root.version())) {
                    throw new Unresolvable("Two deployments of the device name " + entry.getKey() + ", one "
                            + other.version() + ", one " + root.version() + ".");
                }
            }
        }
        String nucleus = PublicComponents.version(PublicComponents.NUCLEUS).orElseThrow();
        roots.putIfAbsent(PublicComponents.NUCLEUS, new Root(nucleus, deployment.deploymentId(), false, null));
        return roots;
    }

    private Map<String, String> needs(StoredDevice device, String name, String version) throws Unresolvable {
        StoredComponent own = find(device, name, version).orElse(null);
        if (own != null && own.state().equals(CloudComponentState.DEPLOYABLE.toString())) {
            return Recipe.dependencies(own.recipe());
        }
        if (own == null && standsIn(name, version)) {
            return PublicComponents.dependencies(name);
        }
        throw new Unresolvable("No version of " + name + " that can be deployed is " + version + ".");
    }

    /** The device stands in for every version of the same major number. */
    private static boolean standsIn(String name, String version) {
        return PublicComponents.version(name)
                .filter(known -> known.split("\\.", -1)[0].equals(version.split("\\.", -1)[0]))
                .isPresent();
    }

    private static boolean meets(String version, String requirement) {
        return Version.of(version).filter(one -> one.meets(requirement)).isPresent();
    }

    private String candidate(StoredDevice device, String dependent, String name, String requirement)
            throws Unresolvable {
        List<StoredComponent> own = components.versions(device.region(), name);
        return own.stream()
                .filter(one -> one.state().equals(CloudComponentState.DEPLOYABLE.toString()))
                .map(StoredComponent::version)
                .filter(version -> meets(version, requirement))
                .findFirst()
                .or(() -> PublicComponents.version(name).filter(version -> meets(version, requirement)))
                .orElseThrow(() -> new Unresolvable(
                        dependent + " needs " + name + " " + requirement + ", of which there is no version."));
    }

    private Installed wanted(
            StoredDevice device,
            String name,
            String version,
            @Nullable Root root,
            GetDeploymentResponse deployment,
            Instant now) {
        Installed had = device.installed().get(name);
        var defaults = find(device, name, version)
                .map(own -> Recipe.defaults(own.recipe()))
                .orElseGet(JsonNodeFactory.instance::objectNode);
        return new Installed(
                version,
                root != null,
                InstalledComponentLifecycleState.NEW.toString(),
                "",
                List.of(),
                now,
                Configuration.after(
                        had == null ? null : had.configuration(),
                        defaults,
                        root != null && root.fresh() ? root.update() : null),
                root == null ? deployment.deploymentId() : root.deployment());
    }
}
