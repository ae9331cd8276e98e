package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the user chose: the global options of the command line, or Settings.
 *
 * @param sandbox the embedded AWS, whatever else is configured
 * @param profile a named profile of the shared AWS config
 * @param region overrides the profile's Region
 * @param endpoint replaces AWS's endpoints for every service
 * @param readOnly refuse every write
 */
public record AccountChoice(
        boolean sandbox, @Nullable String profile, @Nullable String region, @Nullable URI endpoint, boolean readOnly) {

    /** The sandbox, with writes. */
    public static AccountChoice ofSandbox() {
        return new AccountChoice(true, null, null, null, false);
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

    /** Whether the sandbox is meant: it was named, or nothing else was and nothing else is configured. */
    public boolean meansSandbox(Configured configured) {
        return sandbox || (profile == null && endpoint == null && !configured.anything());
    }
}
