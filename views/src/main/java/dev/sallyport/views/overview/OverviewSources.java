package dev.sallyport.views.overview;

import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.views.shell.AccountState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Where the overview reads. Each source is called on a worker thread of its own, again for each refresh.
 *
 * @param distributions all, with their findings, and what of them could not be read
 * @param traffic of all web ACLs
 * @param stacks those that blueprints made
 * @param rollouts the last of each stack
 * @param account whose credentials these are
 * @param ledger all entries, oldest first
 * @param shield attacks of the last 30 days
 * @param again how long after one reading the next begins while the page is in view
 */
public record OverviewSources(
        Callable<Distributions.Listing> distributions,
        RecentTraffic.Source traffic,
        Callable<List<StackSummary>> stacks,
        Callable<List<Rollout>> rollouts,
        Callable<AccountState> account,
        Callable<List<LedgerEntry>> ledger,
        Callable<ShieldReport> shield,
        Duration again) {}
