package dev.sallyport.core.sandbox.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionError;
import dev.sallyport.core.edgefunction.Invocation;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.NodeHost;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** Runs function versions in Node, with the environment, the role's credentials and the logs that Lambda gives them. */
final class Runner implements AutoCloseable {
    private static final int CHILDREN = 8;
    private static final Duration CREDENTIALS = Duration.ofHours(12);
    private static final Duration RENEW = Duration.ofHours(6);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final CodeStore code;
    private final Layers layers;
    private final AccessKeys keys;
    private final LogDelivery logs;
    private final MetricDelivery metrics;
    private final Clock clock;
    private final Supplier<URI> endpoint;
    private final ToIntFunction<String> hosts;
    private final Map<String, Environment> environments = new ConcurrentHashMap<>();

    /** A version that is ready to run, with the credentials that it was given. */
    private record Environment(String revision, NodeHost host, AccessKey key, Instant made, String stream) {}

    /**
     * What came of a call.
     *
     * @param logTail the last 4 KB of the log, base64
     */
    record Run(Invocation invocation, String requestId, String logTail) {}

    Runner(CodeStore code, Layers layers, AccessKeys keys, Clock clock, SandboxLambda.Surroundings surroundings) {
        this.code = code;
        this.layers = layers;
        this.keys = keys;
        this.logs = surroundings.logs();
        this.metrics = surroundings.metrics();
        this.clock = clock;
        this.endpoint = surroundings.endpoint();
        this.hosts = surroundings.hosts();
    }

    /** Runs a version once in its own Region. */
    Run invoke(
            FunctionConfiguration version,
            String invokedArn,
            String requestId,
            JsonNode event,
            int concurrency,
            @Nullable Consumer<JsonNode> pieces) {
        return run(version, invokedArn, requestId, event, concurrency, false, pieces);
    }

    /** Runs a replica: no variables of its own, and a log group that is named for the Region of the original. */
    Run atEdge(FunctionConfiguration version, JsonNode event) {
        return run(version, version.functionArn(), UUID.randomUUID().toString(), event, CHILDREN, true, null);
    }

    private Run run(
            FunctionConfiguration version,
            String invokedArn,
            String requestId,
            JsonNode event,
            int concurrency,
            boolean edge,
            @Nullable Consumer<JsonNode> pieces) {
        Runtimes.requireHere(version.runtimeAsString());
        String name = (edge ? "us-east-1." : "") + version.functionName();
        String group = group(version, edge);
        Environment environment = environment(version, name, group, concurrency, edge);
        ObjectNode context = Json.MAPPER.createObjectNode();
        context.put("functionName", name)
                .put("functionVersion", version.version())
                .put("invokedFunctionArn", invokedArn)
                .put("memoryLimitInMB", version.memorySize().toString())
                .put("awsRequestId", requestId)
                .put("logGroupName", group)
                .put("logStreamName", environment.stream());
        Instant start = clock.instant();
        Invocation invocation =
                environment.host().invoke(event, context, Duration.ofSeconds(version.timeout()), pieces);
        InvocationLog log = InvocationLog.of(version, requestId, invocation, start, clock.instant());
        LogDelivery.Destination to = new LogDelivery.Destination(
                environment.key().caller(), region(version), group, environment.stream(), true);
        log.lines().forEach(line -> logs.write(to, line.at(), line.text()));
        count(version, name, invocation);
        return new Run(invocation, requestId, log.tail());
    }

    /** Writes to a function's log why an asynchronous call of it did not run. */
    void tell(FunctionConfiguration version, String requestId, String why) {
        Instant now = clock.instant();
        LogDelivery.Destination to = new LogDelivery.Destination(
                Caller.assumedRole(version.role(), version.functionName(), ""),
                region(version),
                group(version, false),
                stream(version, now),
                true);
        logs.write(to, now, requestId + "\tERROR\t" + why);
    }

    private static String stream(FunctionConfiguration version, Instant now) {
        return DAY.format(now) + "/[" + version.version() + "]" + UUID.randomUUID().toString().replace("-", "");
    }

