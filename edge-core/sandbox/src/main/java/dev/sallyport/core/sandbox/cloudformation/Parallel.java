package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.access.Call;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs one step per name, each as soon as those that it waits for have succeeded, independent ones at the same time on
 * virtual threads. After a failure nothing that waits for the failed one starts; with {@code stopAtFailure} nothing at all.
 */
final class Parallel {
    private record Done(String name, boolean ok, @Nullable Throwable thrown) {}

    private final Map<String, Set<String>> waiting = new LinkedHashMap<>();
    private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();
    private final Predicate<String> step;
    private final boolean stopAtFailure;
    private final Call call = Call.current();

    private Parallel(Map<String, Set<String>> needs, boolean stopAtFailure, Predicate<String> step) {
        needs.forEach((name, named) -> {
            Set<String> known = new HashSet<>(named);
            known.retainAll(needs.keySet());
            waiting.put(name, known);
        });
        this.stopAtFailure = stopAtFailure;
        this.step = step;
    }

    /**
     * Runs all steps and returns the names of those that failed, in the order in which they did.
     *
     * @param step true when it succeeded; what it throws stops everything and is thrown here
     */
    static Set<String> run(Map<String, Set<String>> needs, boolean stopAtFailure, Predicate<String> step) {
        return new Parallel(needs, stopAtFailure, step).run();
    }

    private Set<String> run() {
        Set<String> failed = new LinkedHashSet<>();
        Throwable thrown = null;
        int running = start(failed, null);
        while (running > 0) {
            Done next = take();
            running--;
            if (next.thrown() != null) {
                thrown = next.thrown();
            } else if (next.ok()) {
                waiting.values().forEach(names -> names.remove(next.name()));
            } else {
                failed.add(next.name());
            }
            running += start(failed, thrown);
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        return failed;
    }

    private int start(Set<String> failed, @Nullable Throwable thrown) {
        if (thrown != null || (stopAtFailure && !failed.isEmpty())) {
            return 0;
        }
        Set<String> ready = new LinkedHashSet<>();
        waiting.forEach((name, names) -> {
            if (names.isEmpty()) {
                ready.add(name);
            }
        });
        ready.forEach(waiting::remove);
        ready.forEach(name -> Thread.ofVirtual().name("cloudformation-" + name).start(() -> work(name)));
        return ready.size();
    }

    private void work(String name) {
        boolean ok = false;
        Throwable thrown = null;
        try {
            ok = call.answer(() -> step.test(name));
        } catch (RuntimeException | Error e) {
            thrown = e;
        } finally {
            done.add(new Done(name, ok, thrown));
        }
    }

    private Done take() {
        try {
            return done.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}
