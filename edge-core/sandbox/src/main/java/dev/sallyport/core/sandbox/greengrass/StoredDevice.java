package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentLifecycleState;

/**
 * A core device as it last reported itself.
 *
 * @param thing its name
 * @param groups thing groups that it is in
 * @param reported when it last said how it is
 * @param installed by the components' names
 * @param applied the deployment that it last took from each of its targets, by the target's ARN
 */
record StoredDevice(
        String region,
        String account,
        String thing,
        Set<String> groups,
        Instant reported,
        Map<String, Installed> installed,
        Map<String, String> applied) {

    /**
     * A component on the device.
     *
     * @param root whether a deployment names it, and it is no mere dependency
     * @param state such as {@code RUNNING}
     * @param details for people
     * @param codes of what is wrong
     * @param changed when the state was reached
     * @param configuration as it is after all updates
     * @param source id of the deployment that installed it
     */
    record Installed(
            String version,
            boolean root,
            String state,
            String details,
            List<String> codes,
            Instant changed,
            JsonNode configuration,
            String source) {

        boolean isSame(Installed other) {
            return version.equals(other.version) && configuration.equals(other.configuration);
        }

        boolean isBroken() {
            return state.equals(InstalledComponentLifecycleState.BROKEN.toString());
        }

        Installed at(InstalledComponentLifecycleState next, String why, List<String> wrong, Instant when) {
            return new Installed(version, root, next.toString(), why, wrong, when, configuration, source);
        }
    }

    String key() {
        return region + "/" + thing;
    }

    String arn() {
        return "arn:aws:greengrass:" + region + ":" + account + ":coreDevices:" + thing;
    }

    /** The thing itself and its groups, as deployments name them. */
    Set<String> targets() {
        String iot = "arn:aws:iot:" + region + ":" + account + ":";
        return Stream.concat(
                        Stream.of(iot + "thing/" + thing), groups.stream().map(group -> iot + "thinggroup/" + group))
                .collect(Collectors.toSet());
    }

    boolean isHealthy() {
        return installed.values().stream().noneMatch(Installed::isBroken);
    }

    StoredDevice with(Map<String, Installed> now, Instant when) {
        return new StoredDevice(region, account, thing, groups, when, now, applied);
    }

    StoredDevice applied(String target, String deploymentId) {
        Map<String, String> now = new TreeMap<>(applied);
        now.put(target, deploymentId);
        return new StoredDevice(region, account, thing, groups, reported, installed, now);
    }
}
