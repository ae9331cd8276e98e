package dev.sallyport.core.sandbox.greengrass;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.sandbox.access.Caller;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;
import software.amazon.awssdk.services.greengrassv2.model.CreateDeploymentRequest;

/**
 * The components of AWS that the simulated core device stands in for, each with one published version. Deployments may
 * name others; the device then reports that it cannot find them.
 */
final class PublicComponents {
    static final String NUCLEUS = "aws.greengrass.Nucleus";
    static final String LOG_MANAGER = "aws.greengrass.LogManager";

    /** Tells the log manager to upload the logs of the blueprint's component. */
    private static final String LOG_UPLOADS = """
            {"logsUploaderConfiguration":{"componentLogsConfigurationMap":{"outpost-hello":{"minimumLogLevel":"INFO"}}},
            "periodicUploadIntervalSec":"300"}""";

    private static final Map<String, String> VERSIONS = Map.of(
            NUCLEUS,
            "2.12.6",
            LOG_MANAGER,
            "2.3.7",
            "aws.greengrass.LambdaLauncher",
            "2.0.10",
            "aws.greengrass.LambdaManager",
            "2.3.2",
            "aws.greengrass.LambdaRuntimes",
            "2.0.8",
            "aws.greengrass.TokenExchangeService",
            "2.0.3");

    /** AWS page "Lambda launcher": it needs the manager. */
    private static final Map<String, Map<String, String>> NEEDS =
            Map.of("aws.greengrass.LambdaLauncher", Map.of("aws.greengrass.LambdaManager", ">=2.0.0 <2.4.0"));

    private PublicComponents() {}

    static Map<String, String> all() {
        return VERSIONS;
    }

    static Optional<String> version(String name) {
        return Optional.ofNullable(VERSIONS.get(name));
    }

    static Map<String, String> dependencies(String name) {
        return NEEDS.getOrDefault(name, Map.of());
    }

    /** The deployment that an operator makes to have the blueprint's component log to CloudWatch. */
    static CreateDeploymentRequest logUploads(String group) {
        return CreateDeploymentRequest.builder()
                .targetArn("arn:aws:iot:" + EdgeRegion.NAME + ":" + Caller.ACCOUNT + ":thinggroup/" + group)
                .deploymentName("Logs of " + group)
                .components(Map.of(
                        LOG_MANAGER,
                        ComponentDeploymentSpecification.builder()
                                .componentVersion(version(LOG_MANAGER).orElseThrow())
                                .configurationUpdate(update -> update.merge(LOG_UPLOADS))
                                .build()))
                .build();
    }
}
