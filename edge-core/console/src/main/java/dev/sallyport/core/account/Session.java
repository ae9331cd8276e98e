package dev.sallyport.core.account;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * One chosen account in one Region: its clients, and who they act as. Making one does nothing that takes time; the
 * account is opened by the first who needs it, and what opens it may fail and be tried again.
 */
public final class Session implements AutoCloseable {
    private final String name;
    private final String key;
    private final @Nullable KnownAccounts accounts;
    private volatile AccessMode mode;
    private final boolean sandbox;
    private final CallCount calls = new CallCount();
    private final AwsClients clients;
    private @Nullable Identity identity;
    private boolean accepts;

    /**
     * An AWS that runs in this process or beside it.
     *
     * @param credentials that it takes
     * @param transport to it; the session closes it
     * @param endpoint where it answers
     * @param addresses where the hosts that it serves answer, such as a distribution's domain name
     * @param whenClosed what ends with the session
     */
    public record Embedded(
            AwsCredentialsProvider credentials,
            SdkHttpClient transport,
            URI endpoint,
            Function<String, Optional<URI>> addresses,
            Runnable whenClosed) {}

    /** How to reach AWS once it is certain that it is wanted. */
    private interface Reach {
        Opening.Reached with(List<ExecutionInterceptor> interceptors);
    }

    private Session(
            String name, String key, AccessMode mode, boolean sandbox, @Nullable KnownAccounts accounts, Reach reach) {
        this.name = name;
        this.key = key;
        this.accounts = accounts;
        this.mode = mode;
        this.sandbox = sandbox;
        List<ExecutionInterceptor> interceptors = new ArrayList<>();
        if (mode == AccessMode.READ_ONLY) {
            interceptors.add(new ReadOnlyGuard());
        }
        interceptors.add(calls);
        Opening opening = new Opening(() -> reach.with(interceptors));
        this.clients = new AwsClients(opening::get, opening::close);
    }

    /**
     * The account that was chosen by a profile, by an endpoint, or by what the environment configures. No call is made.
     *
     * @param accounts knows where profiles led before, and which accounts are production; null to remember nothing
     */
    public static Session of(AccountChoice choice, @Nullable KnownAccounts accounts) {
        String profile = profileOf(choice);
        String key = choice.endpoint() == null ? profile : profile + " at " + choice.endpoint();
        AccessMode mode = AccessMode.ofAccount(choice.readOnly(), profile);
        if (mode == AccessMode.OPERATOR && accounts != null && isMarked(accounts, key)) {
            mode = AccessMode.PRODUCTION;
        }
        return new Session(profile, key, mode, false, accounts, interceptors -> account(choice, interceptors));
    }

    /** Whether the account is known as production before it is asked; what cannot be read is said when it is. */
    private static boolean isMarked(KnownAccounts accounts, String key) {
        try {
            return accounts.account(key).filter(accounts::isProduction).isPresent();
        } catch (SallyportException unreadable) {
            return false;
        }
    }

    /** An embedded AWS, in the Region that was chosen or else in the edge's. */
    public static Session over(Embedded embedded, AccountChoice choice) {
        return over(() -> embedded, choice);
    }

    /** An embedded AWS that is opened by the first who needs it; {@code opening} may take its time, and may fail. */
    public static Session over(Supplier<Embedded> opening, AccountChoice choice) {
        String region = choice.region() == null ? EdgeRegion.NAME : choice.region();
        AccessMode mode = choice.readOnly() ? AccessMode.READ_ONLY : AccessMode.SANDBOX;
        return new Session("sandbox", "sandbox", mode, true, null, interceptors -> {
            Embedded embedded = opening.get();
            var connection = new AwsClients.Connection(
                    embedded.credentials(),
                    embedded.transport(),
                    embedded.endpoint(),
                    region,
                    interceptors,
                    Network.DIRECT,
                    embedded.addresses());
            return new Opening.Reached(connection, () -> {
                embedded.transport().close();
                embedded.whenClosed().run();
            });
        });
    }

    private static String profileOf(AccountChoice choice) {
        return choice.profile() == null ? ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow() : choice.profile();
    }

    private static Opening.Reached account(AccountChoice choice, List<ExecutionInterceptor> interceptors) {
        Configured here = Configured.here();
        here.requireOneFor(choice);
        Network network = Network.of(here.environment(), here.profiles(), profileOf(choice));
        CredentialSource credentials = new CredentialSource(profileOf(choice), () -> providerOf(choice));
        SdkHttpClient transport = network.transport(choice.endpoint());
        var connection = new AwsClients.Connection(
                credentials, transport, choice.endpoint(), regionOf(choice), interceptors, network, host -> Optional.empty());
        return new Opening.Reached(connection, () -> {
            transport.close();
            credentials.close();
        });
    }

    /** A profile that was named is meant, also where the environment holds keys, which the SDK would take first. */
    private static AwsCredentialsProvider providerOf(AccountChoice choice) {
        return choice.profile() == null
                ? DefaultCredentialsProvider.builder().build()
                : ProfileCredentialsProvider.create(choice.profile());
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

    /** What the console lets this session do; stricter once the account is known to be production. */
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
        return sandbox;
    }

    /** Clients that act as this session; the first call waits until the account is open. */
    public AwsClients clients() {
        return clients;
    }

    /** How many calls were sent so far, retries included. */
    public long calls() {
        return calls.sum();
    }

    /**
     * Who the session is: asked of STS once, and again when the credentials that it was asked with have ended.
     *
     * @throws SallyportException {@code SP-CREDENTIALS}, {@code SP-EXPIRED}, {@code SP-DENIED} or {@code SP-NETWORK}; {@code
     *     SP-ACCOUNT-CHANGED} where the profile led to another account before
     */
    public synchronized Identity identity() {
        Identity known = identity;
        if (known == null || (known.expires() != null && !known.expires().isAfter(Instant.now()))) {
            known = AwsErrors.translating(() -> {
                AwsCredentials resolved = clients.credentials();
                var answer = clients.sts().getCallerIdentity();
                String source = sandbox ? "sandbox" : CredentialOrigin.of(resolved, name);
                compare(answer.account(), source);
                return new Identity(
                        answer.arn(),
                        answer.account(),
                        clients.region(),
                        mode,
                        resolved.expirationTime().orElse(null),
                        source);
            });
            identity = known;
        }
        return known;
    }

    /** From now on the profile may lead to the account that it leads to now; call it before {@link #identity}. */
    public synchronized void acceptAccount() {
        accepts = true;
    }

    private void compare(String account, String source) {
        if (accounts == null) {
            return;
        }
        if (CredentialOrigin.isOfProfile(source)) {
            if (accepts) {
                accounts.accept(key, account);
            } else {
                accounts.saw(key, account);
            }
        }
        if (mode == AccessMode.OPERATOR && accounts.isProduction(account)) {
            mode = AccessMode.PRODUCTION;
        }
    }

    /** Closes the clients, and what an embedded AWS ends with its session. Waits for no call under way. */
    @Override
    public void close() {
        clients.close();
    }
}
