package dev.sallyport.core.sandbox.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sallyport.core.sandbox.http.Connection.Phase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The connections to every listener of this process, which have a bound together beside that of each listener. */
final class Connections {
    /** Of one listener. */
    private static final int OF_ONE = 512;

    /** Of all: the ledger, the log store and what is written need descriptors too. */
    static final int OF_ALL = ofAll();

    /** Whoever has not read an answer for as long makes room for another. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Set<Connection> OPEN = ConcurrentHashMap.newKeySet();

    private Connections() {}

    private static int ofAll() {
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 16_384;
        return Math.clamp(files / 4, 64, 4 * OF_ONE);
    }

    /**
     * Adds one, for which the slowest makes room where there are too many: of the same listener, else of all.
     *
     * @param same the connections of its listener
     */
    static void add(Connection connection, Collection<Connection> same) {
        if (same.size() >= OF_ONE) {
            endSlowest(same);
        }
        if (OPEN.size() >= OF_ALL) {
            endSlowest(OPEN);
        }
        same.add(connection);
        OPEN.add(connection);
    }

    /** How many there are. */
    static int open() {
        return OPEN.size();
    }

    /** How many have an answer that is not read to its end. */
    static long writing() {
        return OPEN.stream().filter(each -> each.phase() == Phase.WRITING).count();
    }

    static void remove(Connection connection, Collection<Connection> same) {
        same.remove(connection);
        OPEN.remove(connection);
    }

    /** Where the system gives no further connection, that of all which keeps us waiting longest goes. */
    static void makeRoom() {
        endSlowest(OPEN);
    }

    /** Whoever keeps us waiting longest goes: who sends nothing first, then who reads nothing, else the longest answered. */
    private static void endSlowest(Collection<Connection> some) {
        endFirst(some.stream(), Comparator.comparing(Connection::phase));
    }

    /** The one that has been reading its answer for longest goes, unless all have only begun. */
    static void endSlowestReader() {
        long now = System.nanoTime();
        endFirst(
                OPEN.stream()
                        .filter(each -> each.phase() == Phase.WRITING && now - each.since() > PATIENCE.toNanos()),
                Comparator.comparing(Connection::phase));
    }

    private static void endFirst(Stream<Connection> some, Comparator<Connection> order) {
        long now = System.nanoTime();
        some.max(order.thenComparingLong(each -> now - each.since())).ifPresent(slowest -> {
            OPEN.remove(slowest);
            slowest.close();
        });
    }
}
