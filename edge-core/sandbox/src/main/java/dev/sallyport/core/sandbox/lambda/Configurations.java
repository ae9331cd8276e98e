package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.Arns;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.EnvironmentResponse;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.SnapStartResponse;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.TracingConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/** Makes and changes the configuration of {@code $LATEST}, checked as Lambda checks it. */
final class Configurations {
    private static final DateTimeFormatter LAST_MODIFIED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int ENVIRONMENT_LIMIT = 4096;
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_DEFAULT_REGION",
            "AWS_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_LAMBDA_RUNTIME_API",
            "LAMBDA_TASK_ROOT",
            "LAMBDA_RUNTIME_DIR");

    private final IamClient iam;
    private final Authorizer authorizer;
    private final Clock clock;
    private final Layers layers;

    Configurations(IamClient iam, Authorizer authorizer, Clock clock, Layers layers) {
        this.iam = iam;
        this.authorizer = authorizer;
        this.clock = clock;
        this.layers = layers;
    }

    FunctionConfiguration create(CreateFunctionRequest request, FunctionName name, CodeStore.Code code) {
        if (request.packageType() == PackageType.IMAGE) {
            throw LambdaFaults.invalid("The sandbox has no container registry: PackageType must be Zip.");
        }
        if (request.handler() == null) {
            throw LambdaFaults.invalid("Runtime and Handler are mandatory parameters for functions created with "
                    + "deployment packages.");
        }
        Runtimes.check(request.runtimeAsString(), false, clock);
        FunctionConfiguration configuration = FunctionConfiguration.builder()
                .functionName(name.name())
                .functionArn(name.arn())
                .runtime(request.runtimeAsString())
                .role(role(request.role()))
                .handler(request.handler())
                .description(Objects.requireNonNullElse(request.description(), ""))
                .timeout(range("timeout", request.timeout(), 3, 1, 900))
                .memorySize(range("memorySize", request.memorySize(), 128, 128, 10_240))
                .version(FunctionName.LATEST)
                .environment(environment(request.environment()))
                .packageType(PackageType.ZIP)
                .architecturesWithStrings(
                        request.hasArchitectures() ? request.architecturesAsStrings() : List.of("x86_64"))
                .tracingConfig(TracingConfigResponse.builder()
                        .mode(request.tracingConfig() == null
                                ? "PassThrough"
                                : request.tracingConfig().modeAsString())
                        .build())
                .vpcConfig(request.vpcConfig() == null
                        ? null
                        : VpcConfigResponse.builder()
                                .subnetIds(request.vpcConfig().subnetIds())
                                .securityGroupIds(request.vpcConfig().securityGroupIds())
                                .build())
                .deadLetterConfig(request.deadLetterConfig())
                .kmsKeyArn(request.kmsKeyArn())
                .ephemeralStorage(request.ephemeralStorage() == null
                        ? EphemeralStorage.builder()
                                .size(512)
                                .build()
                        : request.ephemeralStorage())
                .snapStart(SnapStartResponse.builder()
                        .applyOn("None")
                        .optimizationStatus("Off")
                        .build())
                .loggingConfig(logging(name.name(), request.loggingConfig(), null))
                .layers(request.layers().isEmpty() ? null : layers.checked(request.layers()))
                .state(State.ACTIVE)
                .lastUpdateStatus(LastUpdateStatus.SUCCESSFUL)
                .build();
        return changed(withCode(configuration, code));
    }

    FunctionConfiguration update(UpdateFunctionConfigurationRequest request, FunctionConfiguration old) {
        FunctionConfiguration.Builder changed = old.toBuilder();
        if (request.runtimeAsString() != null) {
            Runtimes.check(request.runtimeAsString(), true, clock);
            changed.runtime(request.runtimeAsString());
        }
        if (request.role() != null) {
            changed.role(role(request.role()));
        }
        if (request.handler() != null) {
            changed.handler(request.handler());
        }
        if (request.description() != null) {
            changed.description(request.description());
        }
        changed.timeout(range("timeout", request.timeout(), old.timeout(), 1, 900));
        changed.memorySize(range("memorySize", request.memorySize(), old.memorySize(), 128, 10_240));
        if (request.environment() != null) {
            changed.environment(environment(request.environment()));
        }
        if (request.tracingConfig() != null) {
            changed.tracingConfig(tracing -> tracing.mode(request.tracingConfig().modeAsString()));
        }
        if (request.ephemeralStorage() != null) {
            changed.ephemeralStorage(request.ephemeralStorage());
        }
        if (request.hasLayers()) {
            changed.layers(request.layers().isEmpty() ? null : layers.checked(request.layers()));
        }
        if (request.loggingConfig() != null) {
            changed.loggingConfig(logging(old.functionName(), request.loggingConfig(), old.loggingConfig()));
        }
        return changed(changed.build());
    }

    static FunctionConfiguration withCode(FunctionConfiguration configuration, CodeStore.Code code) {
        return configuration.toBuilder()
                .codeSha256(code.sha256())
                .codeSize(code.size())
                .build();
    }

    /** The same with a new time and revision. */
    FunctionConfiguration changed(FunctionConfiguration configuration) {
        return configuration.toBuilder()
                .lastModified(LAST_MODIFIED.format(clock.instant()))
                .revisionId(UUID.randomUUID().toString())
                .build();
    }

    private static int range(String member, @Nullable Integer given, int otherwise, int least, int most) {
        int value = given == null ? otherwise : given;
        if (value < least) {
            throw LambdaFaults.validation(
                    member, Integer.toString(value), "Member must have value greater than or equal to " + least);
        }
        if (value > most) {
            throw LambdaFaults.validation(
                    member, Integer.toString(value), "Member must have value less than or equal to " + most);
        }
        return value;
    }

    private String role(@Nullable String arn) {
        if (arn == null || !arn.matches("arn:aws[a-z-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+")) {
            throw LambdaFaults.validation(
                    "role",
                    String.valueOf(arn),
                    "Member must satisfy regular expression pattern: "
                            + "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
        }
        authorizer.require(
                "iam:PassRole", arn, null, Map.of("iam:PassedToService", List.of("lambda.amazonaws.com")));
        if (!trusts(arn, "lambda.amazonaws.com")) {
            throw LambdaFaults.invalid("The role defined for the function cannot be assumed by Lambda.");
        }
        return arn;
    }

    /** Whether the role's trust policy lets the service assume it. */
    boolean trusts(String roleArn, String service) {
        try {
            String trust = new Call(Caller.root(), "us-east-1", Call.current().requestId())
                    .answer(() -> iam.getRole(get -> get.roleName(Arns.name(roleArn))))
                    .role()
                    .assumeRolePolicyDocument();
            return authorizer.allows(
                    Caller.service(service),
                    "sts:AssumeRole",
                    roleArn,
                    PercentCoding.decode(trust),
                    Map.of());
        } catch (NoSuchEntityException e) {
            return false;
        }
    }

    private static @Nullable EnvironmentResponse environment(@Nullable Environment environment) {
        if (environment == null || environment.variables().isEmpty()) {
            return null;
        }
        Set<String> reserved = new TreeSet<>(environment.variables().keySet());
        reserved.retainAll(RESERVED);
        if (!reserved.isEmpty()) {
            throw LambdaFaults.invalid("Lambda was unable to configure your environment variables because the "
                    + "environment variables you have provided contains reserved keys that are currently not supported "
                    + "for modification. Reserved keys used in this request: " + String.join(", ", reserved));
        }
        int size = 0;
        for (Map.Entry<String, String> variable : environment.variables().entrySet()) {
            if (!variable.getKey().matches("[a-zA-Z]([a-zA-Z0-9_])+")) {
                throw LambdaFaults.validation(
                        "environment.variables",
                        variable.getKey(),
                        "Map keys must satisfy constraint: Member must satisfy regular expression pattern: "
                                + "[a-zA-Z]([a-zA-Z0-9_])+");
            }
            size += variable.getKey().length() + variable.getValue().length();
        }
        if (size > ENVIRONMENT_LIMIT) {
            throw LambdaFaults.invalid("Lambda was unable to configure your environment variables because the "
                    + "environment variables you have provided exceeded the 4KB limit.");
        }
        return EnvironmentResponse.builder()
                .variables(environment.variables())
                .build();
    }

    private static LoggingConfig logging(String function, @Nullable LoggingConfig given, @Nullable LoggingConfig old) {
        LoggingConfig.Builder logging = LoggingConfig.builder()
                .logFormat(old == null ? "Text" : old.logFormatAsString())
                .logGroup(old == null ? "/aws/lambda/" + function : old.logGroup());
        if (given != null && given.logFormatAsString() != null) {
            logging.logFormat(given.logFormatAsString());
        }
        if (given != null && given.logGroup() != null) {
            logging.logGroup(given.logGroup());
        }
        if ("JSON".equals(logging.build().logFormatAsString())) {
            logging.applicationLogLevel(level(given == null ? null : given.applicationLogLevelAsString()));
            logging.systemLogLevel(level(given == null ? null : given.systemLogLevelAsString()));
        }
        return logging.build();
    }

    private static String level(@Nullable String given) {
        return given == null ? "INFO" : given;
    }
}
