package dev.sallyport.core.proof;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.pace.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.greengrassv2.GreengrassV2Client;
import software.amazon.awssdk.services.greengrassv2.model.CloudComponentState;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;
import software.amazon.awssdk.services.greengrassv2.model.CoreDevice;
import software.amazon.awssdk.services.greengrassv2.model.Deployment;
import software.amazon.awssdk.services.greengrassv2.model.DescribeComponentResponse;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeployment;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeploymentExecutionStatus;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponent;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentLifecycleState;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentTopologyFilter;

/**
 * What became of a Greengrass component: in the cloud, in its target's deployment, and on every core device.
 * Greengrass has no call that invokes a component; that it runs is known from the device's report and, where the
 * target's log manager uploads it, from the line that it logs when it starts. Where it does not, there is no such
 * proof, and the devices' proof says that the log is unknown.
 */
final class DeviceProofs {
    private static final Set<EffectiveDeploymentExecutionStatus> OPEN =
            Set.of(EffectiveDeploymentExecutionStatus.QUEUED, EffectiveDeploymentExecutionStatus.IN_PROGRESS);
    private static final Duration DEVICES = Duration.ofMinutes(3);

    /** The log manager uploads every 5 minutes unless told otherwise. */
    private static final Duration UPLOAD = Duration.ofMinutes(6);

    private static final String NONE = "none";

    private final AwsClients aws;
    private final Subject subject;

    DeviceProofs(AwsClients aws, Subject subject) {
        this.aws = aws;
        this.subject = subject;
    }

    List<Check> checks() {
        return List.of(
                new Check("component-deployable", "The component can be deployed", Lag.NONE, this::isDeployable),
                new Check(
                        "component-on-devices",
                        "Every core device of the target runs the component",
                        Lag.NONE,
                        this::isOnDevices),
                new Check(
                        "components-kept",
                        "The target has every component that it had before",
                        Lag.NONE,
                        this::areOthersKept),
                new Check(
                        "component-answers",
                        "The component has said on each device that it runs",
                        Lag.NONE,
                        this::hasSpoken));
    }

    /** ARN of the thing or the thing group, whose Region may be another than the stack's. */
    private Arn target() {
        return Arn.fromString(subject.output("Target"));
    }

    private String region() {
        return target().region().orElse(aws.region());
    }

    private GreengrassV2Client greengrass() {
        return aws.greengrass(region());
    }

    private String component() {
        return subject.output("ComponentName");
    }

    private String version() {
        return subject.output("ComponentVersion");
    }

    private DescribeComponentResponse described() {
        String arn = target().toBuilder()
                .service("greengrass")
                .resource("components:" + component() + ":versions:" + version())
                .build()
                .toString();
        return greengrass().describeComponent(request -> request.arn(arn));
    }

    private Verdict isDeployable() {
        DescribeComponentResponse found = described();
        return Verdict.of(
                found.status().componentState() == CloudComponentState.DEPLOYABLE,
                found.arn() + " is " + found.status().componentStateAsString()
                        + Optional.ofNullable(found.status().message())
                                .map(why -> ": " + why)
                                .orElse(""));
    }

    /** The core devices that were sent the deployment, with what each said to it. */
    private Map<String, EffectiveDeployment> told() {
        Map<String, EffectiveDeployment> told = new TreeMap<>();
        String deployment = subject.output("DeploymentId");
        for (CoreDevice device :
                greengrass().listCoreDevicesPaginator(request -> {}).coreDevices()) {
            greengrass()
                    .listEffectiveDeploymentsPaginator(
                            request -> request.coreDeviceThingName(device.coreDeviceThingName()))
                    .effectiveDeployments()
                    .stream()
                    .filter(one -> deployment.equals(one.deploymentId()))
                    .forEach(one -> told.put(device.coreDeviceThingName(), one));
        }
        return told;
    }

    private Verdict isOnDevices() throws InterruptedException {
        Pace.ofQuestions().until(DEVICES, () -> {
            Map<String, EffectiveDeployment> told = told();
            return !told.isEmpty()
                    && told.values().stream().noneMatch(one -> OPEN.contains(one.coreDeviceExecutionStatus()));
        });
        Map<String, EffectiveDeployment> told = told();
        if (told.isEmpty()) {
            return Verdict.unknown(
                    "no core device has been sent the deployment " + subject.output("DeploymentId") + " of "
                            + target());
        }
        boolean holds = true;
        List<String> evidence = new ArrayList<>();
        for (Map.Entry<String, EffectiveDeployment> device : told.entrySet()) {
            Optional<InstalledComponent> installed = installed(device.getKey());
            holds &= device.getValue().coreDeviceExecutionStatus() == EffectiveDeploymentExecutionStatus.SUCCEEDED
                    && installed
                            .filter(one -> one.lifecycleState() == InstalledComponentLifecycleState.RUNNING)
                            .filter(one -> version().equals(one.componentVersion()))
                            .isPresent();
            evidence.add(said(device.getKey(), device.getValue(), installed));
        }
        if (subject.output("LogGroup").equals(NONE)) {
            evidence.add("what the component logs is unknown: no log manager of the target uploads it");
        }
        boolean waits = told.values().stream()
                .map(EffectiveDeployment::coreDeviceExecutionStatus)
                .allMatch(status -> OPEN.contains(status) || status == EffectiveDeploymentExecutionStatus.SUCCEEDED);
        boolean open = told.values().stream().anyMatch(one -> OPEN.contains(one.coreDeviceExecutionStatus()));
        // A device may be away from its Region for hours.
        return open && waits
                ? Verdict.unknown(String.join("; ", evidence))
                : Verdict.of(holds, String.join("; ", evidence));
    }

