package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.greengrassv2.model.CloudComponentState;

/**
 * One version of a component.
 *
 * @param region it is in
 * @param recipe as GetComponent prints it
 * @param lambda what it was made of; null for one made of a recipe
 * @param state {@code REQUESTED}, then {@code DEPLOYABLE} or {@code FAILED}
 * @param message what went wrong, empty otherwise
 * @param errors by artifact
 * @param tags of the version
 */
record StoredComponent(
        String region,
        String account,
        String name,
        String version,
        JsonNode recipe,
        @Nullable LambdaSource lambda,
        String state,
        String message,
        Map<String, String> errors,
        Instant created,
        Map<String, String> tags) {

    /**
     * The function that became a component; its code was copied, so that it may go.
     *
     * @param arn with the version's number
     * @param codeSha256 of the package, base64
     * @param runtime such as {@code nodejs24.x}
     * @param handler as in Lambda's configuration
     */
    record LambdaSource(String arn, String codeSha256, String runtime, String handler) {}

    static String arn(String region, String account, String name) {
        return "arn:aws:greengrass:" + region + ":" + account + ":components:" + name;
    }

    String arn() {
        return arn(region, account, name) + ":versions:" + version;
    }

    String key() {
        return key(region, name, version);
    }

    static String key(String region, String name, String version) {
        return region + "/" + name + "/" + version;
    }

    StoredComponent deployable() {
        return with(CloudComponentState.DEPLOYABLE, "", Map.of());
    }

    StoredComponent failed(String why, Map<String, String> artifacts) {
        return with(CloudComponentState.FAILED, why, artifacts);
    }

    private StoredComponent with(CloudComponentState next, String why, Map<String, String> artifacts) {
        return new StoredComponent(
                region, account, name, version, recipe, lambda, next.toString(), why, artifacts, created, tags);
    }

    StoredComponent withTags(Map<String, String> changed) {
        return new StoredComponent(
                region, account, name, version, recipe, lambda, state, message, errors, created, changed);
    }
}
