package dev.sallyport.views.overview;

import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.firewall.Traffic;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.views.shell.AccountState;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Where the overview reads. Each source is called on a worker thread of its own, again for each refresh.
 *
 * @param distributions all, with their findings
 * @param webAcls all of scope CLOUDFRONT
 * @param traffic the log of a web ACL that writes to a log group
 * @param stacks those that blueprints made
 * @param rollouts the last of each stack
 * @param account whose credentials these are
 * @param ledger all entries, oldest first
 * @param shield attacks of the last 30 days
 */
public record OverviewSources(
        Callable<List<Distribution>> distributions,
        Callable<List<WebAcls.Summary>> webAcls,
        Traffic traffic,
        Callable<List<StackSummary>> stacks,
        Callable<List<Rollout>> rollouts,
        Callable<AccountState> account,
        Callable<List<LedgerEntry>> ledger,
        Callable<ShieldReport> shield) {}
