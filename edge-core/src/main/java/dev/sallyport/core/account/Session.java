package dev.sallyport.core.account;

import dev.sallyport.core.AwsClients;
import dev.sallyport.core.AwsErrors;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** One chosen account in one Region: its clients, and who they act as. */
public final class Session implements AutoCloseable {
    private final String name;
    private final AccessMode mode;
    private final AwsCredentialsProvider credentials;
    private final AwsClients clients;
    private final CallCount calls;
    private final @Nullable Sandbox sandbox;
    private @Nullable Identity identity;

    private Session(
            String name,
            AccessMode mode,
            AwsCredentialsProvider credentials,
            AwsClients clients,
            CallCount calls,
            @Nullable Sandbox sandbox) {
        this.name = name;
        this.mode = mode;
        this.credentials = credentials;
        this.clients = clients;
        this.calls = calls;
        this.sandbox = sandbox;
    }

    /**
     * Opens what was chosen; without any choice and without any configured credentials, the sandbox.
     *
     * @throws SallyportException when the sandbox below {@code home} cannot be opened or joined
     */
    public static Session open(AccountChoice choice, Home home) {
        CallCount calls = new CallCount();
        List<ExecutionInterceptor> interceptors = new ArrayList<>();
        if (choice.readOnly()) {
            interceptors.add(new ReadOnlyGuard());
        }
        interceptors.add(calls);
        if (choice.sandbox() || isUnconfigured(choice)) {
            Sandbox sandbox = Sandbox.open(home.folder("sandbox"));
            String region = choice.region() == null ? AwsClients.EDGE_REGION : choice.region();
            AwsClients clients = new AwsClients(new AwsClients.Connection(
                    sandbox.credentials(), sandbox.transport(), sandbox.endpoint(), region, interceptors));
            AccessMode mode = choice.readOnly() ? AccessMode.READ_ONLY : AccessMode.SANDBOX;
            return new Session("sandbox", mode, sandbox.credentials(), clients, calls, sandbox);
        }
        AwsCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().profileName(choice.profile()).build();
        AwsClients clients = new AwsClients(new AwsClients.Connection(
                credentials, ApacheHttpClient.create(), choice.endpoint(), regionOf(choice), interceptors));
        AccessMode mode = choice.readOnly() ? AccessMode.READ_ONLY : AccessMode.OPERATOR;
        String name = choice.profile() == null ? "default" : choice.profile();
        return new Session(name, mode, credentials, clients, calls, null);
    }

    private static boolean isUnconfigured(AccountChoice choice) {
        return choice.profile() == null
                && choice.endpoint() == null
                && !isSet("AWS_ACCESS_KEY_ID")
                && !isSet("AWS_PROFILE")
                && !isSet("AWS_WEB_IDENTITY_TOKEN_FILE")
                && !isSet("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                && !isSet("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                && !hasDefaultProfile();
    }

    private static boolean isSet(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isBlank();
    }

    private static boolean hasDefaultProfile() {
        return ProfileFile.defaultProfileFile().profile("default").isPresent();
    }

    private static String regionOf(AccountChoice choice) {
        if (choice.region() != null) {
            return choice.region();
        }
        try {
            return DefaultAwsRegionProviderChain.builder()
                    .profileName(choice.profile())
                    .build()
                    .getRegion()
                    .id();
        } catch (SdkClientException noRegionConfigured) {
            return AwsClients.EDGE_REGION;
        }
    }

    /** The profile's name, or {@code sandbox}. */
    public String name() {
        return name;
    }

    /** What the console lets this session do. */
    public AccessMode mode() {
        return mode;
    }

    /**
     * Goes on only where writes are allowed, so that a refusal comes before the first step of a longer work.
     *
     * @throws SallyportException {@code SP-READ-ONLY}
     */
    public void requireWrites(String what) {
        if (mode == AccessMode.READ_ONLY) {
            throw ReadOnlyGuard.refusal(what);
        }
    }

    /** Whether this is the embedded AWS; true in a read-only sandbox session too. */
    public boolean isSandbox() {
        return sandbox != null;
    }

    /** The embedded AWS behind this session, where it is one. */
    public Optional<Sandbox> sandbox() {
        return Optional.ofNullable(sandbox);
    }

    /** Clients that act as this session. */
    public AwsClients clients() {
        return clients;
    }

    /** How many calls were sent so far, retries included. */
    public long calls() {
        return calls.sum();
    }

    /**
     * Who the session is, asked of STS once.
     *
     * @throws SallyportException {@code SP-CREDENTIALS}, {@code SP-EXPIRED}, {@code SP-DENIED} or {@code SP-NETWORK}
     */
    public synchronized Identity identity() {
        if (identity == null) {
            identity = AwsErrors.translating(() -> {
                AwsCredentials resolved = credentials.resolveCredentials();
                var answer = clients.sts().getCallerIdentity();
                return new Identity(
                        answer.arn(),
                        answer.account(),
                        clients.region(),
                        mode,
                        resolved.expirationTime().orElse(null));
            });
        }
        return identity;
    }

    /** Closes the clients, and the sandbox where this process owns it. */
    @Override
    public void close() {
        clients.close();
        if (sandbox != null) {
            sandbox.close();
        }
    }
}
