package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogStore;

/** Where the traffic log of a web ACL is read. */
@FunctionalInterface
public interface Traffic {
    /**
     * A store with the log of {@code acl} up to now. Called on a worker thread, again for each refresh; the page closes a
     * store as soon as another takes its place.
     */
    LogStore of(WebAcls.Summary acl) throws Exception;
}
