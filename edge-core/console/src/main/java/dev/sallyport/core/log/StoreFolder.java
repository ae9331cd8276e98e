package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.LockedFolder;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The private folder of a store below the home, which lives as long as it. Where it cannot be made the home is at fault. */
final class StoreFolder implements AutoCloseable {
    private final LockedFolder folder;

    private StoreFolder(LockedFolder folder) {
        this.folder = folder;
    }

    static StoreFolder create(Home home) {
        Path parent = home.folder("logs");
        try {
            return new StoreFolder(LockedFolder.create(parent, "store-"));
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-HOME",
                            "Cannot write " + parent + ": " + e.getMessage(),
                            "Choose another folder with --home, or make this one writable.")
                    .causedBy(e);
        }
    }

    Path file(String name) {
        return folder.path().resolve(name);
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
