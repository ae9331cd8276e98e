package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.edgefunction.Invocation;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.Invocation.LogLine;
import dev.sallyport.core.edgefunction.NodeHost;
import dev.sallyport.core.sandbox.greengrass.StoredComponent.LambdaSource;
import dev.sallyport.core.sandbox.greengrass.StoredDevice.Installed;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentLifecycleState;

/**
 * What runs on the simulated core devices: pinned Node.js functions, each in a process of its own, without a
 * container, as on Amazon Linux 2023, whose cgroups v2 Greengrass's containers cannot use. Scripts of recipes are
 * never run: they could do anything to the machine on which the sandbox runs.
 */
final class Processes implements AutoCloseable {
    /** AWS page "Develop components": a component that fails three times is broken. */
    private static final int ATTEMPTS = 3;

    private static final int MEMORY_MB = 128;
    private static final Set<String> DONE = Set.of(PublicComponents.NUCLEUS, "aws.greengrass.LambdaRuntimes");

    private final Function<String, Path> code;
    private final Clock clock;
    private final Map<String, NodeHost> running = new ConcurrentHashMap<>();

    /** {@code code} finds the unpacked package of a hash. */
    Processes(Function<String, Path> code, Clock clock) {
        this.code = code;
        this.clock = clock;
    }

    private static String key(StoredDevice device, String name) {
        return device.key() + "/" + name;
    }

    /**
     * Starts a component.
     *
     * @param component null for one of AWS's
     * @param log takes what it prints while it starts
     * @return the component in the state that it has come to
     */
    Installed start(
            StoredDevice device,
            String name,
            @Nullable StoredComponent component,
            Installed wanted,
            Consumer<List<LogLine>> log) {
        if (component == null && PublicComponents.version(name).isEmpty()) {
            return broken(wanted, "The device has no copy of the component.");
        }
        if (component == null) {
            return wanted.at(
                    DONE.contains(name)
                            ? InstalledComponentLifecycleState.FINISHED
                            : InstalledComponentLifecycleState.RUNNING,
                    "The simulated core device stands in for it.",
                    List.of(),
                    clock.instant());
        }
        LambdaSource source = component.lambda();
        if (source == null) {
            return Recipe.hasScripts(component.recipe())
                    ? installed(wanted, "The simulated core device runs no scripts.")
                    : wanted.at(InstalledComponentLifecycleState.FINISHED, "", List.of(), clock.instant());
        }
        if (!wanted.configuration().path("containerMode").asText().equals(LambdaRecipe.NO_CONTAINER)) {
            return broken(
                    wanted, "Containers need cgroups v1, which this device lacks; use the isolation mode NoContainer.");
        }
        if (!source.runtime().startsWith("nodejs")) {
            return broken(wanted, "The simulated core device has no " + source.runtime() + ", only Node.js.");
        }
        if (!wanted.configuration().path("pinned").asBoolean(true)) {
            return installed(wanted, "Starts when an event comes; the simulated core device sends none.");
        }
        return run(device, name, source, wanted, log);
    }

    private Installed run(
            StoredDevice device, String name, LambdaSource source, Installed wanted, Consumer<List<LogLine>> log) {
        String why = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            NodeHost host = new NodeHost(
                    new NodeHost.Code(
                            code.apply(source.codeSha256()),
                            source.handler(),
                            true,
                            environment(device, source, wanted.configuration())),
                    MEMORY_MB,
                    1);
            Invocation made = host.load();
            log.accept(made.log());
            if (!(made.outcome() instanceof Failed failed)) {
                running.put(key(device, name), host);
                return wanted.at(InstalledComponentLifecycleState.RUNNING, "", List.of(), clock.instant());
            }
            host.close();
            why = failed.error().errorType() + ": " + failed.error().errorMessage();
        }
        return broken(wanted, why);
    }

    private Installed installed(Installed wanted, String details) {
        return wanted.at(InstalledComponentLifecycleState.INSTALLED, details, List.of(), clock.instant());
    }

    private Installed broken(Installed wanted, String why) {
        String short1000 = why.length() > 1000 ? why.substring(0, 1000) : why;
        return wanted.at(InstalledComponentLifecycleState.BROKEN, short1000, List.of("STARTUP_ERROR"), clock.instant());
    }

    /**
     * Only what the import's parameters say and what a core device sets itself: neither the function's variables in the
     * cloud nor its role's credentials come along.
     */
    private static Map<String, String> environment(StoredDevice device, LambdaSource source, JsonNode configuration) {
        Map<String, String> variables = new TreeMap<>(Map.of(
                "AWS_IOT_THING_NAME", device.thing(),
                "AWS_REGION", device.region(),
                "AWS_DEFAULT_REGION", device.region(),
                "GGC_VERSION",
                        PublicComponents.version(PublicComponents.NUCLEUS).orElseThrow(),
                "AWS_GREENGRASS_LAMBDA_ARN", source.arn(),
                "AWS_GREENGRASS_LAMBDA_FUNCTION_HANDLER", source.handler()));
        configuration
                .path("lambdaExecutionParameters")
                .path("EnvironmentVariables")
                .properties()
                .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
        return variables;
    }

    void stop(StoredDevice device, String name) {
        NodeHost host = running.remove(key(device, name));
        if (host != null) {
            host.close();
        }
    }

    /** A function that was running and whose process has ended since. */
    boolean hasEnded(StoredDevice device, String name) {
        NodeHost host = running.get(key(device, name));
        return host != null && !host.isAlive();
    }

    @Override
    public void close() {
        running.values().forEach(NodeHost::close);
        running.clear();
    }
}
