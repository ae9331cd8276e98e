package dev.sallyport.core.audit;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Anchor.Kept;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves an anchor on behind the ledger, without letting who writes an entry wait for it. */
final class HeadKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(HeadKeeper.class);
    private static final ExecutorService LATER = later();

    private final Anchor anchor;
    private final Predicate<Kept> held;
    private final AtomicReference<@Nullable LedgerEntry> end = new AtomicReference<>();

    /** @param held whether the ledger has such an entry */
    HeadKeeper(Anchor anchor, Predicate<Kept> held) {
        this.anchor = anchor;
        this.held = held;
    }

    private static ExecutorService later() {
        ExecutorService later = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("ledger head").factory());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            later.shutdown();
            try {
                if (!later.awaitTermination(3, TimeUnit.SECONDS)) {
                    LOG.debug("the ledger's head was not kept in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return later;
    }

    void follow(LedgerEntry entry) {
        if (end.getAndSet(entry) == null) {
            LATER.execute(this::keep);
        }
    }

    /** A head that the ledger no longer has stays in its place, so that a check finds it. */
    private void keep() {
        LedgerEntry entry = end.getAndSet(null);
        if (entry == null) {
            return;
        }
        try {
            boolean behind = anchor.last()
                    .map(kept -> kept.sequence() < entry.sequence() && held.test(kept))
                    .orElse(true);
            if (behind) {
                anchor.keep(Kept.of(entry));
            }
        } catch (SallyportException e) {
            LOG.debug("the ledger's head is not kept: {}", e.message());
        }
    }
}
