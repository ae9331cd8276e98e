package dev.sallyport.core.firewall;

import java.time.Instant;

/** Where the metrics of a web ACL are read. */
@FunctionalInterface
public interface Metering {
    /** What AWS WAF published of {@code acl} in that time. Called on a worker thread, again for each refresh. */
    Metered of(WebAcls.Summary acl, Instant since, Instant until) throws Exception;
}
