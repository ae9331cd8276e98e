package dev.sallyport.core.rollout;

import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.proof.Proof;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts what a rollout ended in to the ledger, each proof with its evidence. */
final class RolloutRecord {
    private final Ledger ledger;
    private final String who;
    private final String account;

    RolloutRecord(Ledger ledger, String who, String account) {
        this.ledger = ledger;
        this.who = who;
        this.account = account;
    }

    /** What was done with a stack, latest first. */
    List<LedgerEntry> past(String stack) {
        return ledger.entries().reversed().stream()
                .filter(entry -> entry.action().startsWith("rollout.") && entry.subject().equals(stack))
                .toList();
    }

    /** What cannot be recorded must not be changed. */
    void requireWritable() {
        ledger.requireWritable();
    }

    Rollout ended(String action, Rollout rollout) {
        SortedMap<String, String> details = new TreeMap<>();
        details.put("blueprint", rollout.blueprint());
        if (!rollout.note().isEmpty()) {
            details.put("note", rollout.note());
        }
        for (Proof proof : rollout.proofs()) {
            details.put("proof." + proof.id(), (proof.holds() ? "holds: " : "fails: ") + proof.evidence());
        }
        ledger.append(new Deed(who, account, action, rollout.stack(), "", rollout.phase().word(), details));
        return rollout;
    }
}
