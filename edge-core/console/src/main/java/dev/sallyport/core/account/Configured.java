package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * What this machine says of AWS before anyone chooses.
 *
 * @param environment the variables of the process
 * @param profiles of the shared config and credentials files
 * @param instanceRole the role of the EC2 instance that this machine is; asked only where it matters
 */
public record Configured(
        Map<String, String> environment, ProfileFile profiles, Supplier<Optional<String>> instanceRole) {
    /** Each of them makes the SDK find credentials ("Default credentials provider chain", SDK for Java 2.x). */
    private static final List<String> VARIABLES = List.of(
            "AWS_ACCESS_KEY_ID",
            "AWS_PROFILE",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI");

    /** Each of them makes a profile one that has credentials ("Configuration and credential file settings", AWS CLI). */
    private static final List<String> SIGNING = List.of(
            "aws_access_key_id",
            "role_arn",
            "sso_session",
            "sso_start_url",
            "credential_process",
            "login_session",
            "web_identity_token_file");

    /**
     * Of this process.
     *
     * @throws SallyportException {@code SP-AWS-CONFIG} when the shared files cannot be read
     */
    public static Configured here() {
        try {
            return new Configured(System.getenv(), ProfileFile.defaultProfileFile(), InstanceRole::named);
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
        return variables() || !profiles.profiles().isEmpty() || instanceRole.get().isPresent();
    }

    private boolean variables() {
        return VARIABLES.stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
    }

    /** Whether a profile says where its credentials come from. */
    static boolean signs(Profile profile) {
        return SIGNING.stream().anyMatch(name -> profile.property(name).isPresent());
    }

    /** The profile that the credentials of a profile begin with: the source of its role, and so on. */
    static Optional<Profile> origin(ProfileFile file, String name) {
        Set<String> before = new HashSet<>();
        Optional<Profile> at = file.profile(name);
        while (at.isPresent() && before.add(at.get().name()) && !signsInWithToken(at.get())) {
            Optional<Profile> source = at.filter(one -> one.property("role_arn").isPresent())
                    .flatMap(one -> one.property("source_profile"))
                    .flatMap(file::profile);
            if (source.isEmpty()) {
                break;
            }
            at = source;
        }
        return at;
    }

    /** Whether a person signs a profile in, to IAM Identity Center or with {@code aws login}. */
    static boolean signsInWithToken(Profile one) {
        return one.property("login_session").isPresent()
                || one.property("sso_session").isPresent()
                || one.property("sso_start_url").isPresent();
    }

    /**
     * Names what is missing where a profile signs in by an {@code sso-session} that the file does not have whole.
     *
     * @throws SallyportException {@code SP-AWS-CONFIG}
     */
    static void requireSession(ProfileFile file, Profile origin) {
        Optional<String> title = origin.property("sso_session");
        if (title.isEmpty()) {
            return;
        }
        Optional<Profile> session = file.getSection("sso-session", title.get());
        List<String> missing = Stream.of("sso_start_url", "sso_region")
                .filter(name -> session.flatMap(one -> one.property(name)).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            String section = "[sso-session " + title.get() + "]";
            throw SallyportException.badInput(
                    "SP-AWS-CONFIG",
                    "The profile " + origin.name() + " signs in by " + section
                            + (session.isEmpty()
                                    ? ", which the AWS config does not have."
                                    : ", which lacks " + String.join(" and ", missing) + "."),
                    "Write " + section + " with sso_start_url and sso_region, or run aws configure sso.");
        }
    }

    /** The profiles of the shared files and the instance role, in words. */
    private List<String> others() {
        List<String> others = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(profiles.profiles().keySet());
        profiles.profile("default").filter(one -> !signs(one)).ifPresent(one -> names.remove(one.name()));
        if (!names.isEmpty()) {
            others.add((names.size() == 1 ? "the profile " : "the profiles ") + String.join(", ", names));
        }
        instanceRole.get().ifPresent(role -> others.add("the instance role " + role));
        return others;
    }

    /**
     * Goes on only where it is clear which account is meant: something was named, the environment decides, or the
     * default profile has credentials. A default profile that only names a Region decides nothing.
     *
     * @throws SallyportException {@code SP-CHOOSE-ACCOUNT} where only named profiles or an instance role exist and none was
     *     chosen
     */
    void requireOneFor(AccountChoice choice) {
        if (choice.namesAccount() || variables() || profiles.profile("default").filter(Configured::signs).isPresent()) {
            return;
        }
        List<String> others = others();
        if (!others.isEmpty()) {
            throw SallyportException.refused(
                    "SP-CHOOSE-ACCOUNT",
                    "No account was chosen; this machine has " + String.join(", and ", others) + ".",
                    "Name one with --profile" + (instanceRole.get().isPresent() ? " or --instance-role" : "")
                            + ", or use --sandbox.");
        }
    }
}
