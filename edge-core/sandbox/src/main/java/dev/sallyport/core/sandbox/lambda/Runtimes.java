package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.sandbox.access.Fault;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.Runtime;

/**
 * Which runtimes Lambda still takes, by the dates of its page "Lambda runtimes" as of spring 2026. A runtime that is
 * neither here nor in {@link #OPEN} was closed before 2026.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html">Lambda runtimes</a>
 */
final class Runtimes {
    /** The day from which functions can no longer be created. */
    private static final Map<String, LocalDate> CREATE_ENDS = Map.of(
            "nodejs16.x", LocalDate.of(2026, 8, 31),
            "nodejs18.x", LocalDate.of(2026, 8, 31),
            "nodejs20.x", LocalDate.of(2026, 8, 31),
            "python3.8", LocalDate.of(2026, 8, 31),
            "python3.9", LocalDate.of(2026, 8, 31),
            "python3.10", LocalDate.of(2026, 11, 30));

    /** Updates stay possible for 30 days more. */
    private static final int UPDATE_DAYS = 30;

    private static final Set<String> OPEN = Set.of(
            "nodejs22.x",
            "nodejs24.x",
            "nodejs26.x",
            "python3.11",
            "python3.12",
            "python3.13",
            "python3.14",
            "python3.15",
            "java11",
            "java17",
            "java21",
            "java25",
            "java8.al2",
            "dotnet8",
            "dotnet10",
            "ruby3.3",
            "ruby3.4",
            "provided.al2023");

    private Runtimes() {}

    /** Refuses a runtime that is closed or that never was, and one whose functions could be made here and not run. */
    static void check(@Nullable String runtime, boolean update, Clock clock) {
        if (runtime == null) {
            throw LambdaFaults.invalid("Runtime and Handler are mandatory parameters for functions created with "
                    + "deployment packages.");
        }
        LocalDate ends = CREATE_ENDS.get(runtime);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (OPEN.contains(runtime) || (ends != null && today.isBefore(update ? ends.plusDays(UPDATE_DAYS) : ends))) {
            requireHere(runtime);
            return;
        }
        if (ends == null && Runtime.fromValue(runtime) == Runtime.UNKNOWN_TO_SDK_VERSION) {
            throw LambdaFaults.validation(
                    "runtime", runtime, "Member must satisfy enum value set: " + Runtime.knownValues());
        }
        throw LambdaFaults.invalid("The runtime parameter of " + runtime
                + " is no longer supported for creating or updating AWS Lambda functions. We recommend you use a "
                + "supported runtime while creating or updating functions.");
    }

    /** Refuses a runtime that AWS has and the sandbox has not. */
    static void requireHere(@Nullable String runtime) {
        if (runtime == null || !runtime.startsWith("nodejs")) {
            throw Fault.of(
                    "Lambda", "NotImplementedException", 501, "The sandbox runs Node.js functions only, not " + runtime + ".");
        }
    }

    /** Callback-style handlers ended with Node.js 24. */
    static boolean callbacks(String runtime) {
        String version = runtime.replaceAll("^nodejs|\\..*$", "");
        return !version.isEmpty() && Integer.parseInt(version) < 24;
    }
}
