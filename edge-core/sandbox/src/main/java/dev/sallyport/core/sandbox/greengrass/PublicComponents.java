package dev.sallyport.core.sandbox.greengrass;

import java.util.Map;
import java.util.Optional;

/**
 * The components of AWS that the simulated core device stands in for, each with one published version. Deployments may
 * name others; the device then reports that it cannot find them.
 */
final class PublicComponents {
    static final String NUCLEUS = "aws.greengrass.Nucleus";
    static final String LOG_MANAGER = "aws.greengrass.LogManager";

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
}
