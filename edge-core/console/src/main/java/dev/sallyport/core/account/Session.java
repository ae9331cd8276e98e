package dev.sallyport.core.account;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** One chosen account in one Region: its clients, and who they act as. */
public final class Session implements AutoCloseable {
    private final String name;
    private final AccessMode mode;
    private final @Nullable Embedded embedded;
    private final AwsCredentialsProvider credentials;
    private final CallCount calls = new CallCount();
    private final AwsClients clients;
    private @Nullable Identity identity;

    /**
     * An AWS that runs in this process or beside it.
     *
     * @param credentials that it takes
     * @param transport to it; the session closes it
     * @param endpoint where it answers
     * @param whenClosed what ends with the session
     */
    public record Embedded(
            AwsCredentialsProvider credentials, SdkHttpClient transport, URI endpoint, Runnable whenClosed) {}

    private Session(
            String name, AccountChoice choice, String region, AwsCredentialsProvider credentials, @Nullable Embedded embedded) {
        this.name = name;
        this.mode = choice.readOnly()
                ? AccessMode.READ_ONLY
                : embedded != null ? AccessMode.SANDBOX : AccessMode.OPERATOR;
        this.embedded = embedded;
        this.credentials = credentials;
        List<ExecutionInterceptor> interceptors = new ArrayList<>();
        if (choice.readOnly()) {
            interceptors.add(new ReadOnlyGuard());
        }
        interceptors.add(calls);
        this.clients = new AwsClients(new AwsClients.Connection(
                credentials,
                embedded != null ? embedded.transport() : ApacheHttpClient.create(),
                embedded != null ? embedded.endpoint() : choice.endpoint(),
                region,
                interceptors));
    }

    /** The account that was chosen by a profile, by an endpoint, or by what the environment configures. No call is made. */
    public static Session of(AccountChoice choice) {
        String name = choice.profile() == null ? "default" : choice.profile();
        AwsCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().profileName(choice.profile()).build();
        return new Session(name, choice, regionOf(choice), credentials, null);
    }

    /** An embedded AWS, in the Region that was chosen or else in the edge's. */
    public static Session over(Embedded embedded, AccountChoice choice) {
        String region = choice.region() == null ? EdgeRegion.NAME : choice.region();
        return new Session("sandbox", choice, region, embedded.credentials(), embedded);
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
            return EdgeRegion.NAME;
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

    /** Whether this is an embedded AWS; true in a read-only session of it too. */
    public boolean isSandbox() {
        return embedded != null;
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

    /** Closes the clients, and what an embedded AWS ends with its session. */
    @Override
    public void close() {
        clients.close();
        if (embedded != null) {
            embedded.whenClosed().run();
        }
    }
}
