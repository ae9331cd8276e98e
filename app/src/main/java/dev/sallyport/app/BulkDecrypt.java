package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.BulkListener;
import dev.sallyport.core.decrypt.BulkOrder;
import dev.sallyport.core.decrypt.BulkResult;
import dev.sallyport.core.decrypt.BulkReveal;
import dev.sallyport.core.decrypt.CallRate;
import dev.sallyport.core.decrypt.Field;
import dev.sallyport.core.decrypt.RevealPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Opens a file of any size into another, and tells a person how far it is. */
final class BulkDecrypt implements BulkListener {
    /** Fields that stayed closed and are told one by one; the answer in JSON has all of them. */
    private static final int TOLD = 200;

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    /** How long the process waits for the work to note how far it is, once it is told to end. */
    private static final Duration CLOSING = Duration.ofSeconds(20);

    private final Sallyport root;
    private final BulkOrder order;
    private int seconds;
    private long told;

    BulkDecrypt(Sallyport root, BulkOrder order) {
        this.root = root;
        this.order = order;
    }

    /** Opens it, at most at that rate of calls of KMS. */
    BulkResult run(Session session, int callsPerSecond) {
        Ledger ledger = new Ledger(root.home(), Clock.systemUTC());
        BulkReveal reveal = new BulkReveal(
                session.clients(), ledger, () -> RevealPolicy.of(root.home()), new CallRate(callsPerSecond));
        CountDownLatch ended = new CountDownLatch(1);
        Thread working = Thread.currentThread();
        Thread ending = new Thread(() -> {
            if (ended.getCount() == 0) {
                return;
            }
            working.interrupt();
            try {
                ended.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            return print(reveal.run(order, this));
        } catch (SallyportException e) {
            if (e.code().equals("SP-STOPPED") && !root.options.json) {
                // The process may be gone before anyone else says it.
                root.terminal.say(e.message() + " " + e.next());
            }
            throw e;
        } finally {
            ended.countDown();
        }
    }

    private BulkResult print(BulkResult result) {
        try {
            if (result.fields().isPresent()) {
                Path fields = result.fields().get();
                try (Stream<String> lines = Files.lines(fields)) {
                    root.terminal.json(
                            "{\"fields\":[",
                            lines.iterator(),
                            "],\"decrypted\":" + result.decrypted() + ",\"failed\":" + result.failed() + "}");
                } finally {
                    Files.delete(fields);
                }
                return result;
            }
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-OUT",
                            "The document is written; the list of its fields cannot be read again.",
                            "Look at " + order.out() + ".")
                    .causedBy(e);
        }
        if (told > TOLD) {
            root.terminal.say((told - TOLD) + " more are not told one by one; --json lists all.");
        }
        root.terminal.say(result.decrypted() + " opened, " + result.failed() + " not");
        if (result.throttled() > 0) {
            root.terminal.say(result.throttled() + " calls were throttled by KMS and made again.");
        }
        return result;
    }

    @Override
    public void said(String sentence) {
        root.terminal.say(sentence);
    }

    @Override
    public void field(Field field) {
        if (root.options.json || (field.reason().isEmpty() && field.note().isEmpty()) || ++told > TOLD) {
            return;
        }
        root.terminal.say(field.place() + ": "
                + (field.reason().isEmpty() ? field.note() : field.status().word() + ". " + field.reason()));
    }

    @Override
    public void progress(Progress progress) {
        if (!root.options.json && root.terminal.isInteractive() && seconds++ % BETWEEN.toSeconds() == 0) {
            root.terminal.say(line(progress));
        }
    }

    /** Such as {@code 41 %, 1,024 of 2,500 MB, 120,000 fields, 985 a second, 12 min left}. */
    static String line(Progress progress) {
        String left = progress.left().isZero() ? ""
                : progress.left().toMinutes() < 2 ? ", " + progress.left().toSeconds() + " s left"
                : progress.left().toHours() < 2 ? ", " + progress.left().toMinutes() + " min left"
                : ", " + progress.left().toHours() + " h left";
        return String.format(
                        Locale.ROOT,
                        "%d %%, %,d of %,d MB, %,d fields, %,.0f a second",
                        progress.size() == 0 ? 100 : 100 * progress.read() / progress.size(),
                        progress.read() / 1_000_000,
                        progress.size() / 1_000_000,
                        progress.fields(),
                        progress.perSecond())
                + left;
    }
}
