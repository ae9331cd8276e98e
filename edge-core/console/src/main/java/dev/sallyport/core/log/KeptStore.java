package dev.sallyport.core.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A store that was kept, while it is in use.
 *
 * @param folder in which its database and what was unpacked for it lie
 * @param index tells what stands in it
 * @param lock is held
 */
record KeptStore(Path folder, StoreIndex index, KeptLock lock) implements AutoCloseable {
    /** Its database. */
    Path database() {
        return folder.resolve(KeptStores.DATABASE);
    }

    /** Where questions of this process may spill: those of others know nothing of them. */
    Path spill() {
        return folder.resolve(KeptStores.SPILL + ProcessHandle.current().pid());
    }

    /** Whether its database is whole and has the rows that the index tells of. */
    boolean isSound() throws IOException {
        try (LogDatabase data = new LogDatabase(database(), spill())) {
            for (LogKind kind : LogKind.values()) {
                long rows = index.rows().stream()
                        .filter(one -> one.kind() == kind)
                        .mapToLong(StoreIndex.Rows::rows)
                        .sum();
                if (data.count(kind, "true") != rows) {
                    return false;
                }
            }
            return Files.size(database()) == index.bytes();
        } catch (SQLException damaged) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
