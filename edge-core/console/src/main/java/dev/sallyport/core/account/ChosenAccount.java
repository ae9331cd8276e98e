package dev.sallyport.core.account;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;

/** The way to the account that a profile, an endpoint or the environment names: its transport, Region and credentials. */
final class ChosenAccount {
    private ChosenAccount() {}

    /** The name of the profile that decides, or what an instance role is called. */
    static String profileOf(AccountChoice choice) {
        if (choice.instanceRole()) {
            return InstanceRole.NAME;
        }
        return choice.profile() == null ? ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow() : choice.profile();
    }

    /**
     * Opens what the clients of the account need. No call is made.
     *
     * @param resolved gets the credentials each time that they are resolved
     * @throws SallyportException {@code SP-CHOOSE-ACCOUNT} or {@code SP-AWS-CONFIG}
     */
    static Opening.Reached reach(
            AccountChoice choice,
            AtomicReference<@Nullable AwsCredentials> resolved,
            SignInPrompt prompt,
            List<ExecutionInterceptor> interceptors) {
        Configured here = Configured.here();
        here.requireOneFor(choice);
        Network network = Network.of(here.environment(), here.profiles(), profileOf(choice));
        SdkHttpClient transport = network.transport(choice.endpoint());
        CredentialSource credentials = new CredentialSource(
                profileOf(choice), () -> providerOf(choice, transport, prompt), resolved::set);
        var connection = new AwsClients.Connection(
                credentials, transport, choice.endpoint(), regionOf(choice), interceptors, network, host -> Optional.empty(), choice.profile());
        return new Opening.Reached(connection, () -> {
            transport.close();
            credentials.close();
        });
    }

    /** A profile that was named is meant, also where the environment holds keys, which the SDK would take first. */
    private static AwsCredentialsProvider providerOf(
            AccountChoice choice, SdkHttpClient transport, SignInPrompt prompt) {
        if (choice.instanceRole()) {
            return InstanceProfileCredentialsProvider.create();
        }
        ProfileFile file = Configured.here().profiles();
        RoleChain chain = new RoleChain(file, transport, source -> sts(choice, transport, source), prompt);
        if (choice.profile() != null) {
            return chain.provider(choice.profile());
        }
        // The SDK's own chain would ask these first.
        boolean isGiven = SdkSystemSetting.AWS_ACCESS_KEY_ID.getStringValue().isPresent()
                || SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isPresent();
        return !isGiven && chain.leadsToRole(profileOf(choice))
                ? chain.provider(profileOf(choice))
                : DefaultCredentialsProvider.builder().build();
    }

    private static StsClient sts(AccountChoice choice, SdkHttpClient transport, AwsCredentialsProvider source) {
        StsClientBuilder builder = StsClient.builder()
                .region(Region.of(regionOf(choice)))
                .credentialsProvider(source)
                .httpClient(transport)
                .overrideConfiguration(config -> config.defaultProfileName(profileOf(choice)));
        if (choice.endpoint() != null) {
            builder.endpointOverride(choice.endpoint());
        }
        return builder.build();
    }

    /**
     * The Region that was chosen, or that the surroundings name.
     *
     * @throws SallyportException {@code SP-PARTITION} where CloudFront, IAM and Shield are not those of us-east-1
     */
    private static String regionOf(AccountChoice choice) {
        String region = choice.region() == null ? configuredRegion(choice) : choice.region();
        String partition = PartitionMetadata.of(Region.of(region)).id();
        if (choice.endpoint() == null && !partition.equals("aws")) {
            throw SallyportException.badInput(
                    "SP-PARTITION",
                    "The Region " + region + " is of the partition " + partition
                            + ", whose accounts and edge are apart from those that Sallyport works with.",
                    "Choose a Region of the commercial partition, with a profile of it.");
        }
        return region;
    }

    private static String configuredRegion(AccountChoice choice) {
        try {
            return DefaultAwsRegionProviderChain.builder()
                    .profileName(choice.profile())
                    .build()
                    .getRegion()
                    .id();
        } catch (SdkClientException noRegionConfigured) {
            return EdgeRegion.NAME;
        }
    }
}
