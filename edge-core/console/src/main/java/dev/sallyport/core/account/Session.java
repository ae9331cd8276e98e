package dev.sallyport.core.account;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * One chosen account in one Region: its clients, and who they act as. Making one does nothing that takes time; the
 * account is opened by the first who needs it, and what opens it may fail and be tried again.
 */
public final class Session implements AutoCloseable {
    private final String name;
    private final String key;
    private final @Nullable KnownAccounts accounts;
    private final AccessMode chosen;
    private final AtomicReference<@Nullable AwsCredentials> resolved;
    private volatile AccessMode mode;
    private volatile boolean resting;
    private final boolean sandbox;
    private final CallCount calls = new CallCount();
    private final AwsClients clients;
    private volatile @Nullable Asked asked;
    private @Nullable String meant;
    private volatile @Nullable String surprise;

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

    /** Who the session was, asked with the access key of that id. */
    private record Asked(Identity who, String key) {}

    /** How to reach AWS once it is certain that it is wanted. */
    private interface Reach {
        Opening.Reached with(List<ExecutionInterceptor> interceptors);
    }

    private Session(
            String name,
            String key,
            AccessMode mode,
            boolean sandbox,
            @Nullable KnownAccounts accounts,
            AtomicReference<@Nullable AwsCredentials> resolved,
            Reach reach) {
        this.name = name;
        this.key = key;
        this.accounts = accounts;
        this.chosen = mode;
        this.resolved = resolved;
        this.mode = mode;
        this.sandbox = sandbox;
        List<ExecutionInterceptor> interceptors = new ArrayList<>();
        interceptors.add(new ReadOnlyGuard(() -> mode() == AccessMode.READ_ONLY));
        if (accounts != null) {
            interceptors.add(new AccountCheck(() -> clients().credentials().accessKeyId(), this::isKnown, this::identity));
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
        return of(choice, accounts, SignInPrompt.nobody());
    }

    /** The same, where {@code prompt} can be asked what a sign-in needs of a person. */
    public static Session of(AccountChoice choice, @Nullable KnownAccounts accounts, SignInPrompt prompt) {
        String profile = ChosenAccount.profileOf(choice);
        AtomicReference<@Nullable AwsCredentials> resolved = new AtomicReference<>();
        Session session = new Session(
                profile,
                keyOf(choice),
                AccessMode.ofAccount(choice.readOnly(), profile),
                false,
                accounts,
                resolved,
                interceptors -> ChosenAccount.reach(choice, resolved, prompt, interceptors));
        session.recall();
        return session;
    }

    /** What the account of a choice is remembered under: another endpoint is another AWS. */
    static String keyOf(AccountChoice choice) {
        return choice.endpoint() == null ? ChosenAccount.profileOf(choice) : ChosenAccount.profileOf(choice) + " at " + choice.endpoint();
    }

    /** Whether the account is known as production before it is asked; what cannot be read is said when it is. */
    private void recall() {
        if (accounts != null && chosen == AccessMode.OPERATOR) {
            try {
                accounts.account(key).filter(accounts::isProduction).ifPresent(known -> mode = AccessMode.PRODUCTION);
            } catch (SallyportException unreadable) {
                mode = chosen;
            }
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
        return new Session("sandbox", "sandbox", mode, true, null, new AtomicReference<>(), interceptors -> {
            Embedded embedded = opening.get();
            var connection = new AwsClients.Connection(
                    embedded.credentials(),
                    embedded.transport(),
                    embedded.endpoint(),
                    region,
                    interceptors,
                    Network.DIRECT,
                    embedded.addresses(),
                    null);
            return new Opening.Reached(connection, () -> {
                embedded.transport().close();
                embedded.whenClosed().run();
            });
        });
    }

    /** The profile's name, or {@code sandbox}. */
    public String name() {
        return name;
    }

    /**
     * What the console lets this session do. Until the account is known the name of its profile counts; then a mark of the
     * account, where somebody made one.
     */
    public AccessMode mode() {
        return resting ? AccessMode.READ_ONLY : mode;
    }

    /** Nobody is there: from now on an account's session only reads. The sandbox's goes on as it was. */
    public void rest() {
        resting = chosen != AccessMode.SANDBOX && chosen != AccessMode.READ_ONLY;
    }

    /** Whether {@link #rest} made it read-only. */
    public boolean isResting() {
        return resting;
    }

    /** Somebody is there again, and wants to write. */
    public void wake() {
        resting = false;
    }

    /**
     * Goes on only where writes are allowed, so that a refusal comes before the first step of a longer work.
     *
     * @throws SallyportException {@code SP-READ-ONLY}
     */
    public void requireWrites(String what) {
        if (mode() == AccessMode.READ_ONLY) {
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
     * Who the session is: asked of STS once, and again when the credentials that it was asked with have ended
     * or others have come in their place.
     *
     * @throws SallyportException {@code SP-CREDENTIALS}, {@code SP-EXPIRED}, {@code SP-DENIED} or {@code SP-NETWORK}; {@code
     *     SP-ACCOUNT-CHANGED} where the profile led to another account before
     */
    public synchronized Identity identity() {
        Asked known = asked;
        if (known == null || hasEnded(known.who()) || isReplaced(known.key())) {
            known = AwsErrors.translating(() -> {
                AwsCredentials signer = clients.credentials();
                var answer = clients.sts().getCallerIdentity();
                if (answer.account() == null || answer.arn() == null) {
                    throw SallyportException.unavailable(
                            "SP-CALL",
                            "STS did not say whose credentials these are.",
                            "Check the endpoint, or a proxy that answers in place of AWS.");
                }
                String source = sandbox ? "sandbox" : CredentialOrigin.of(signer, name);
                compare(answer.account(), source);
                Instant end = signer.expirationTime().orElse(null);
                return new Asked(
                        new Identity(answer.arn(), answer.account(), clients.region(), mode(), end, source),
                        signer.accessKeyId());
            });
        } else {
            Identity who = known.who();
            judge(who.account());
            known = new Asked(
                    new Identity(who.arn(), who.account(), who.region(), mode(), who.expires(), who.source()), known.key());
        }
        asked = known;
        return known.who();
    }

    private boolean isReplaced(String key) {
        AwsCredentials last = resolved.get();
        return last != null && !last.accessKeyId().equals(key);
    }

    private static boolean hasEnded(Identity known) {
        return known.expires() != null && !known.expires().isAfter(Instant.now());
    }

    private boolean isKnown(String key) {
        Asked known = asked;
        return known != null && known.key().equals(key) && !hasEnded(known.who());
    }

    /** When the credentials that the last call was signed with end; empty for long-lived ones, and before any call. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(resolved.get()).flatMap(AwsCredentials::expirationTime);
    }

    /**
     * How the profile, or the one that its role is assumed from, signs in to IAM Identity Center; empty where it has its
     * credentials by other means.
     *
     * @throws SallyportException {@code SP-AWS-CONFIG} when the shared files cannot be read
     */
    public Optional<DeviceSignIn> deviceSignIn() {
        return sandbox ? Optional.empty() : DeviceSignIn.of(Configured.here().profiles(), name);
    }

    /**
     * Signs the profile in.
     *
     * @param shown gets the code that the person confirms
     * @throws SallyportException {@code SP-SIGN-IN} where the profile does not sign in to IAM Identity Center; {@code
     *     SP-CHOOSE-ACCOUNT} where none was chosen
     */
    public void signIn(Consumer<DeviceSignIn.Code> shown) {
        if (!sandbox) {
            // Opening makes no call, and refuses where nobody said which account.
            clients.region();
        }
        DeviceSignIn way = deviceSignIn().orElseThrow(() -> SallyportException.badInput(
                "SP-SIGN-IN",
                "The profile " + name + " does not sign in to IAM Identity Center.",
                "Name a --profile that has sso_session; other profiles need no sign-in, or their own tool."));
        Configured here = Configured.here();
        try (SdkHttpClient transport =
                Network.of(here.environment(), here.profiles(), name).transport(null)) {
            way.run(transport, shown);
        }
    }

    /** The account that was refused last, since the profile led to another one before. */
    public Optional<String> surprise() {
        return Optional.ofNullable(surprise);
    }

    /** The next time that it is asked, the profile may lead to {@code account}, and then from now on; to no third one. */
    public synchronized void acceptAccount(String account) {
        meant = account;
    }

    private void compare(String account, String source) {
        if (accounts == null) {
            return;
        }
        if (CredentialOrigin.isOfProfile(source)) {
            String accepted = meant;
            meant = null;
            surprise = account;
            if (account.equals(accepted)) {
                accounts.accept(key, account);
            } else {
                accounts.saw(key, account);
            }
            surprise = null;
        }
        judge(account);
    }

    /** A mark may be made or taken back at any time. */
    private void judge(String account) {
        if (accounts == null || chosen == AccessMode.READ_ONLY) {
            return;
        }
        if (accounts.isProduction(account)) {
            mode = AccessMode.PRODUCTION;
        } else {
            mode = accounts.isOrdinary(account) ? AccessMode.OPERATOR : chosen;
        }
    }

    /** Closes the clients, and what an embedded AWS ends with its session. Waits for no call under way. */
    @Override
    public void close() {
        clients.close();
    }
}
