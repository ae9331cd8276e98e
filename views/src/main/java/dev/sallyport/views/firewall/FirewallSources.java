package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.AclNow;
import dev.sallyport.core.firewall.Metering;
import dev.sallyport.core.firewall.Traffic;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.views.kit.Unmasks;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the page has its web ACLs and their traffic from. Each is called on a worker thread.
 *
 * @param names the names of all web ACLs
 * @param read one of them, with its rules
 * @param metering its metrics, which need no log
 * @param traffic its log, where it logs to a log group
 * @param rules the web ACL of a record, to explain it rule by rule
 * @param aws how the AWS CLI is called for this account, such as {@code aws --endpoint-url URL}
 * @param unmasks lifts the masks for a reason
 */
public record FirewallSources(
        Callable<WebAcls.Names> names,
        Function<WebAcls.Named, WebAcls.Summary> read,
        Metering metering,
        Traffic traffic,
        AclNow.Source rules,
        Supplier<String> aws,
        Unmasks unmasks) {}
