package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.proof.Proof;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

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

    /** Runs the steps of a rollout so that the journal and the ledger tell the truth whatever happens. */
    Rollout carried(String action, RolloutCourse course, Work work) throws InterruptedException {
        try {
            return ended(action, work.run());
        } catch (SdkException e) {
            stopIfInterrupted(course, e);
            SallyportException why = AwsErrors.translate(e);
            ended(action, course.endedBy(why));
            throw why;
        } catch (SallyportException e) {
            stopIfInterrupted(course, e);
            ended(action, course.endedBy(e));
            throw e;
        } catch (InterruptedException e) {
            course.stopped();
            throw e;
        }
    }

    /** The steps of a rollout. */
    @FunctionalInterface
    interface Work {
        /** The rollout at its end. */
        Rollout run() throws InterruptedException;
    }

    /**
     * An interrupt also shows as a call or a file that failed; that is no failure of the rollout. The flag is cleared,
     * so that the journal can be written.
     */
    private static void stopIfInterrupted(RolloutCourse course, RuntimeException failed) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            interrupted |= cause instanceof AbortedException
                    || cause instanceof ClosedByInterruptException
                    || cause instanceof InterruptedException;
        }
        if (interrupted) {
            course.stopped();
            throw new InterruptedException("while a call or a file was under way");
        }
    }
}
