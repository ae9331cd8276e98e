package dev.sallyport.core.proposal;

import dev.sallyport.core.account.Identity;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts changes of web ACLs on record: that they begin, before the write, and what became of them, with the evidence. */
final class ProposalLedger {
    /** A ledger line is for reading; the whole difference lies in the proposal's file. */
    private static final int LISTED = 20;

    private final Ledger ledger;
    private final Identity me;
    private final String reason;

    ProposalLedger(Ledger ledger, Identity me, String reason) {
        this.ledger = ledger;
        this.me = me;
        this.reason = reason;
    }

    void append(String action, Proposal proposal, List<Difference> diff, String outcome) {
        SortedMap<String, String> details = new TreeMap<>();
        details.put("proposal", proposal.id());
        details.put("replay", proposal.evidence());
        details.put("logs", String.join(", ", proposal.logs()));
        for (Difference difference : diff.subList(0, Math.min(LISTED, diff.size()))) {
            details.put("diff." + difference.path(), difference.sentence());
        }
        if (diff.size() > LISTED) {
            details.put("diff", diff.size() - LISTED + " more");
        }
        ledger.append(new Deed(me.arn(), me.account(), action, proposal.acl().arn(), reason, outcome, details));
    }
}
