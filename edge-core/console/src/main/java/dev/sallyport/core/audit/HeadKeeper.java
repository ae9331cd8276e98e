package dev.sallyport.core.audit;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Anchor.Kept;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves an anchor on behind the ledger, without letting who writes an entry wait for it. */
final class HeadKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(HeadKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final ThreadPoolExecutor LATER = later();

    private final Anchor anchor;
    private final Predicate<Kept> ledger;
    private final Path alone;
    private final AtomicReference<@Nullable LedgerEntry> end = new AtomicReference<>();

    /**
     * Nothing is kept before the first entry.
     *
     * @param alone file whose lock keeps other processes from doing the same
     * @param ledger whether the ledger has such an entry
     */
    HeadKeeper(Anchor anchor, Path alone, Predicate<Kept> ledger) {
        this.anchor = anchor;
        this.alone = alone;
        this.ledger = ledger;
    }

    private static ThreadPoolExecutor later() {
        ThreadPoolExecutor later = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("ledger head").factory());
        later.allowCoreThreadTimeOut(true);
        return later;
    }

    void follow(LedgerEntry entry) {
        if (end.getAndSet(entry) == null) {
            LATER.execute(this::keep);
        }
    }

    /** Waits until nothing is left to keep, but not for long: a keyring that asks its owner may never answer. */
    static void settle() {
        CountDownLatch done = new CountDownLatch(1);
        LATER.execute(done::countDown);
        try {
            if (!done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("the ledger's head was not kept in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A head that the ledger no longer has stays in its place, so that a check finds it. */
    private void keep() {
        LedgerEntry entry = end.getAndSet(null);
        if (entry == null) {
            return;
        }
        try (FileChannel lock = FileChannel.open(
                        alone, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Home.privately(alone));
                FileLock held = lock.lock()) {
            // Two processes that both find nothing would leave two heads, of which a keyring names none.
            boolean behind = held.isValid()
                    && anchor.all().stream()
                            .allMatch(kept -> kept.sequence() < entry.sequence() && ledger.test(kept));
            if (behind) {
                anchor.keep(Kept.of(entry));
            }
        } catch (SallyportException | IOException e) {
            LOG.debug("the ledger's head is not kept: {}", e.getMessage());
        }
    }
}
