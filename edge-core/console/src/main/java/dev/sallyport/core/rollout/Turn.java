package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.rollout.RolloutJournal.Mark;
import dev.sallyport.core.rollout.Shared.Holder;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The time in which one process alone works on a stack: over all consoles of this home by a file, over those of the account
 * by the account's copy, which names the holder and is written again now and then as a sign of life.
 */
final class Turn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
    private static final Duration PULSE = Duration.ofMinutes(2);

    private final RolloutJournal journal;
    private final AccountCopy account;
    private final String stack;
    private final String who;
    private final RolloutLock lock;
    private boolean bucket;
    private String unknown = "";
    private final String token = UUID.randomUUID().toString();
    private String line = UUID.randomUUID().toString();
    private long serial;
    private @Nullable String eTag;
    private @Nullable Holder holder;
    private byte[] written = {};
    private boolean lost;

    private Turn(RolloutJournal journal, AccountCopy account, String stack, String who, RolloutLock lock) {
        this.journal = journal;
        this.account = account;
        this.stack = stack;
        this.who = who;
        this.lock = lock;
    }

    /**
     * Keeps the other consoles of this home out, and takes over what the account has newer.
     *
     * @param who ARN of the caller
     * @throws SallyportException {@code SP-ROLLOUT-BUSY} while somebody else is at the stack
     */
    static Turn begin(RolloutJournal journal, AccountCopy account, String stack, String who)
            throws InterruptedException {
        RolloutLock lock = journal.lock(stack);
        Turn turn = new Turn(journal, account, stack, who, lock);
        boolean begun = false;
        try {
            turn.look();
            begun = true;
            return turn;
        } finally {
            if (!begun) {
                lock.close();
            }
        }
    }

    private void look() {
        AccountCopy.Read read;
        try {
            read = account.read(stack);
        } catch (SallyportException e) {
            if (!isDenied(e)) {
                throw e;
            }
            unknown = unknown(stack, e);
            return;
        }
        bucket = read.bucket();
        Shared shared = read.shared();
        if (shared == null) {
            return;
        }
        journal.requireLater(stack, shared);
        Holder other = shared.other(journal.mark(stack).tokens());
        if (other != null) {
            throw busy(stack, other, read.silence());
        }
        journal.adopt(stack, shared);
        // This home's may be the later one, where a process was killed before it could say so.
        line = shared.line();
        serial = shared.serial();
        eTag = read.eTag();
    }

    /** Whether that is a matter of permissions, also where a bucket belongs to somebody else. */
    static boolean isDenied(SallyportException e) {
        return e.code().equals("SP-DENIED");
    }

    /** What there is to say where the account's copy may not be read. */
    static String unknown(String stack, SallyportException why) {
        return "Whether others are at " + stack + ", or know more of it, could not be asked: " + why.message();
    }

    /** What there is to say where somebody else is at a stack. */
    static SallyportException busy(String stack, Holder holder, @Nullable Duration silence) {
        return SallyportException.refused(
                "SP-ROLLOUT-BUSY",
                "A rollout of " + stack + " is under way: " + words(holder, silence) + ".",
                "Wait for its end; if its process is dead, sallyport rollout unlock " + stack + " lets go of it.");
    }

    /** {@code arn:… by process 4 on host since 2026-11-30T13:00:00Z, last sign of life 3 minutes ago}. */
    static String words(Holder holder, @Nullable Duration silence) {
        Owner owner = holder.owner();
        return holder.who() + " by process " + owner.pid() + " on " + owner.host() + " since " + owner.since()
                + (silence == null ? "; its last sign of life could not be read" : ", last sign of life " + ago(silence));
    }

    private static String ago(Duration silence) {
        long minutes = silence.toMinutes();
        return (minutes == 0 ? silence.toSeconds() + " s" : minutes + (minutes == 1 ? " minute" : " minutes")) + " ago";
    }

    /** Why the account's copy could not be read; empty where it was. */
    String unknown() {
        return unknown;
    }

    /**
     * Tells the account who is at work; from here on it learns each step.
     *
     * @param makes whether to make the bucket that keeps it where there is none
     * @throws SallyportException {@code SP-ROLLOUT-TAKEN} where somebody else was first
     */
    void take(boolean makes) {
        if (!unknown.isEmpty() || (!bucket && !makes)) {
            return;
        }
        if (!bucket) {
            account.ensureBucket();
        }
        // First here: what a kill leaves in the account is this home's own then.
        journal.mark(stack, journal.mark(stack).beginning(token));
        holder = new Holder(token, who, Owner.here());
        boolean told = false;
        try {
            write();
            told = true;
        } finally {
            if (!told) {
                holder = null;
            }
        }
        journal.sharing(stack, this);
        Thread.ofVirtual().name("rollout-pulse").start(this::live);
    }

    /** Writes what this home knows by now. */
    synchronized void write() {
        if (lost) {
            throw AccountCopy.taken(stack);
        }
        written = Shared.of(line, serial + 1, holder, journal.known(stack), journal.find(stack).orElse(null))
                .bytes();
        put();
        serial++;
        journal.mark(stack, new Mark(line, serial, holder == null ? List.of() : List.of(holder.token())));
    }

    private void put() {
        try {
            eTag = account.write(stack, written, eTag);
        } catch (SallyportException e) {
            AccountCopy.Read now = account.read(stack);
            if (!isOurs(now)) {
                lost = true;
                throw e;
            }
            // A write that was interrupted had arrived.
            eTag = account.write(stack, written, now.eTag());
        }
    }

    private boolean isOurs(AccountCopy.Read now) {
        Holder at = now.shared() == null ? null : now.shared().holder();
        return at != null && at.token().equals(token);
    }

    private synchronized void live() {
        try {
            while (holder != null && !lost) {
                wait(PULSE.toMillis());
                beat();
            }
        } catch (InterruptedException nobodysDoing) {
            Thread.currentThread().interrupt();
        }
    }

    /** So that S3 tells when that was. */
    private synchronized void beat() {
        if (lost || holder == null) {
            return;
        }
        try {
            account.beat(stack, token);
        } catch (SdkException | SallyportException e) {
            // What comes next in the rollout meets the same, and says so.
            LOG.warn("No sign of life for the rollout of {}: {}", stack, AwsErrors.told(e).code());
        }
    }

    @Override
    public void close() {
        try {
            release();
        } catch (SdkException | SallyportException e) {
            // This home goes on all the same; others see when it was last heard of.
            LOG.warn("The account was not told that the rollout of {} ended: {}", stack, AwsErrors.told(e).code());
        } finally {
            journal.sharing(stack, null);
            lock.close();
        }
    }

    private synchronized void release() {
        if (holder == null || lost) {
            return;
        }
        holder = null;
        notifyAll();
        // What was destroyed stays as a line of its own: that nothing is there would not tell who gave back what.
        write();
        account.endBeat(stack);
    }
}
