package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.proof.Proof;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Puts a rollout on record: that it begins, before its first write, and what it ended in, each proof with its evidence. One
 * that was killed shows as begun.
 */
final class RolloutRecord {
    static final String BEGUN = "begun";

    private final Ledger ledger;
    private final String who;
    private final String account;

    RolloutRecord(Ledger ledger, String who, String account) {
        this.ledger = ledger;
        this.who = who;
        this.account = account;
    }

    /** What was done with a stack, latest first; that it began only where no end is known. */
    List<LedgerEntry> past(String stack) {
        List<LedgerEntry> past = new ArrayList<>();
        String ended = "";
        for (LedgerEntry entry : ledger.entries().reversed()) {
            if (entry.action().startsWith("rollout.") && entry.subject().equals(stack)) {
                boolean begun = entry.outcome().equals(BEGUN);
                if (!begun || !ended.equals(entry.action())) {
                    past.add(entry);
                }
                ended = begun ? "" : entry.action();
            }
        }
        return past;
    }

    /** What cannot be recorded must not be changed. */
    void begun(String action, Rollout rollout) {
        ledger.append(new Deed(
                who, account, action, rollout.stack(), "", BEGUN, Map.of("blueprint", rollout.blueprint())));
    }

    /** That somebody is about to be let go of. */
    void unlocking(String stack, String holder) {
        ledger.append(new Deed(who, account, "rollout.unlock", stack, "", BEGUN, Map.of("holder", holder)));
    }

    /** That somebody was let go of, or that it did not come to that. */
    void unlocked(String stack, String holder, boolean free) {
        String outcome = free ? "unlocked" : "failed";
        ledger.append(new Deed(who, account, "rollout.unlock", stack, "", outcome, Map.of("holder", holder)));
    }

    /** That somebody holds from now on what another one shut. */
    void inherited(String heir, String from, String what) {
        ledger.append(new Deed(
                who, account, "rollout.inherit", heir, "", "inherited", Map.of("from", from, "measure", what)));
    }

    Rollout ended(String action, Rollout rollout) {
        SortedMap<String, String> details = new TreeMap<>();
        details.put("blueprint", rollout.blueprint());
        if (!rollout.note().isEmpty()) {
            details.put("note", rollout.note());
        }
        for (Proof proof : rollout.proofs()) {
            details.put("proof." + proof.id(), proof.outcome().word() + ": " + proof.evidence());
        }
        ledger.append(new Deed(who, account, action, rollout.stack(), "", rollout.phase().word(), details));
        return rollout;
    }

    /** Runs the steps of a rollout so that the journal and the ledger tell the truth whatever happens. */
    Rollout carried(String action, RolloutCourse course, Work work) throws InterruptedException {
        try {
            return ended(action, work.run());
        } catch (SdkException e) {
            stopIfInterrupted(action, course, e);
            SallyportException why = AwsErrors.translate(e);
            ended(action, course.endedBy(why));
            throw why;
        } catch (SallyportException e) {
            stopIfInterrupted(action, course, e);
            ended(action, course.endedBy(e));
            throw e;
        } catch (InterruptedException e) {
            ended(action, course.stopped());
            throw e;
        }
    }

    /** The steps of a rollout. */
    @FunctionalInterface
    interface Work {
        /** The rollout at its end. */
        Rollout run() throws InterruptedException;
    }

    /** Whether an interrupt is what made a call or a file fail; that is no failure of the rollout. */
    static boolean isInterrupt(RuntimeException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof AbortedException
                    || cause instanceof ClosedByInterruptException
                    || cause instanceof InterruptedException) {
                return true;
            }
        }
        return Thread.currentThread().isInterrupted();
    }

    /** The flag is cleared, so that the journal can be written. */
    private void stopIfInterrupted(String action, RolloutCourse course, RuntimeException failed)
            throws InterruptedException {
        if (isInterrupt(failed)) {
            Thread.interrupted();
            ended(action, course.stopped());
            throw new InterruptedException("while a call or a file was under way");
        }
    }
}
