package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Opens a file of any size into another: as {@link Decrypter} does a document, but a piece at a time, so that memory is
 * bounded. The ledger has it before the first piece is opened, and how it ended. The new file appears when it is whole; what
 * there is of it until then is kept, also by a process that is killed, and the same order goes on from there.
 */
public final class BulkReveal {
    private final AwsClients aws;
    private final Ledger ledger;
    private final Supplier<RevealPolicy> policy;
    private final CallRate rate;
    private final Pieces.Sizes sizes;
    private final Duration keeping;

    /** With the session's clients and the home's ledger, under a policy, at most at that rate of calls of KMS. */
    public BulkReveal(AwsClients aws, Ledger ledger, Supplier<RevealPolicy> policy, CallRate rate) {
        this(aws, ledger, policy, rate, Pieces.Sizes.USUAL, Duration.ofSeconds(1));
    }

    /** The same in other pieces; {@code keeping} is how long a run may go on without noting how far it is. */
    BulkReveal(
            AwsClients aws,
            Ledger ledger,
            Supplier<RevealPolicy> policy,
            CallRate rate,
            Pieces.Sizes sizes,
            Duration keeping) {
        this.aws = aws;
        this.ledger = ledger;
        this.policy = policy;
        this.rate = rate;
        this.sizes = sizes;
        this.keeping = keeping;
    }

    /**
     * Opens it, or goes on where the same order was left.
     *
     * @throws SallyportException {@code SP-REASON} without a reason that will do; {@code SP-LEDGER} when the ledger cannot be
     *     written; {@code SP-OUT} where the new file cannot be, or others can read what is there; {@code SP-FILE} where the
     *     source cannot be read, or changes meanwhile; {@code SP-STOPPED} when the thread is interrupted
     */
    public BulkResult run(BulkOrder order, BulkListener listener) {
        policy.get().require(order.reveal().reason());
        OutFile.require(order.out());
        ledger.requireWritable();
        if (!Files.isRegularFile(order.source()) || !Files.isReadable(order.source())) {
            throw unreadable(order);
        }
        // Files are closed by an interrupt, so that the work has a thread that nobody interrupts.
        try (BulkRun run = new BulkRun(order, new KeyOpener(aws, rate), sizes, keeping, listener)) {
            CompletableFuture<BulkResult> work = new CompletableFuture<>();
            Thread.ofPlatform().name("opening").daemon().start(() -> {
                try {
                    work.complete(open(order, run, listener));
                } catch (RuntimeException | Error e) {
                    work.completeExceptionally(e);
                }
            });
            return result(work, run);
        }
    }

    private static BulkResult result(CompletableFuture<BulkResult> work, BulkRun run) {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                    run.stop();
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SallyportException told ? told : new CompletionException(e.getCause());
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private BulkResult open(BulkOrder order, BulkRun run, BulkListener listener) {
        try (BulkDraft draft = draft(order)) {
            String source = order.sourceNow();
            Optional<BulkJournal> left = left(draft, order, source, listener);
            BulkJournal from = left.isPresent() ? left.get() : run.begin(source);
            record(order, left.isPresent() ? "resumed" : "begun", from);
            draft.goOn(from);
            BulkJournal end;
            try {
                end = run.go(draft, from);
            } catch (BulkRun.Stopped e) {
                record(order, "stopped", run.reached());
                throw SallyportException.unavailable(
                                "SP-STOPPED",
                                "Decrypting was stopped at byte " + run.reached().read() + ".",
                                "Start it again with the same options, and it goes on from there.")
                        .causedBy(e);
            } catch (IOException | SallyportException e) {
                record(order, "broken off", run.reached());
                throw e;
            }
            if (!source.equals(order.sourceNow())) {
                record(order, "dropped, since the source changed meanwhile", end);
                draft.discard();
                throw SallyportException.badInput(
                        "SP-FILE", order.source() + " changed while it was read.", "Decrypt it again once it rests.");
            }
            record(order, end.decrypted() == 0 ? "nothing revealed" : "revealed", end);
            return new BulkResult(
                    end.decrypted(), end.fields() - end.decrypted(), end.natives(), rate.throttledCalls(), finish(draft, order));
        } catch (IOException e) {
            throw unreadable(order).causedBy(e);
        }
    }

    private static BulkDraft draft(BulkOrder order) {
        try {
            return BulkDraft.open(order.out(), order.isListed());
        } catch (IOException e) {
            throw OutFile.unwritable(order.out(), e);
        }
    }

    private static Optional<Path> finish(BulkDraft draft, BulkOrder order) {
        try {
            return draft.finish();
        } catch (IOException e) {
            throw OutFile.unwritable(order.out(), e);
        }
    }

    private static Optional<BulkJournal> left(BulkDraft draft, BulkOrder order, String source, BulkListener listener)
            throws IOException {
        Optional<BulkJournal> left = draft.left();
        if (left.isEmpty()) {
            return left;
        }
        if (!left.get().source().equals(source)) {
            listener.said("What was left of the run before is of no use: the source changed since. It begins anew.");
            return Optional.empty();
        }
        if (!left.get().keys().equals(order.keys())) {
            listener.said("What was left of the run before is of no use: it had other keys or options. It begins anew.");
            return Optional.empty();
        }
        listener.said("Goes on from byte " + left.get().read() + ", where the run before was left with "
                + left.get().fields() + " fields.");
        return left;
    }

    private void record(BulkOrder order, String outcome, BulkJournal at) {
        Map<String, String> details = new TreeMap<>();
        at.counts().forEach((status, count) -> details.put(status, count.toString()));
        details.put("bytes", Long.toString(order.source().toFile().length()));
        details.put("read", Long.toString(at.read()));
        details.put("out", order.out().toAbsolutePath().normalize().toString());
        if (at.fields() > 0) {
            details.put("keys", Decrypter.joined(at.tried(), at.tried().size()));
            details.put("revealed", Decrypter.joined(at.places(), at.decrypted()));
        }
        if (!at.openers().isEmpty()) {
            details.put("openedWith", Decrypter.joined(at.openers(), at.openers().size()));
        }
        Reveal reveal = order.reveal();
        Decrypter.record(
                ledger,
                new Deed(reveal.who(), reveal.account(), "decrypt", reveal.subject(), reveal.reason(), outcome, details));
    }

    private static SallyportException unreadable(BulkOrder order) {
        return SallyportException.badInput(
                "SP-FILE", "Cannot read " + order.source() + ".", "Check the file's name and rights.");
    }
}