    private Optional<InstalledComponent> installed(String thing) {
        return greengrass()
                .listInstalledComponentsPaginator(request ->
                        request.coreDeviceThingName(thing).topologyFilter(InstalledComponentTopologyFilter.ALL))
                .installedComponents()
                .stream()
                .filter(one -> component().equals(one.componentName()))
                .findFirst();
    }

    private String said(String thing, EffectiveDeployment told, Optional<InstalledComponent> installed) {
        var device = greengrass().getCoreDevice(request -> request.coreDeviceThingName(thing));
        StringBuilder said = new StringBuilder(thing + ": " + told.coreDeviceExecutionStatusAsString());
        if (told.statusDetails() != null && !told.statusDetails().errorStack().isEmpty()) {
            said.append(" (")
                    .append(String.join(" > ", told.statusDetails().errorStack()))
                    .append("; ");
            said.append(told.reason()).append(')');
        }
        said.append(", ").append(component()).append(' ');
        said.append(installed
                .map(one -> one.componentVersion() + " " + one.lifecycleStateAsString()
                        + Optional.ofNullable(one.lifecycleStateDetails())
                                .map(why -> " (" + why + ")")
                                .orElse(""))
                .orElse("not installed"));
        said.append(", ").append(device.statusAsString()).append(" as of ").append(device.lastStatusUpdateTimestamp());
        return said.toString();
    }

    private Verdict areOthersKept() {
        String target = subject.output("Target");
        String kept = subject.output("KeptComponents");
        Deployment latest = greengrass().listDeployments(request -> request.targetArn(target)).deployments().stream()
                .filter(one -> target.equals(one.targetArn()))
                .findFirst()
                .orElse(null);
        if (latest == null) {
            return Verdict.of(false, target + " has no deployment");
        }
        Map<String, ComponentDeploymentSpecification> now = greengrass()
                .getDeployment(request -> request.deploymentId(latest.deploymentId()))
                .components();
        List<String> evidence = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (String one : kept.equals(NONE) ? new String[] {} : kept.split(",", -1)) {
            if (one.startsWith("+")) {
                evidence.add(one.substring(1) + " more that the stack does not name");
                continue;
            }
            ComponentDeploymentSpecification found = now.get(one.replaceFirst("@[^@]*$", ""));
            if (found == null) {
                gone.add(one);
            } else {
                evidence.add(
                        one.endsWith("@" + found.componentVersion()) ? one : one + ", now " + found.componentVersion());
            }
        }
        boolean ours = Optional.ofNullable(now.get(component()))
                .filter(one -> version().equals(one.componentVersion()))
                .isPresent();
        String before = gone.isEmpty() ? "kept: " : "gone: " + String.join(", ", gone) + "; kept: ";
        return Verdict.of(
                gone.isEmpty() && ours,
                "revision " + latest.revisionId() + " (" + latest.deploymentId() + ") "
                        + (ours ? "has " : "lacks ") + component() + " " + version() + "; " + before
                        + (evidence.isEmpty() ? NONE : String.join(", ", evidence)));
    }

    private Verdict hasSpoken() throws InterruptedException {
        Instant since = Objects.requireNonNullElse(described().creationTimestamp(), Instant.EPOCH);
        Map<String, EffectiveDeployment> told = told();
        List<String> without = told.entrySet().stream()
                .filter(one ->
                        one.getValue().coreDeviceExecutionStatus() != EffectiveDeploymentExecutionStatus.SUCCEEDED)
                .map(Map.Entry::getKey)
                .toList();
        if (!without.isEmpty() || told.isEmpty()) {
            return Verdict.unknown(
                    "the component is not on " + (told.isEmpty() ? "any device" : String.join(", ", without)));
        }
        Set<String> things = told.keySet();
        Map<String, String> lines = new TreeMap<>();
        Pace.ofQuestions().until(UPLOAD, () -> {
            lines.putAll(lines(since, things));
            return lines.keySet().containsAll(things);
        });
        List<String> silent =
                things.stream().filter(thing -> !lines.containsKey(thing)).toList();
        String evidence = subject.output("LogGroup") + ": "
                + (silent.isEmpty() ? "" : "nothing yet from " + String.join(", ", silent) + "; ")
                + String.join("; ", lines.values());
        return silent.isEmpty() ? Verdict.of(true, evidence) : Verdict.unknown(evidence);
    }

    /** The first line of the component's version on each device, as the log manager has uploaded it. */
    private Map<String, String> lines(Instant since, Set<String> things) {
        Map<String, String> lines = new TreeMap<>();
        String logGroup = subject.output("LogGroup");
        String functionVersion =
                Arn.fromString(subject.output("FunctionVersion")).resource().qualifier().orElse("");
        try {
            aws.logs(region()).filterLogEventsPaginator(request -> request.logGroupName(logGroup)
                            .startTime(since.toEpochMilli())
                            .filterPattern("started"))
                    .events()
                    .forEach(event -> {
                        // A device that logs in JSON puts a line in quotes.
                        String line = event.message().replace("\\\"", "\"");
                        things.stream()
                                .filter(thing -> line.contains("\"device\":\"" + thing + "\""))
                                .filter(thing -> line.contains("\"version\":\"" + functionVersion + "\""))
                                .forEach(thing -> lines.putIfAbsent(thing, line.strip()));
                    });
        } catch (ResourceNotFoundException notYet) {
            // The log manager makes the group with its first upload.
        }
        return lines;
    }
}
