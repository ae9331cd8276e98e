package dev.sallyport.core.rollout;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process that carries a rollout, or carried it last.
 *
 * @param pid process id
 * @param host name of its machine, so that a folder shared between machines misleads nobody
 * @param since when it took the rollout up
 */
public record Owner(long pid, String host, Instant since) {
    private static final String HERE = hostName();

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    static Owner here() {
        return new Owner(ProcessHandle.current().pid(), HERE, Instant.now());
    }

    /**
     * Whether the process is certainly gone. One on another machine is not; one of the same number that started later
     * is another process.
     */
    boolean isGone() {
        if (!host.equals(HERE)) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isEmpty() || startedAfter(process.get().info().startInstant().orElse(null));
    }

    private boolean startedAfter(@Nullable Instant start) {
        // The clock of processes has a resolution of 10 ms, and is derived from the time of boot.
        return start != null && start.isAfter(since.plusSeconds(2));
    }
}
