package dev.sallyport.views.shield;

import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.core.shield.AttackDetail;
import dev.sallyport.core.shield.ShieldReport;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Where the page of Shield reads, on worker threads.
 *
 * @param report protections, and the attacks of the last 30 days
 * @param attack one attack by its id
 * @param traffic of all web ACLs
 */
public record ShieldSources(
        Callable<ShieldReport> report, Function<String, AttackDetail> attack, RecentTraffic.Source traffic) {}
