package dev.sallyport.core.sandbox.greengrass;

import dev.sallyport.core.Arns;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.greengrass.StoredDevice.Installed;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.greengrassv2.model.DeploymentFailureHandlingPolicy;
import software.amazon.awssdk.services.greengrassv2.model.DeploymentStatus;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeployment;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeploymentExecutionStatus;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentLifecycleState;

/** The Greengrass Core software of the simulated devices: takes deployments one after the other, and rolls back. */
final class CoreSoftware implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoreSoftware.class);
    private static final List<String> BROKEN =
            List.of("DEPLOYMENT_FAILURE", "COMPONENT_UPDATE_ERROR", "COMPONENT_BROKEN");
    private static final Set<EffectiveDeploymentExecutionStatus> OPEN =
            Set.of(EffectiveDeploymentExecutionStatus.QUEUED, EffectiveDeploymentExecutionStatus.IN_PROGRESS);

    private final Components components;
    private final Deployments deployments;
    private final Devices devices;
    private final Resolver resolver;
    private final Processes processes;
    private final DeviceLog log;
    private final Clock clock;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("core-device").factory());

    CoreSoftware(
            Components components,
            Deployments deployments,
            Devices devices,
            Processes processes,
            DeviceLog log,
            Clock clock) {
        this.components = components;
        this.deployments = deployments;
        this.devices = devices;
        this.resolver = new Resolver(components, deployments, devices);
        this.processes = processes;
        this.log = log;
        this.clock = clock;
    }

    /** Lets the devices look for deployments. */
    void wake() {
        devices.all().forEach(device -> submit(device, () -> work(device)));
    }

    /** Starts again what ran when the sandbox last ended, then looks for deployments. */
    void boot() {
        components.resume();
        devices.all()
                .forEach(device -> submit(device, () -> {
                    StoredDevice now = devices.again(device);
                    report(now, update(now, Map.of(), now.installed()));
                    work(now);
                }));
    }

    private void submit(StoredDevice device, Runnable work) {
        Call call = new Call(Caller.root(), device.region(), UUID.randomUUID().toString());
        try {
            worker.execute(() -> {
                try {
                    call.answer(() -> {
                        work.run();
                        return device;
                    });
                } catch (SallyportException e) {
                    LOG.warn("the simulated core device cannot go on: {}", e.message());
                } catch (RuntimeException e) {
                    LOG.error("the simulated core device broke off", e);
                }
            });
        } catch (RejectedExecutionException closed) {
            LOG.debug("the sandbox is closing");
        }
    }

    private void work(StoredDevice device) {
        while (!worker.isShutdown()) {
            Optional<EffectiveDeployment> next = devices.effective(device).stream()
                    .filter(one -> OPEN.contains(one.coreDeviceExecutionStatus()))
                    .min(Comparator.comparing(EffectiveDeployment::creationTimestamp));
            if (next.isEmpty()) {
                return;
            }
            take(devices.again(device), next.get().deploymentId());
            devices.prune(devices.again(device));
        }
    }

    private void take(StoredDevice device, String id) {
        Optional<GetDeploymentResponse> found = deployments.find(id);
        if (found.isEmpty()) {
            devices.move(device, id, now -> now.coreDeviceExecutionStatus(EffectiveDeploymentExecutionStatus.CANCELED));
            return;
        }
        GetDeploymentResponse deployment = found.get();
        devices.move(device, id, now -> now.coreDeviceExecutionStatus(EffectiveDeploymentExecutionStatus.IN_PROGRESS));
        Map<String, Installed> wanted;
        try {
            wanted = resolver.resolve(device, deployment, clock.instant());
        } catch (Unresolvable e) {
            report(device, device.installed());
            fail(device, deployment, "FAILED_NO_STATE_CHANGE: " + e.message(), e.errorStack(), "REQUEST_ERROR");
            return;
        }
        wanted.forEach(
                (name, one) -> resolver.find(device, name, one.version()).ifPresent(own -> devices.keep(device, own)));
        Map<String, Installed> after = update(device, device.installed(), wanted);
        Optional<Map.Entry<String, Installed>> broken = after.entrySet().stream()
                .filter(entry -> entry.getValue().isBroken())
                .findFirst();
        if (broken.isEmpty()) {
            report(device, after);
            devices.change(device, now -> now.applied(deployment.targetArn(), id));
            over(deployment, DeploymentStatus.COMPLETED);
            devices.move(
                    device,
                    id,
                    now -> now.coreDeviceExecutionStatus(EffectiveDeploymentExecutionStatus.SUCCEEDED)
                            .reason("SUCCESSFUL"));
            return;
        }
        String why =
                broken.get().getKey() + " is broken: " + broken.get().getValue().details();
        if (rollsBack(deployment)) {
            report(device, update(device, after, device.installed()));
            fail(device, deployment, "FAILED_ROLLBACK_COMPLETE: " + why, BROKEN, "USER_COMPONENT_ERROR");
        } else {
            report(device, after);
            devices.change(device, now -> now.applied(deployment.targetArn(), id));
            fail(device, deployment, "FAILED_ROLLBACK_NOT_REQUESTED: " + why, BROKEN, "USER_COMPONENT_ERROR");
        }
    }

    private static boolean rollsBack(GetDeploymentResponse deployment) {
        return deployment.deploymentPolicies() == null
                || deployment.deploymentPolicies().failureHandlingPolicy()
                        != DeploymentFailureHandlingPolicy.DO_NOTHING;
    }

    private void fail(
            StoredDevice device, GetDeploymentResponse deployment, String why, List<String> stack, String type) {
        over(deployment, DeploymentStatus.FAILED);
        devices.move(
                device,
                deployment.deploymentId(),
                now -> now.coreDeviceExecutionStatus(EffectiveDeploymentExecutionStatus.FAILED)
                        .reason(why)
                        .statusDetails(details -> details.errorStack(stack).errorTypes(type)));
    }

    /**
     * A group's deployment goes on for devices that join it; that of one thing is over, and known to be before its device
     * says so.
     */
    private void over(GetDeploymentResponse deployment, DeploymentStatus status) {
        if (!Arns.isOf(deployment.targetArn(), "iot", "thinggroup")) {
            deployments.end(deployment.deploymentId(), status);
        }
    }

    private void report(StoredDevice device, Map<String, Installed> now) {
        devices.change(device, stored -> stored.with(now, clock.instant()));
    }

    /** Stops what goes or changes, then starts what is new or changed; the rest runs on. */
    private Map<String, Installed> update(
            StoredDevice device, Map<String, Installed> had, Map<String, Installed> wanted) {
        had.forEach((name, old) -> {
            Installed next = wanted.get(name);
            if (next == null || !next.isSame(old)) {
                processes.stop(device, name);
            }
        });
        Map<String, Installed> now = new TreeMap<>();
        wanted.forEach((name, next) -> {
            Installed old = had.get(name);
            if (old != null && old.isSame(next) && !old.isBroken()) {
                now.put(
                        name,
                        new Installed(
                                old.version(),
                                next.root(),
                                old.state(),
                                old.details(),
                                old.codes(),
                                old.changed(),
                                old.configuration(),
                                next.source()));
            } else {
                now.put(name, next.at(InstalledComponentLifecycleState.STARTING, "", List.of(), clock.instant()));
            }
        });
        wanted.forEach((name, next) -> {
            if (now.getOrDefault(name, next).state().equals(InstalledComponentLifecycleState.STARTING.toString())) {
                report(device, Map.copyOf(now));
                StoredComponent own = devices.copy(device, name, next.version()).orElse(null);
                now.put(
                        name,
                        processes.start(device, name, own, next, lines -> log.write(device, wanted, name, lines)));
            }
        });
        return now;
    }

    /** The device as it is, with what has ended since it last reported. */
    StoredDevice look(StoredDevice device) {
        device.installed().forEach((name, component) -> {
            if (component.state().equals(InstalledComponentLifecycleState.RUNNING.toString())
                    && processes.hasEnded(device, name)) {
                devices.change(device, now -> {
                    Map<String, Installed> installed = new TreeMap<>(now.installed());
                    installed.computeIfPresent(
                            name,
                            (key, was) -> was.at(
                                    InstalledComponentLifecycleState.BROKEN,
                                    "Its process has ended.",
                                    List.of("RUN_ERROR"),
                                    clock.instant()));
                    return now.with(installed, clock.instant());
                });
            }
        });
        return devices.again(device);
    }

    /** Lets the deployment under way come to its end, then ends every process. */
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(15, TimeUnit.SECONDS)) {
                LOG.warn("The simulated core device did not stop in 15 s.");
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        processes.close();
    }
}
