package dev.sallyport.core.firewall;

import dev.sallyport.core.log.LogStore;
import java.time.Instant;
import java.util.Optional;

/** Where the traffic log of a web ACL is read. */
@FunctionalInterface
public interface Traffic {
    /**
     * A store with the log of {@code acl} from {@code since} up to now, and perhaps older records. Called on a worker
     * thread, again for each refresh; the store stays the source's. Of a long log it may have the latest part alone.
     */
    LogStore of(WebAcls.Summary acl, Instant since) throws Exception;

    /** From when on that store has everything, where a bound ended the reading before {@code since}; else empty. */
    default Optional<Instant> reach(WebAcls.Summary acl) {
        return Optional.empty();
    }

    /** The same store, read further back than the last reading went. */
    default LogStore further(WebAcls.Summary acl, Instant since) throws Exception {
        return of(acl, since);
    }
}
