package dev.sallyport.core.edgefunction;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the processes that wait for their next call, of all functions together, and ends on a timer those that are too
 * many or wait too long; a process that runs between calls is ended when it uses more of a processor than it may.
 */
final class Reaper {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(5);
    static final int IDLE_CHILDREN = Runtime.getRuntime().availableProcessors();

    /** Above its share, which {@link NodeChild#overdrawn} knows: at full use it lasts 40 seconds. */
    private static final Duration BURST = Duration.ofSeconds(30);

    private record Idle(NodeHost host, NodeChild child) {}

    /** The one that has just been used first. */
    private static final Deque<Idle> IDLE = new ArrayDeque<>();

    private static final Set<Idle> RUNNING = new HashSet<>();

    static {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("function-reaper").factory());
        var _ = timer.scheduleWithFixedDelay(
                () -> sweep(IDLE_CHILDREN, IDLE_LIMIT, BURST),
                PERIOD.toMillis(),
                PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private Reaper() {}

    /** Takes a frozen process over until the host asks for it again; the longest unused of too many is ended. */
    static synchronized void keep(NodeHost host, NodeChild child) {
        IDLE.addFirst(new Idle(host, child));
        while (IDLE.size() > IDLE_CHILDREN) {
            Idle last = IDLE.removeLast();
            last.host().drop(last.child());
        }
    }

    /** How many processes of a host wait for a call, as far as the timer has looked. */
    static synchronized long waiting(NodeHost host) {
        return IDLE.stream().filter(idle -> idle.host() == host).count();
    }

    /** Looks after a process that is never frozen, while it waits for a call: what a call takes is not counted. */
    static synchronized void watch(NodeHost host, NodeChild child) {
        child.countFromNow();
        RUNNING.add(new Idle(host, child));
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
        for (Idle next : RUNNING) {
            if (next.host() == host && next.child().alive()) {
                RUNNING.remove(next);
                next.child().count();
                return next.child();
            }
        }
        return null;
    }

    /** Forgets what belongs to a host that closes. */
    static synchronized void forget(NodeHost host) {
        IDLE.removeIf(idle -> idle.host() == host);
        RUNNING.removeIf(running -> running.host() == host);
    }

    /** Ends what is too many or too old, the longest unused first, and what runs on and has used {@code burst} too much. */
    static synchronized void sweep(int most, Duration longest, Duration burst) {
        List<Idle> ended = new ArrayList<>();
        while (!IDLE.isEmpty()
                && (IDLE.size() > most || IDLE.getLast().child().idle().compareTo(longest) > 0)) {
            ended.add(IDLE.removeLast());
        }
        IDLE.removeIf(idle -> !idle.child().alive() && ended.add(idle));
        RUNNING.removeIf(
                running -> (running.child().overdrawn(burst) || !running.child().alive()) && ended.add(running));
        ended.forEach(one -> one.host().drop(one.child()));
    }
}
