package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.time.Instant;
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
    private final Consumer<@Nullable Instant> ends;
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
     * @param ends is told when the credentials end that were resolved last
     */
    CredentialSource(String profile, Supplier<AwsCredentialsProvider> make, Consumer<@Nullable Instant> ends) {
        this.ends = ends;
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
            ends.accept(credentials.expirationTime().orElse(null));
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
        ProfileFile file = ProfileFile.defaultProfileFile();
        if (isAnswer(e)) {
            return AwsErrors.told(e);
        }
        if (file.profile(profile).map(CredentialSource::signsIn).orElse(false)) {
            return SallyportException.refused(
                            "SP-EXPIRED",
                            "The sign-in of the profile " + profile + " has expired, or was never made.",
                            "Run " + signIn(file) + ", then try again.")
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

    private String signIn(ProfileFile file) {
        return file.profile(profile).flatMap(one -> one.property("login_session")).isPresent()
                ? "aws login --profile " + profile
                : "sallyport sign-in --profile " + profile + " or aws sso login --profile " + profile;
    }

    private static boolean signsIn(Profile one) {
        return one.property("login_session").isPresent()
                || one.property("sso_session").isPresent() || one.property("sso_start_url").isPresent();
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
