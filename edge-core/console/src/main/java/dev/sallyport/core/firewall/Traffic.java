package dev.sallyport.core.firewall;

import dev.sallyport.core.log.LogStore;
import java.time.Instant;

/** Where the traffic log of a web ACL is read. */
@FunctionalInterface
public interface Traffic {
    /**
     * A store with the log of {@code acl} from {@code since} up to now, and perhaps older records. Called on a worker
     * thread, again for each refresh; the store stays the source's.
     */
    LogStore of(WebAcls.Summary acl, Instant since) throws Exception;
}
