package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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

    /**
     * Of this process.
     *
     * @throws SallyportException {@code SP-AWS-CONFIG} when the shared files cannot be read
     */
    public static Configured here() {
        try {
            return new Configured(System.getenv(), ProfileFile.defaultProfileFile());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw SallyportException.badInput(
                            "SP-AWS-CONFIG",
                            "The AWS config or credentials file cannot be read: " + AwsErrors.oneLine(e.getMessage()),
                            "Mend the file, or use --sandbox.")
                    .causedBy(e);
        }
    }

    /** Whether anything of AWS is configured, be it only a profile that nobody has chosen. */
    public boolean anything() {
        return decides() || !profiles.profiles().isEmpty();
    }

    /** Whether the SDK would look for credentials without being told where. */
    private boolean decides() {
        return VARIABLES.stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank())
                || profiles.profile("default").isPresent();
    }

    /**
     * Goes on only where it is clear which account is meant.
     *
     * @throws SallyportException {@code SP-CHOOSE-ACCOUNT} where only named profiles exist and none was chosen
     */
    void requireOneFor(AccountChoice choice) {
        if (choice.profile() == null && choice.endpoint() == null && anything() && !decides()) {
            String names = String.join(", ", new TreeSet<>(profiles.profiles().keySet()));
            throw SallyportException.refused(
                    "SP-CHOOSE-ACCOUNT",
                    "No account was chosen; this machine has the profiles " + names + ".",
                    "Name one with --profile, or use --sandbox.");
        }
    }
}
