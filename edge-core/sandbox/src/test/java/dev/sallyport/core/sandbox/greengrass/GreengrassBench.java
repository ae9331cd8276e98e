package dev.sallyport.core.sandbox.greengrass;

import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.sandbox.ServicesBench;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.logs.SandboxLogs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.greengrassv2.model.CloudComponentState;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;
import software.amazon.awssdk.services.greengrassv2.model.CreateComponentVersionRequest;
import software.amazon.awssdk.services.greengrassv2.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeployment;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeploymentExecutionStatus;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponent;
import software.amazon.awssdk.services.greengrassv2.model.LambdaExecutionParameters;
import software.amazon.awssdk.services.greengrassv2.model.LambdaIsolationMode;

/** Greengrass with the services that it needs, over one state in memory. */
final class GreengrassBench implements AutoCloseable {
    static final String GROUP = "arn:aws:iot:us-east-1:111122223333:thinggroup/" + SandboxGreengrass.GROUP;
    static final String THING = "arn:aws:iot:us-east-1:111122223333:thing/" + SandboxGreengrass.DEVICE;

    private final Path folder;
    private ServicesBench services;
    SandboxGreengrass greengrass;

    GreengrassBench(Path folder) {
        this.folder = folder;
        open();
        services.service(SandboxIam.class).createRole(r -> r.roleName("role").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},
                "Action":"sts:AssumeRole"}]}"""));
    }

    private void open() {
        services = ServicesBench.keptIn(folder, Duration.ZERO);
        greengrass = services.service(SandboxGreengrass.class);
        greengrass.start(true);
    }

    /** Ends the sandbox and opens it again over what it kept. */
    void restart() {
        services.close();
        open();
    }

    <S extends SdkClient> S service(Class<S> type) {
        return services.service(type);
    }

    /** Waits until what the device uploads has arrived. */
    void deliver() {
        services.services.deliver();
    }

    /** The ARN of a new version of a function. */
    String function(String name, String source) {
        SdkBytes zip = SdkBytes.fromByteArray(
                FunctionPackage.ofFiles(Map.of("index.js", source.getBytes(StandardCharsets.UTF_8)))
                        .zip());
        SandboxLambda lambda = service(SandboxLambda.class);
        boolean known =
                lambda.listFunctions(r -> {}).functions().stream().anyMatch(one -> name.equals(one.functionName()));
        if (known) {
            lambda.updateFunctionCode(r -> r.functionName(name).zipFile(zip));
        } else {
            lambda.createFunction(r -> r.functionName(name)
                    .runtime("nodejs24.x")
                    .handler("index.handler")
                    .role("arn:aws:iam::111122223333:role/role")
                    .environment(e -> e.variables(Map.of("CLOUD", "only")))
                    .code(c -> c.zipFile(zip)));
        }
        return lambda.publishVersion(r -> r.functionName(name)).functionArn();
    }

    /** A component of a new version of a function, without a container; its ARN once it can be deployed. */
    String component(String name, String source) {
        return component(name, source, parameters -> {});
    }

    String component(String name, String source, Consumer<LambdaExecutionParameters.Builder> more) {
        String arn = function(name, source);
        return made(CreateComponentVersionRequest.builder()
                .lambdaFunction(lambda -> lambda.lambdaArn(arn).componentLambdaParameters(parameters -> {
                    parameters.linuxProcessParams(p -> p.isolationMode(LambdaIsolationMode.NO_CONTAINER));
                    more.accept(parameters);
                }))
                .build());
    }

    /** A component of a recipe; its ARN once it can be deployed. */
    String recipe(String name, String version, String more) {
        return made(CreateComponentVersionRequest.builder()
                .inlineRecipe(SdkBytes.fromUtf8String("RecipeFormatVersion: '2020-01-25'\nComponentName: " + name
                        + "\nComponentVersion: '" + version + "'\n" + more))
                .build());
    }

    private String made(CreateComponentVersionRequest request) {
        String arn = greengrass.createComponentVersion(request).arn();
        until(() -> greengrass.describeComponent(r -> r.arn(arn)).status().componentState()
                != CloudComponentState.REQUESTED);
        return arn;
    }

    static ComponentDeploymentSpecification at(String version) {
        return ComponentDeploymentSpecification.builder()
                .componentVersion(version)
                .build();
    }

    /** The id of a new deployment. */
    String deploy(String target, Map<String, ComponentDeploymentSpecification> components) {
        return deploy(target, components, r -> {});
    }

    String deploy(
            String target,
            Map<String, ComponentDeploymentSpecification> components,
            Consumer<CreateDeploymentRequest.Builder> more) {
        CreateDeploymentRequest.Builder request =
                CreateDeploymentRequest.builder().targetArn(target).components(components);
        more.accept(request);
        return greengrass.createDeployment(request.build()).deploymentId();
    }

    /** What the device has made of a deployment, once it is done with it. */
    EffectiveDeployment settled(String deployment) {
        return settled(SandboxGreengrass.DEVICE, deployment);
    }

    EffectiveDeployment settled(String thing, String deployment) {
        Set<EffectiveDeploymentExecutionStatus> open =
                Set.of(EffectiveDeploymentExecutionStatus.QUEUED, EffectiveDeploymentExecutionStatus.IN_PROGRESS);
        until(() -> !open.contains(effective(thing, deployment).coreDeviceExecutionStatus()));
        return effective(thing, deployment);
    }

    EffectiveDeployment effective(String thing, String deployment) {
        return greengrass.listEffectiveDeployments(r -> r.coreDeviceThingName(thing)).effectiveDeployments().stream()
                .filter(one -> deployment.equals(one.deploymentId()))
                .findFirst()
                .orElseThrow();
    }

    /** What is on the device, by name. */
    Map<String, InstalledComponent> installed() {
        return greengrass
                .listInstalledComponents(
                        r -> r.coreDeviceThingName(SandboxGreengrass.DEVICE).topologyFilter("ALL"))
                .installedComponents()
                .stream()
                .collect(Collectors.toMap(InstalledComponent::componentName, one -> one));
    }

    /** A component that is on the device. */
    InstalledComponent installed(String name) {
        return Objects.requireNonNull(installed().get(name), name);
    }

    /** What the device has uploaded of a component's log. */
    List<String> log(String component) {
        deliver();
        return service(SandboxLogs.class)
                .filterLogEvents(r -> r.logGroupName("/aws/greengrass/UserComponent/us-east-1/" + component))
                .events()
                .stream()
                .map(event -> event.logStreamName() + " " + event.message())
                .toList();
    }

    static void until(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                Assertions.fail("waited 30 s in vain");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        services.close();
    }
}
