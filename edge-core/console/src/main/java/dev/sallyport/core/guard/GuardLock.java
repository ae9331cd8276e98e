package dev.sallyport.core.guard;

import dev.sallyport.core.FileGate;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.pace.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One at a time at the guards of a distribution, over all consoles that share a home. The operating system lets go of it
 * when the process ends, however that ends.
 */
final class GuardLock implements AutoCloseable {
    private static final int ATTEMPTS = 40;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private final Path file;
    private final FileGate gate;

    private GuardLock(Path file, FileGate gate) {
        this.file = file;
        this.gate = gate;
    }

    /** @throws SallyportException {@code SP-GUARD-BUSY} while somebody holds it for longer than a step takes */
    static GuardLock acquire(Path file, String distribution) throws InterruptedException {
        Pace pace = Pace.between(FIRST_PAUSE, LONGEST_PAUSE);
        // Who hands something over holds it for a moment.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Optional<FileGate> gate = FileGate.enter(file);
                if (gate.isPresent()) {
                    return new GuardLock(file, gate.get());
                }
            } catch (IOException e) {
                throw unusable(file, e);
            }
            pace.rest();
        }
        throw SallyportException.refused(
                "SP-GUARD-BUSY",
                "Another process or window is at the guard of " + distribution + ".",
                "Wait for its end, then try again.");
    }

    private static SallyportException unusable(Path file, IOException cause) {
        return SallyportException.unavailable(
                        "SP-GUARD-JOURNAL",
                        "The lock " + file + " of the guard cannot be taken.",
                        "Check the rights of the file and whether its file system knows locks.")
                .causedBy(cause);
    }

    @Override
    public void close() {
        try {
            gate.close();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }
}
