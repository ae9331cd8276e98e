package dev.sallyport.core;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens DuckDB. Its driver copies its library, 70 MB, into the temporary folder that the process was started with, and
 * removes it at a clean end only.
 */
public final class DuckDb {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDb.class);

    /** How the driver names the copy. */
    public static final String LIBRARY = "libduckdb_java\\d+\\.so";

    /** Has an effect only when it is set after the database was opened (2.0.0), and so does not go with a lock before. */
    private static final String DISK = "max_temp_directory_size";

    private static final String LOCK = "lock_configuration";

    private static final Path MAPS = Path.of("/proc/self/maps");

    /** Loads the library once. */
    private static final class Loaded {
        static {
            try {
                Class.forName("org.duckdb.DuckDBNative");
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
            removeCopy(MAPS);
        }

        private Loaded() {}

        static void now() {
            // The work is done when the class is there.
        }
    }

    private DuckDb() {}

    /**
     * Opens a database, which takes at most a quarter of the machine's memory, or 1 GB on a small machine, where {@code
     * settings} have no {@code memory_limit}.
     *
     * @param file the database's file, or nothing for one in memory
     * @throws SQLException if the library cannot be loaded, or the database cannot be opened
     */
    public static Connection connect(String file, Properties settings) throws SQLException {
        try {
            Loaded.now();
        } catch (LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new SQLException("The library of DuckDB cannot be loaded: " + cause.getMessage(), e);
        }
        Properties atOnce = new Properties();
        atOnce.putAll(settings);
        atOnce.putIfAbsent(
                "memory_limit",
                memoryLimit(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize()));
        Object disk = atOnce.remove(DISK);
        Object lock = atOnce.remove(LOCK);
        Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, atOnce);
        try (Statement statement = connection.createStatement()) {
            if (disk != null) {
                statement.execute("SET %s = '%s'".formatted(DISK, disk));
            }
            if (lock != null) {
                statement.execute("SET %s = %s".formatted(LOCK, lock));
            }
        } catch (SQLException e) {
            if (!isLocked(e)) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    /**
     * A quarter of a machine's memory, but not less than the smaller of 1 GB and four fifths of it.
     *
     * @param machine its memory in bytes
     */
    static String memoryLimit(long machine) {
        long least = Math.min(1_000_000_000, machine / 5 * 4);
        return machine / 4 >= least ? "25%" : least / 1_000_000 + "MB";
    }

    /** What this process has open already has its settings, which are of the same kind. */
    private static boolean isLocked(SQLException refused) {
        return String.valueOf(refused.getMessage()).contains("configuration has been locked");
    }

    /** On Linux a process needs no name for a file that it has mapped. Only this process's own copy is in its maps. */
    static void removeCopy(Path maps) {
        if (!Files.exists(maps)) {
            return;
        }
        try {
            // Other files that are mapped may have names in any encoding, and no path.
            for (String line : Files.readAllLines(maps, StandardCharsets.ISO_8859_1)) {
                if (line.indexOf('/') > 0
                        && line.substring(line.lastIndexOf('/') + 1).matches(LIBRARY)) {
                    byte[] mapped = line.substring(line.indexOf('/')).getBytes(StandardCharsets.ISO_8859_1);
                    Files.deleteIfExists(Path.of(new String(mapped, StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the copy of DuckDB's library stays: {}", e.getMessage());
        }
    }
}
