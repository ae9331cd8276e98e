package dev.sallyport.core.account;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * What this machine says of AWS before anyone chooses.
 *
 * @param environment the variables of the process
 * @param profiles of the shared config and credentials files
 */
public record Configured(Map<String, String> environment, ProfileFile profiles) {
    /** Each of them makes the SDK find credentials ("Default credentials provider chain", SDK for Java 2.x). */
    private static final List<String> VARIABLES = List.of(
            "AWS_ACCESS_KEY_ID",
            "AWS_PROFILE",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI");

    /** Of this process. */
    public static Configured here() {
        return new Configured(System.getenv(), ProfileFile.defaultProfileFile());
    }

    /** Whether the SDK would find credentials without being told where. */
    public boolean anything() {
        return VARIABLES.stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank())
                || profiles.profile("default").isPresent();
    }
}
