package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.ProfileTokenProvider;
import software.amazon.awssdk.core.useragent.BusinessMetricFeatureId;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sso.SsoClient;
import software.amazon.awssdk.services.sso.model.RoleCredentials;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.utils.IoUtils;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials that a profile leads to, through as many roles as stand between (AWS CLI User Guide, "Using an IAM role in
 * the AWS CLI"). Roles are assumed here and not by the SDK, whose providers know no {@code mfa_serial}, do not tell when
 * those of IAM Identity Center end, and call neither by way of the session's proxy nor at its endpoint.
 *
 * @param file the shared files
 * @param transport the session's
 * @param sts a client of STS that signs with the credentials given
 * @param prompt who is asked for MFA codes
 */
record RoleChain(
        ProfileFile file,
        SdkHttpClient transport,
        Function<AwsCredentialsProvider, StsClient> sts,
        SignInPrompt prompt) {
    /** TokenCode (STS API Reference, AssumeRole). */
    private static final Pattern CODE = Pattern.compile("[0-9]{6}");

    /**
     * A provider for the profile of that name.
     *
     * @throws IllegalStateException where the profiles lead nowhere, or in a circle
     */
    AwsCredentialsProvider provider(String name) {
        return provider(name, new LinkedHashSet<>());
    }

    /** Whether the profile of that name is a role, of another profile or of IAM Identity Center. */
    boolean leadsToRole(String name) {
        return file.profile(name).filter(one -> assumes(one) || isOfIdentityCenter(one)).isPresent();
    }

    private AwsCredentialsProvider provider(String name, Set<String> before) {
        Profile profile = file.profile(name).orElse(null);
        if (profile != null && isOfIdentityCenter(profile)) {
            return identityCenter(profile);
        }
        if (profile == null || !assumes(profile)) {
            return ProfileCredentialsProvider.builder().profileFile(file).profileName(name).build();
        }
        if (!before.add(name)) {
            throw new IllegalStateException("The profiles " + String.join(", ", before) + " are each other's source.");
        }
        AwsCredentialsProvider source = source(profile, before);
        StsClient client = sts.apply(source);
        return new Renewed(() -> assume(profile, client), () -> {
            client.close();
            if (source instanceof SdkAutoCloseable closeable) {
                IoUtils.closeQuietlyV2(closeable, null);
            }
        });
    }

    private AwsSessionCredentials assume(Profile profile, StsClient client) {
        AssumeRoleRequest.Builder request = AssumeRoleRequest.builder()
                .roleArn(profile.property("role_arn").orElseThrow())
                .roleSessionName(profile.property("role_session_name")
                        .orElseGet(() -> "sallyport-" + System.currentTimeMillis()));
        profile.property("external_id").ifPresent(request::externalId);
        profile.property("duration_seconds").map(Integer::valueOf).ifPresent(request::durationSeconds);
        profile.property("mfa_serial")
                .ifPresent(serial -> request.serialNumber(serial).tokenCode(code(serial)));
        Credentials got = client.assumeRole(request.build()).credentials();
        return AwsSessionCredentials.builder()
                .accessKeyId(got.accessKeyId())
                .secretAccessKey(got.secretAccessKey())
                .sessionToken(got.sessionToken())
                .expirationTime(got.expiration())
                .providerName(BusinessMetricFeatureId.CREDENTIALS_STS_ASSUME_ROLE.value())
                .build();
    }

    /** What was typed goes nowhere unless it can be a code: it may be a password. */
    private String code(String serial) {
        String typed = prompt.mfaCode(serial);
        if (!CODE.matcher(typed).matches()) {
            throw SallyportException.refused(
                    "SP-MFA",
                    "What was typed is no code of the MFA device " + serial + ", which has six digits.",
                    "Repeat what you did, and type the code that the device shows.");
        }
        return typed;
    }

    private static boolean isOfIdentityCenter(Profile profile) {
        return profile.property("sso_session").isPresent()
                && profile.property("sso_account_id").isPresent()
                && profile.property("sso_role_name").isPresent();
    }

    /** The SDK reads and renews the token that the AWS CLI keeps. */
    private AwsCredentialsProvider identityCenter(Profile profile) {
        ProfileTokenProvider token = ProfileTokenProvider.builder()
                .profileFile(() -> file)
                .profileName(profile.name())
                .build();
        String region = DeviceSignIn.of(file, profile.name())
                .orElseThrow(() -> new IllegalStateException(
                        "The profile '" + profile.name() + "' names an sso-session without sso_region and sso_start_url."))
                .region();
        SsoClient client = SsoClient.builder()
                .region(Region.of(region))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(transport)
                .overrideConfiguration(config -> config.defaultProfileName(profile.name()))
                .build();
        return new Renewed(() -> role(profile, client, token.resolveToken().token()), () -> {
            client.close();
            token.close();
        });
    }

    private static AwsSessionCredentials role(Profile profile, SsoClient client, String token) {
        RoleCredentials got = client.getRoleCredentials(request -> request.accessToken(token)
                        .accountId(profile.property("sso_account_id").orElseThrow())
                        .roleName(profile.property("sso_role_name").orElseThrow()))
                .roleCredentials();
        return AwsSessionCredentials.builder()
                .accessKeyId(got.accessKeyId())
                .secretAccessKey(got.secretAccessKey())
                .sessionToken(got.sessionToken())
                .expirationTime(Instant.ofEpochMilli(got.expiration()))
                .providerName(BusinessMetricFeatureId.CREDENTIALS_SSO.value())
                .build();
    }

    private static boolean assumes(Profile profile) {
        return profile.property("role_arn").isPresent()
                && (profile.property("source_profile").isPresent()
                        || profile.property("credential_source").isPresent());
    }

    private AwsCredentialsProvider source(Profile profile, Set<String> before) {
        Optional<String> named = profile.property("source_profile");
        if (named.isEmpty()) {
            return surroundings(profile.property("credential_source").orElse(""));
        }
        String name = named.get();
        if (name.equals(profile.name())) {
            return keys(profile);
        }
        if (file.profile(name).filter(Configured::signs).isEmpty()) {
            throw new IllegalStateException("The source profile of '" + profile.name() + "' was configured to be '" + name
                    + "', but that source profile has no credentials configured.");
        }
        return provider(name, before);
    }

    /** The words of {@code credential_source}. */
    private static AwsCredentialsProvider surroundings(String word) {
        return switch (word) {
            case "Environment" -> EnvironmentVariableCredentialsProvider.create();
            case "Ec2InstanceMetadata" -> InstanceProfileCredentialsProvider.create();
            case "EcsContainer" -> ContainerCredentialsProvider.create();
            default -> throw new IllegalStateException("'" + word + "' is no credential_source.");
        };
    }

    /** A profile may have keys of its own to assume its role with. */
    private static AwsCredentialsProvider keys(Profile profile) {
        String id = profile.property("aws_access_key_id").orElse("");
        String secret = profile.property("aws_secret_access_key").orElse("");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IllegalStateException(
                    "The profile '" + profile.name() + "' is its own source and has no access keys.");
        }
        return profile.property("aws_session_token")
                .<AwsCredentialsProvider>map(
                        token -> StaticCredentialsProvider.create(AwsSessionCredentials.create(id, secret, token)))
                .orElseGet(() -> StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)));
    }
}
