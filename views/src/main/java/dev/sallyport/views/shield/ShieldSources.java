package dev.sallyport.views.shield;

import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.shield.AttackDetail;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.core.firewall.Traffic;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Where the page of Shield reads, on worker threads.
 *
 * @param report protections, and the attacks of the last 30 days
 * @param attack one attack by its id
 * @param webAcls all of scope CLOUDFRONT
 * @param traffic the log of a web ACL that writes to a log group
 */
public record ShieldSources(
        Callable<ShieldReport> report,
        Function<String, AttackDetail> attack,
        Callable<List<WebAcls.Summary>> webAcls,
        Traffic traffic) {}
