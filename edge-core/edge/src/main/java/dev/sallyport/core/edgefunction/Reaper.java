package dev.sallyport.core.edgefunction;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the processes that wait for their next call, of all functions together, and ends on a timer those that are too
 * many or wait too long; a process that runs between calls is ended when it keeps a processor busy.
 */
final class Reaper {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(5);
    private static final int IDLE_CHILDREN = Runtime.getRuntime().availableProcessors();

    /** Twelve periods, a minute. */
    private static final int BUSY_PERIODS = 12;

    private record Idle(NodeHost host, NodeChild child) {}

    /** What a process that runs between calls had used at the last look, and how often in a row it was too much. */
    private record Used(Duration processor, int busyPeriods) {}

    /** The one that has just been used first. */
    private static final Deque<Idle> IDLE = new ArrayDeque<>();

    private static final Map<Idle, Used> RUNNING = new HashMap<>();

    static {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("function-reaper").factory());
        var _ = timer.scheduleWithFixedDelay(
                () -> sweep(IDLE_CHILDREN, IDLE_LIMIT), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Reaper() {}

    /** Takes a frozen process over until the host asks for it again. */
    static synchronized void keep(NodeHost host, NodeChild child) {
        IDLE.addFirst(new Idle(host, child));
    }

    /** Looks after a process that is never frozen, while it waits for a call. */
    static synchronized void watch(NodeHost host, NodeChild child) {
        RUNNING.put(new Idle(host, child), new Used(child.processor(), 0));
    }

    /** The process of the host that was used last, or null when none waits. */
    static synchronized @Nullable NodeChild take(NodeHost host) {
        Iterator<Idle> all = IDLE.iterator();
        while (all.hasNext()) {
            Idle next = all.next();
            if (next.host() == host) {
                all.remove();
                if (next.child().alive()) {
                    return next.child();
                }
                host.drop(next.child());
            }
        }
        for (Idle next : RUNNING.keySet()) {
            if (next.host() == host && next.child().alive()) {
                RUNNING.remove(next);
                return next.child();
            }
        }
        return null;
    }

    /** Forgets what belongs to a host that closes. */
    static synchronized void forget(NodeHost host) {
        IDLE.removeIf(idle -> idle.host() == host);
        RUNNING.keySet().removeIf(running -> running.host() == host);
    }

    /** Ends what is too many or too old, the longest unused first. */
    static synchronized void sweep(int most, Duration longest) {
        List<Idle> ended = new ArrayList<>();
        while (!IDLE.isEmpty()
                && (IDLE.size() > most || IDLE.getLast().child().idle().compareTo(longest) > 0)) {
            ended.add(IDLE.removeLast());
        }
        IDLE.removeIf(idle -> !idle.child().alive() && ended.add(idle));
        RUNNING.replaceAll((running, used) -> {
            Duration now = running.child().processor();
            boolean busy = now.minus(used.processor()).compareTo(PERIOD.dividedBy(2)) > 0;
            return new Used(now, busy ? used.busyPeriods() + 1 : 0);
        });
        RUNNING.forEach((running, used) -> {
            if (used.busyPeriods() >= BUSY_PERIODS || !running.child().alive()) {
                ended.add(running);
            }
        });
        ended.forEach(one -> one.host().drop(one.child()));
        ended.forEach(RUNNING::remove);
    }
}
