package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the user chose: the global options of the command line, or the window's account sheet.
 *
 * @param sandbox the embedded AWS, whatever else is configured
 * @param profile a named profile of the shared AWS config
 * @param instanceRole the role of the EC2 instance that this machine is
 * @param region overrides the profile's Region
 * @param endpoint replaces AWS's endpoints for every service
 * @param readOnly refuse every write
 */
public record AccountChoice(
        boolean sandbox,
        @Nullable String profile,
        boolean instanceRole,
        @Nullable String region,
        @Nullable URI endpoint,
        boolean readOnly) {

    /** Of anything but an instance role. */
    public AccountChoice(
            boolean sandbox, @Nullable String profile, @Nullable String region, @Nullable URI endpoint, boolean readOnly) {
        this(sandbox, profile, false, region, endpoint, readOnly);
    }

    /** The sandbox, with writes. */
    public static AccountChoice ofSandbox() {
        return new AccountChoice(true, null, null, null, false);
    }

    /** The same account in that Region; null for its own. */
    public AccountChoice in(@Nullable String where) {
        return new AccountChoice(sandbox, profile, instanceRole, where, endpoint, readOnly);
    }

    /** The same account, with writes or without. */
    public AccountChoice reading(boolean only) {
        return new AccountChoice(sandbox, profile, instanceRole, region, endpoint, only);
    }

    /**
     * Goes on only where writes are allowed, before anything is opened.
     *
     * @throws SallyportException {@code SP-READ-ONLY}
     */
    public void requireWrites(String what) {
        if (readOnly) {
            throw ReadOnlyGuard.refusal(what);
        }
    }

    /** Whether an account, or an endpoint in place of AWS, was named. */
    boolean namesAccount() {
        return profile != null || instanceRole || endpoint != null;
    }

    /** Whether the sandbox is meant: it was named, or nothing else was and nothing else is configured. */
    public boolean meansSandbox(Configured configured) {
        return sandbox || (!namesAccount() && !configured.anything());
    }
}
