package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.rollout.Shared.Holder;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** Those who work on the stacks of one account, each with a home: what one knows, the others learn before they begin. */
final class Team {
    private final RolloutJournal journal;
    private final AccountCopy copy;
    private final String who;
    private final boolean readOnly;

    /**
     * The people of an account, as one of them sees them.
     *
     * @param who ARN of the caller
     */
    Team(RolloutJournal journal, AccountCopy copy, String who, boolean readOnly) {
        this.journal = journal;
        this.copy = copy;
        this.who = who;
        this.readOnly = readOnly;
    }

    /**
     * What is known of a stack, by this home and the account.
     *
     * @param notes what is not known, and who is at work there
     */
    record Seen(Known known, Optional<Rollout> rollout, List<String> notes) {}

    /** The newer of what this home knows and the account does. While this home is at work there, it knows best. */
    Seen seen(String stack) {
        StackName.require(stack);
        if (journal.isLocked(stack)) {
            return new Seen(journal.known(stack), journal.find(stack), List.of());
        }
        try {
            AccountCopy.Read read = copy.read(stack);
            Shared shared = read.shared();
            if (shared != null) {
                journal.requireLater(stack, shared);
            }
            Holder other = shared == null ? null : shared.other(journal.mark(stack).tokens());
            return new Seen(
                    journal.newer(stack, shared),
                    journal.newerRollout(stack, shared),
                    other == null ? List.of() : List.of(Turn.busy(stack, other, read.silence()).message()));
        } catch (SallyportException e) {
            // Without an answer there is still what this home knows; a deed itself finds out, and stops.
            if (!Turn.isDenied(e) && e.kind() != SallyportException.Kind.UNAVAILABLE) {
                throw e;
            }
            return new Seen(journal.known(stack), journal.find(stack), List.of(Turn.unknown(stack, e)));
        }
    }

    /** @throws SallyportException {@code SP-ROLLOUT-BUSY} while somebody else is at the stack */
    Turn begin(String stack) throws InterruptedException {
        return Turn.begin(journal, copy, stack, who);
    }

    /**
     * Goes on where what others do and know of the stack was asked, or nothing is changed.
     *
     * @param deed such as {@code rollout.apply}
     * @throws SallyportException {@code SP-ROLLOUT-UNKNOWN}
     */
    static void requireKnown(Turn turn, String deed) {
        if (!turn.unknown().isEmpty() && !deed.equals("rollout.verify")) {
            throw SallyportException.refused(
                    "SP-ROLLOUT-UNKNOWN",
                    turn.unknown(),
                    "Ask for s3:GetObject and s3:PutObject on rollouts/ of the artifact bucket, s3:ListBucket on it, and"
                            + " ssm:GetParameter on " + Seal.PARAMETER + "; only rollout verify goes without.");
        }
    }

    /**
     * Tells the account who is at work.
     *
     * @param deed such as {@code rollout.apply}
     * @return why the account does not know of it, a sentence; empty where it does
     */
    String tell(Turn turn, String deed) {
        if (readOnly) {
            return turn.unknown();
        }
        try {
            turn.take(deed.equals("rollout.apply"));
            return turn.unknown();
        } catch (SdkException e) {
            SallyportException why = AwsErrors.translate(e);
            // Proving needs no leave to write.
            if (deed.equals("rollout.verify") && Turn.isDenied(why)) {
                return "The account was not told of it: " + why.message();
            }
            throw why;
        }
    }

    Optional<AtWork> atWork(String stack) {
        AccountCopy.Read read = copy.read(stack);
        Holder holder = read.shared() == null ? null : read.shared().holder();
        return holder == null
                ? Optional.empty()
                : Optional.of(new AtWork(stack, holder.token(), Turn.words(holder, read.silence())));
    }

    /** Lets go of a stack whose holder is dead, on record. */
    void unlock(AtWork other, RolloutRecord record) throws InterruptedException {
        String stack = other.stack();
        try (RolloutLock _ = journal.lock(stack)) {
            record.unlocking(stack, other.words());
            boolean free = false;
            try {
                journal.adopt(stack, copy.release(stack, other.token()));
                free = true;
            } finally {
                record.unlocked(stack, other.words(), free);
            }
        }
    }
}
