package dev.sallyport.core.account;

import static java.util.Map.entry;
import static software.amazon.awssdk.core.useragent.BusinessMetricFeatureId.*;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.useragent.BusinessMetricFeatureId;

/** Where credentials came from, in the words of the AWS CLI User Guide ("Configuration and credential precedence"). */
final class CredentialOrigin {
    private static final String ENVIRONMENT = "environment variables";
    private static final String WEB_IDENTITY = "web identity of the environment";

    /** By the last step of the way on which the SDK found them, which its providers note down. */
    private static final Map<BusinessMetricFeatureId, String> WORDS = Map.ofEntries(
            entry(CREDENTIALS_JVM_SYSTEM_PROPERTIES, "Java system properties"),
            entry(CREDENTIALS_ENV_VARS, ENVIRONMENT),
            entry(CREDENTIALS_STS_ASSUME_ROLE, "assumed role"),
            entry(CREDENTIALS_STS_ASSUME_ROLE_SAML, "assumed role with SAML"),
            entry(CREDENTIALS_STS_ASSUME_ROLE_WEB_ID, "web identity"),
            entry(CREDENTIALS_STS_FEDERATION_TOKEN, "federation token"),
            entry(CREDENTIALS_STS_SESSION_TOKEN, "session token"),
            entry(CREDENTIALS_PROFILE, "access keys"),
            entry(CREDENTIALS_PROFILE_SOURCE_PROFILE, "assumed role"),
            entry(CREDENTIALS_PROFILE_NAMED_PROVIDER, "assumed role"),
            entry(CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN, "web identity"),
            entry(CREDENTIALS_PROFILE_SSO, "IAM Identity Center"),
            entry(CREDENTIALS_SSO, "IAM Identity Center"),
            entry(CREDENTIALS_PROFILE_SSO_LEGACY, "IAM Identity Center"),
            entry(CREDENTIALS_SSO_LEGACY, "IAM Identity Center"),
            entry(CREDENTIALS_PROFILE_PROCESS, "credential_process"),
            entry(CREDENTIALS_PROCESS, "credential_process"),
            entry(CREDENTIALS_PROFILE_LOGIN, "aws login"),
            entry(CREDENTIALS_LOGIN, "aws login"),
            entry(CREDENTIALS_HTTP, "container role"),
            entry(CREDENTIALS_IMDS, "instance role"));

    private CredentialOrigin() {}

    /**
     * In words: {@code environment variables}, {@code profile dev, IAM Identity Center}, {@code instance role}.
     *
     * @param profile that was chosen, or that the environment names
     */
    static String of(AwsCredentials credentials, String profile) {
        String steps = credentials.providerName().orElse("");
        List<String> all = List.of(steps.split(",", -1));
        if (all.contains(CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN.value())) {
            // AssumeRoleWithWebIdentity is the last step, but the environment decides whose role it is.
            return WEB_IDENTITY;
        }
        String last = all.stream()
                .map(CredentialOrigin::word)
                .filter(word -> !word.isEmpty())
                .reduce((earlier, later) -> later)
                .orElse("unknown");
        return switch (last) {
            case ENVIRONMENT, "Java system properties", "container role", "instance role" -> last;
            default -> "profile " + profile + ", " + last;
        };
    }

    /** Whether the profile decides whose credentials they are, so that another account under it is a surprise. */
    static boolean isOfProfile(String origin) {
        return origin.startsWith("profile ");
    }

    private static String word(String step) {
        return WORDS.entrySet().stream()
                .filter(word -> word.getKey().value().equals(step))
                .map(Map.Entry::getValue)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }
}
