package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.utils.IoUtils;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Where an account's credentials come from. The SDK's providers fail with a dozen kinds of exception, most of which are
 * none of the SDK's; here each becomes what the reader can do about it. After a failure the provider is made anew, so
 * that a sign-in outside of the console is seen.
 */
final class CredentialSource implements AwsCredentialsProvider, AutoCloseable {
    private final String profile;
    private final Supplier<AwsCredentialsProvider> make;
    private final Consumer<AwsCredentials> resolved;
    private @Nullable Shared current;

    /** A provider that several threads may be asking; it is closed once it was given up and the last of them has left. */
    private static final class Shared {
        private final AwsCredentialsProvider provider;
        private int callers;
        private boolean givenUp;

        Shared(AwsCredentialsProvider provider) {
            this.provider = provider;
        }
    }

    /**
     * Asks nothing yet.
     *
     * @param profile that is named to the reader
     * @param make a provider of the SDK
     * @param resolved gets the credentials each time
     */
    CredentialSource(String profile, Supplier<AwsCredentialsProvider> make, Consumer<AwsCredentials> resolved) {
        this.resolved = resolved;
        this.profile = profile;
        this.make = make;
    }

    /** @throws SallyportException {@code SP-EXPIRED}, {@code SP-CREDENTIALS}, or what AWS or the network said */
    @Override
    public AwsCredentials resolveCredentials() {
        Shared shared;
        try {
            shared = enter();
        } catch (RuntimeException e) {
            throw unusable(e);
        }
        try {
            AwsCredentials credentials = shared.provider.resolveCredentials();
            resolved.accept(credentials);
            return credentials;
        } catch (AbortedException e) {
            throw e;
        } catch (RuntimeException e) {
            giveUp(shared);
            throw unusable(e);
        } finally {
            leave(shared);
        }
    }

    private synchronized Shared enter() {
        if (current == null) {
            current = new Shared(make.get());
        }
        current.callers++;
        return current;
    }

    private synchronized void giveUp(Shared shared) {
        shared.givenUp = true;
        if (current == shared) {
            current = null;
        }
    }

    private synchronized void leave(Shared shared) {
        shared.callers--;
        end(shared);
    }

    private static void end(Shared shared) {
        if (shared.givenUp && shared.callers == 0 && shared.provider instanceof SdkAutoCloseable closeable) {
            IoUtils.closeQuietlyV2(closeable, null);
        }
    }

    private SallyportException unusable(RuntimeException e) {
        if (e instanceof SallyportException ours) {
            return ours;
        }
        if (profile.equals(InstanceRole.NAME)) {
            return SallyportException.refused(
                            "SP-CREDENTIALS",
                            "The metadata service of this machine gives no credentials of an instance role.",
                            "Attach a role to the instance, or name a --profile.")
                    .causedBy(e);
        }
        if (isAnswer(e)) {
            return AwsErrors.told(e);
        }
        ProfileFile file;
        try {
            file = Configured.here().profiles();
        } catch (SallyportException unreadable) {
            return unreadable;
        }
        Profile origin = Configured.origin(file, profile).filter(Configured::signsInWithToken).orElse(null);
        if (origin != null) {
            try {
                Configured.requireSession(file, origin);
            } catch (SallyportException missing) {
                return missing;
            }
            return SallyportException.refused(
                            "SP-EXPIRED",
                            "The sign-in of the profile " + origin.name() + " has expired, or was never made.",
                            "Run " + signIn(origin) + ", then try again.")
                    .causedBy(e);
        }
        if (file.profile(profile).isEmpty() && !profile.equals("default")) {
            String others = String.join(", ", new TreeSet<>(file.profiles().keySet()));
            return SallyportException.refused(
                            "SP-CREDENTIALS",
                            "The AWS config has no profile " + profile + ".",
                            others.isEmpty()
                                    ? "Make it with aws configure sso, or use --sandbox."
                                    : "Name another --profile (" + others + "), or use --sandbox.")
                    .causedBy(e);
        }
        // What the SDK's own exceptions say is the whole chain with everything that it has tried.
        String why = e instanceof SdkException ? "." : ": " + AwsErrors.oneLine(e.getMessage());
        return SallyportException.refused(
                        "SP-CREDENTIALS",
                        "No usable AWS credentials were found for the profile " + profile + why,
                        "Log in again (aws sso login), name another --profile, or use --sandbox.")
                .causedBy(e);
    }

    /** Whether AWS was asked: then what it said, or that it did not answer, is the reason, but for an ended sign-in. */
    private static boolean isAnswer(RuntimeException e) {
        if (e instanceof AwsServiceException service) {
            // GetRoleCredentials and CreateToken so refuse a sign-in that has ended (their pages, "Errors").
            String code = service.awsErrorDetails() == null ? "" : service.awsErrorDetails().errorCode();
            return !("UnauthorizedException".equals(code) || "InvalidGrantException".equals(code));
        }
        return e instanceof SdkClientException && AwsErrors.isNetwork(e);
    }

    private static String signIn(Profile origin) {
        String name = origin.name();
        return origin.property("login_session").isPresent()
                ? "aws login --profile " + name
                : "sallyport sign-in --profile " + name + " or aws sso login --profile " + name;
    }

    @Override
    public synchronized void close() {
        if (current != null) {
            Shared last = current;
            giveUp(last);
            end(last);
        }
    }
}
