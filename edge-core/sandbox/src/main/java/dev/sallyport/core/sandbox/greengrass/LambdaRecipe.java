package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.shape.Shapes;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDependencyRequirement;
import software.amazon.awssdk.services.greengrassv2.model.LambdaContainerParams;
import software.amazon.awssdk.services.greengrassv2.model.LambdaExecutionParameters;
import software.amazon.awssdk.services.greengrassv2.model.LambdaFunctionRecipeSource;
import software.amazon.awssdk.services.greengrassv2.model.LambdaLinuxProcessParams;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/**
 * The recipe that Greengrass writes for an imported Lambda function. Names and defaults are those of the API's
 * documentation and, where that is silent, of AWS's published lambda transformer (aws-greengrass-lambda-transformer).
 * The function's own environment variables and role do not go along.
 */
final class LambdaRecipe {
    static final String TYPE = "aws.greengrass.lambda";
    static final String NO_CONTAINER = "NoContainer";
    private static final String CONTAINER = "GreengrassContainer";
    private static final int MEMORY_KB = 16_384;

    private LambdaRecipe() {}

    static ObjectNode of(
            LambdaFunctionRecipeSource source, String name, String version, FunctionConfiguration function) {
        ObjectNode recipe = JsonNodeFactory.instance.objectNode();
        recipe.put("RecipeFormatVersion", "2020-01-25")
                .put("ComponentName", name)
                .put("ComponentVersion", version)
                .put("ComponentType", TYPE)
                .put("ComponentDescription", Objects.requireNonNullElse(function.description(), ""))
                .put("ComponentPublisher", "AWS Lambda")
                .put("ComponentSource", source.lambdaArn());
        LambdaExecutionParameters given = source.componentLambdaParameters() == null
                ? LambdaExecutionParameters.builder().build()
                : source.componentLambdaParameters();
        recipe.putObject("ComponentConfiguration").set("DefaultConfiguration", configuration(given));
        ObjectNode dependencies = recipe.putObject("ComponentDependencies");
        dependency(dependencies, "aws.greengrass.LambdaLauncher", "^2.0.0", "HARD");
        dependency(dependencies, "aws.greengrass.TokenExchangeService", "^2.0.0", "HARD");
        dependency(dependencies, "aws.greengrass.LambdaRuntimes", "^2.0.0", "SOFT");
        for (Map.Entry<String, ComponentDependencyRequirement> own :
                source.componentDependencies().entrySet()) {
            dependency(
                    dependencies,
                    own.getKey(),
                    Objects.requireNonNullElse(own.getValue().versionRequirement(), "*"),
                    Objects.requireNonNullElse(own.getValue().dependencyTypeAsString(), "HARD"));
        }
        manifests(recipe.putArray("Manifests"), source);
        return recipe;
    }

    private static void dependency(ObjectNode all, String name, String requirement, String type) {
        all.putObject(name).put("VersionRequirement", requirement).put("DependencyType", type);
    }

    private static ObjectNode configuration(LambdaExecutionParameters given) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        ObjectNode variables =
                configuration.putObject("lambdaExecutionParameters").putObject("EnvironmentVariables");
        given.environmentVariables().forEach(variables::put);
        LambdaLinuxProcessParams process = given.linuxProcessParams();
        String mode = process == null ? null : process.isolationModeAsString();
        configuration.put("containerMode", Objects.requireNonNullElse(mode, CONTAINER));
        configuration.set("containerParams", container(process == null ? null : process.containerParams()));
        configuration
                .put("timeoutInSeconds", Objects.requireNonNullElse(given.timeoutInSeconds(), 3))
                .put("maxInstancesCount", Objects.requireNonNullElse(given.maxInstancesCount(), 100))
                .put(
                        "inputPayloadEncodingType",
                        Objects.requireNonNullElse(given.inputPayloadEncodingTypeAsString(), "json"))
                .put("maxQueueSize", Objects.requireNonNullElse(given.maxQueueSize(), 1000))
                .put("pinned", Objects.requireNonNullElse(given.pinned(), true))
                .put("maxIdleTimeInSeconds", Objects.requireNonNullElse(given.maxIdleTimeInSeconds(), 60))
                .put("statusTimeoutInSeconds", Objects.requireNonNullElse(given.statusTimeoutInSeconds(), 60));
        ObjectNode topics = configuration.putObject("pubsubTopics");
        given.eventSources()
                .forEach(source -> topics.putObject(String.valueOf(topics.size()))
                        .put("topic", source.topic())
                        .put("type", source.typeAsString()));
        return configuration;
    }

    private static ObjectNode container(@Nullable LambdaContainerParams given) {
        ObjectNode container = JsonNodeFactory.instance.objectNode();
        Integer memory = given == null ? null : given.memorySizeInKB();
        Boolean sysfs = given == null ? null : given.mountROSysfs();
        container
                .put("memorySize", Objects.requireNonNullElse(memory, MEMORY_KB))
                .put("mountROSysfs", Objects.requireNonNullElse(sysfs, false));
        ArrayNode volumes = container.putArray("volumes");
        ArrayNode devices = container.putArray("devices");
        if (given != null) {
            given.volumes().forEach(volume -> volumes.add(Shapes.toJson(volume)));
            given.devices().forEach(device -> devices.add(Shapes.toJson(device)));
        }
        return container;
    }

    private static void manifests(ArrayNode manifests, LambdaFunctionRecipeSource source) {
        if (source.componentPlatforms().isEmpty()) {
            manifest(manifests.addObject())
                    .putObject("Platform")
                    .put("os", "linux")
                    .put("architecture", "*");
        }
        source.componentPlatforms().forEach(platform -> {
            ObjectNode attributes = manifest(manifests.addObject()).putObject("Platform");
            platform.attributes().forEach(attributes::put);
        });
    }

    private static ObjectNode manifest(ObjectNode manifest) {
        manifest.putObject("Lifecycle");
        ObjectNode artifact = manifest.putArray("Artifacts").addObject();
        artifact.put("Uri", "greengrass:lambda-artifact.zip").put("Unarchive", "ZIP");
        artifact.putObject("Permission").put("Read", "OWNER").put("Execute", "NONE");
        return manifest;
    }
}