    private void count(FunctionConfiguration version, String name, Invocation invocation) {
        Map<String, String> dimensions = Map.of("FunctionName", name);
        String region = region(version);
        boolean failed = invocation.outcome() instanceof Failed;
        boolean throttled = invocation.outcome() instanceof Failed(FunctionError error)
                && error.errorType().equals(FunctionError.THROTTLED);
        if (throttled) {
            metrics.add(region, "AWS/Lambda", "Throttles", dimensions, StandardUnit.COUNT, 1);
            return;
        }
        metrics.add(region, "AWS/Lambda", "Invocations", dimensions, StandardUnit.COUNT, 1);
        metrics.add(region, "AWS/Lambda", "Errors", dimensions, StandardUnit.COUNT, failed ? 1 : 0);
        double millis = invocation.duration().toNanos() / 1e6;
        metrics.add(region, "AWS/Lambda", "Duration", dimensions, StandardUnit.MILLISECONDS, millis);
    }

    private static String region(FunctionConfiguration version) {
        return Arn.fromString(version.functionArn()).region().orElseThrow();
    }

    /** A group that the user named has no prefix anywhere; Lambda's own default has one at the edge. */
    private static String group(FunctionConfiguration version, boolean edge) {
        String own = "/aws/lambda/" + version.functionName();
        String named = Objects.requireNonNullElse(version.loggingConfig().logGroup(), own);
        return edge && named.equals(own) ? "/aws/lambda/us-east-1." + version.functionName() : named;
    }

    private Environment environment(
            FunctionConfiguration version, String name, String group, int concurrency, boolean edge) {
        String key = version.functionArn() + ' ' + version.version() + (edge ? " edge" : "");
        return Objects.requireNonNull(environments.compute(key, (k, known) -> {
            Instant now = clock.instant();
            if (known != null
                    && known.revision().equals(version.revisionId())
                    && now.isBefore(known.made().plus(RENEW))) {
                return known;
            }
            if (known != null) {
                known.host().close();
            }
            return prepare(version, name, group, Math.min(concurrency, CHILDREN), edge, now);
        }));
    }

    private Environment prepare(
            FunctionConfiguration version, String name, String group, int children, boolean edge, Instant now) {
        AccessKey key = keys.issueForRole(version.role(), name, CREDENTIALS);
        String stream = stream(version, now);
        List<String> packages = version.layers().stream()
                .map(layer -> layers.packageOf(layer.arn()))
                .toList();
        Path folder = code.unpacked(version.codeSha256(), packages);
        Map<String, String> variables = new TreeMap<>();
        // Where Lambda lets modules be found after the function's own: in layers, in the runtime, and its files by their names.
        Path modules = folder.resolve(CodeStore.OPT).resolve("nodejs");
        Path runtime = folder.resolve(CodeStore.RUNTIME).resolve("node_modules");
        String release = "node" + version.runtimeAsString().replaceAll("\\D", "");
        variables.put(
                "NODE_PATH",
                Stream.of(modules.resolve(release).resolve("node_modules"), modules.resolve("node_modules"), runtime, folder)
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        if (!edge && version.environment() != null) {
            variables.putAll(version.environment().variables());
        }
        variables.put("AWS_ENDPOINT_URL", endpoint.get().toString());
        variables.put("AWS_REGION", region(version));
        variables.put("AWS_DEFAULT_REGION", region(version));
        variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + version.runtimeAsString());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", name);
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", version.version());
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", version.memorySize().toString());
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", group);
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", stream);
        variables.put("AWS_ACCESS_KEY_ID", key.accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
        variables.put("AWS_SESSION_TOKEN", Objects.requireNonNullElse(key.sessionToken(), ""));
        variables.put("LAMBDA_TASK_ROOT", folder.toString());
        variables.put("_HANDLER", version.handler());
        variables.put("TZ", ":UTC");
        variables.put("LANG", "en_US.UTF-8");
        NodeHost host = new NodeHost(
                new NodeHost.Code(
                        folder, version.handler(), Runtimes.callbacks(version.runtimeAsString()), variables, hosts),
                version.memorySize(),
                children);
        return new Environment(Objects.requireNonNull(version.revisionId()), host, key, now, stream);
    }

    /** Ends the processes of a function, or of one version. */
    void forget(String functionArn, @Nullable String version) {
        environments.entrySet().removeIf(entry -> {
            String key = entry.getKey();
            boolean gone = version == null
                    ? key.startsWith(functionArn + ' ') || key.startsWith(functionArn + ':')
                    : key.startsWith(functionArn + ':' + version + ' ');
            if (gone) {
                entry.getValue().host().close();
            }
            return gone;
        });
    }

    @Override
    public void close() {
        environments.values().forEach(environment -> environment.host().close());
        environments.clear();
    }
}
