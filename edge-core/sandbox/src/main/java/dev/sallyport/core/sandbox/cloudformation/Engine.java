package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs stacks' operations in the background, each on a virtual thread, as the caller who started it. */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final StackStore store;
    private final ResourceTypes types;
    private final Deployment deployment;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    Engine(StackStore store, ResourceTypes types, OutsideValues outside) {
        this.store = store;
        this.types = types;
        this.deployment = new Deployment(store, types, outside);
    }

    /** Takes up every operation that was cut short when the sandbox last ended. */
    void resume() {
        for (StoredStack stack : store.all()) {
            if (stack.underWay()) {
                store.event(stack);
                start(stack);
            }
        }
    }

    boolean isWorking() {
        return !running.isEmpty();
    }

    void start(StoredStack stack) {
        Call call = new Call(stack.operation().caller(), stack.region(), UUID.randomUUID().toString());
        Thread thread = Thread.ofVirtual().name("cloudformation-" + stack.name()).unstarted(() -> run(stack, call));
        running.add(thread);
        thread.start();
    }

    private void run(StoredStack stack, Call call) {
        try {
            call.answer(() -> {
                deployment.run(stack);
                return stack;
            });
        } catch (CancellationException e) {
            LOG.debug("the operation on {} goes on when the sandbox is opened again", stack.name());
        } catch (RuntimeException e) {
            LOG.error("the operation on {} broke off; it goes on when the sandbox is opened again", stack.name(), e);
        } finally {
            running.remove(Thread.currentThread());
        }
    }

    /**
     * Stops writing and waits until nothing runs any more; what was under way is resumed at the next start. No thread is
     * interrupted: an interruption in the middle of a write closes the file under all of them.
     */
    void close() {
        store.close();
        types.close();
        for (Thread thread : running) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
