package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.sandbox.cloudformation.resource.FailedCreation;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceException;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceHandler;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.resource.Wanted;
import dev.sallyport.core.sandbox.cloudformation.template.Template.ResourceDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.TemplateException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Creates, updates, restores and removes one resource of a stack. Each method may run again after a kill anywhere inside
 * it: what it has done is read from the store, what it may have done at the service is looked for there.
 */
final class ResourceStep {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int SUFFIX_LENGTH = 12;
    private static final String REPLACING =
            "Requested update requires the creation of a new physical resource; hence creating one.";
    private static final RandomGenerator RANDOM = new SecureRandom();

    private final StackStore store;
    private final ResourceTypes types;
    private final Patience patience;
    private final OutsideValues outside;
    private final Map<String, ReentrantLock> creating = new ConcurrentHashMap<>();

    ResourceStep(StackStore store, ResourceTypes types, Patience patience, OutsideValues outside) {
        this.store = store;
        this.types = types;
        this.patience = patience;
        this.outside = outside;
    }

    /** Brings the resource to what {@code desired} says; false when that failed, which is recorded. */
    boolean forward(StoredStack stack, Desired desired, String logicalId, BooleanSupplier cancelled) {
        StoredResource now = store.resource(stack, logicalId).orElse(null);
        boolean mine = now != null && now.operation().equals(stack.operation().token());
        if (now != null && mine && now.complete()) {
            return true;
        }
        StoredResource begun = now;
        if (begun == null || !mine || !begun.status().endsWith("_IN_PROGRESS")) {
            try {
                begun = begin(stack, desired, logicalId, now);
            } catch (TemplateException e) {
                return refuse(stack, desired, logicalId, now, e);
            }
        }
        if (begun.complete()) {
            return true;
        }
        StoredResource going = begun;
        String verb = going.status().substring(0, going.status().indexOf('_'));
        return attempt(stack, logicalId, verb + "_FAILED", () -> {
            if (going.creating()) {
                create(stack, going, verb, cancelled);
            } else {
                StoredResource stable = going.stable() == null ? going : going.stable();
                apply(stack, going, stable.values(), cancelled);
            }
        });
    }

    private StoredResource begin(StoredStack stack, Desired desired, String logicalId, @Nullable StoredResource now) {
        ResourceDeclaration declaration = desired.resources().get(logicalId);
        if (declaration == null) {
            throw new IllegalStateException(logicalId);
        }
        Set<String> needs = desired.needs(logicalId);
        ObjectNode properties = desired.properties(logicalId);
        if (now == null || !now.made() || now.creating() || !now.type().equals(declaration.type())) {
            return beginCreation(stack, declaration, properties, needs, now);
        }
        StoredResource standing = now.status().equals("UPDATE_FAILED") ? backToStable(stack, now) : now;
        if (standing.properties().equals(properties)) {
            StoredResource declared = standing.declared(declaration, needs);
            if (!declared.equals(now)) {
                store.save(stack, declared);
            }
            return declared;
        }
        if (types.mustReplace(declaration.type(), standing.properties(), properties)) {
            return beginCreation(stack, declaration, properties, needs, standing);
        }
        StoredResource fallback = standing.uncommitted() ? standing.stable() : standing;
        return store.become(
                stack,
                standing.declared(declaration, needs)
                        .changing(
                                properties,
                                outside.references(declaration.type(), properties),
                                stack.operation().token(),
                                fallback),
                "UPDATE_IN_PROGRESS",
                null);
    }

    private StoredResource beginCreation(
            StoredStack stack,
            ResourceDeclaration declaration,
            ObjectNode properties,
            Set<String> needs,
            @Nullable StoredResource now) {
        StoredResource stable = now == null ? null : now.uncommitted() ? now.stable() : now.made() ? now : null;
        if (now != null && now.made() && now.uncommitted()) {
            // An update made it, failed and was not rolled back: nothing but this remembers it.
            store.leave(stack, now);
        }
        StoredResource wanted = StoredResource.wanted(
                declaration,
                properties,
                outside.references(declaration.type(), properties),
                needs,
                suffix(),
                stack.operation().token(),
                stable,
                store.now());
        return stable == null
                ? store.become(stack, wanted, "CREATE_IN_PROGRESS", null)
                : store.become(stack, wanted, "UPDATE_IN_PROGRESS", REPLACING);
    }

    private StoredResource backToStable(StoredStack stack, StoredResource failed) {
        StoredResource stable = failed.stable();
        if (stable == null || !stable.physicalId().equals(failed.physicalId())) {
            return failed;
        }
        types.handler(failed.type()).apply(stable.wanted(stack), failed.physicalId(), failed.values());
        StoredResource back = stable.withStatus("UPDATE_COMPLETE", null, store.now());
        store.save(stack, back);
        return back;
    }

    private void create(StoredStack stack, StoredResource begun, String verb, BooleanSupplier cancelled) {
        ResourceHandler handler = types.handler(begun.type());
        types.check(begun.type(), begun.logicalId(), begun.properties());
        Wanted wanted = begun.wanted(stack);
        StoredResource now = begun;
        if (now.physicalId().isEmpty()) {
            now = made(stack, now, handler, wanted);
            now = store.become(stack, now, verb + "_IN_PROGRESS", "Resource creation Initiated");
        }
        String id = now.physicalId();
        patience.until(() -> handler.settled(id, wanted.properties()), cancelled);
        handler.apply(wanted, id, null);
        finish(stack, now, cancelled);
    }

    private StoredResource made(StoredStack stack, StoredResource begun, ResourceHandler handler, Wanted wanted) {
        // One creation of a type at a time: what a resumed one finds made is then never another's.
        ReentrantLock lock = handler.createsAlone()
                ? creating.computeIfAbsent(begun.type(), type -> new ReentrantLock())
                : new ReentrantLock();
        lock.lock();
        try {
            StoredResource made = begun.withPhysicalId(make(stack, begun, handler, wanted));
            store.save(stack, made);
            return made;
        } catch (FailedCreation e) {
            store.save(stack, begun.withPhysicalId(e.physicalId()));
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the resource, or finds what a creation that was cut short has made. */
    private String make(StoredStack stack, StoredResource begun, ResourceHandler handler, Wanted wanted) {
        Set<String> before = begun.existing();
        if (before == null) {
            store.save(stack, begun.withExisting(handler.existing(wanted)));
            return handler.create(wanted);
        }
        Set<String> made = new TreeSet<>(handler.existing(wanted));
        made.removeAll(before);
        made.removeAll(store.physicalIds(begun.type()));
        return made.isEmpty() ? handler.create(wanted) : made.iterator().next();
    }

    private void apply(StoredStack stack, StoredResource now, ObjectNode before, BooleanSupplier cancelled) {
        ResourceHandler handler = types.handler(now.type());
        types.check(now.type(), now.logicalId(), now.properties());
        String id = handler.update(now.wanted(stack), now.physicalId(), before);
        StoredResource changed = now;
        if (!id.equals(now.physicalId())) {
            // What it was before the update goes in the clean-up, or comes back with the rollback.
            changed = now.withPhysicalId(id);
            store.save(stack, changed);
        }
        finish(stack, changed, cancelled);
    }

    private void finish(StoredStack stack, StoredResource now, BooleanSupplier cancelled) {
        ResourceHandler handler = types.handler(now.type());
        patience.until(() -> handler.settled(now.physicalId(), now.values()), cancelled);
        StoredResource finished = now.finished(handler.attributes(now.wanted(stack), now.physicalId()));
        store.become(stack, finished, now.status().replace("_IN_PROGRESS", "_COMPLETE"), null);
    }

    /** Takes back what a failed update did to the resource; what it made anew is left to the clean-up. */
    boolean restore(StoredStack stack, StoredResource now) {
        StoredResource stable = now.stable();
        if (stable == null || !stable.physicalId().equals(now.physicalId())) {
            if (now.made()) {
                store.leave(stack, now.committed());
            }
            if (stable == null) {
                store.remove(stack, now);
            } else {
                store.become(stack, stable, "UPDATE_COMPLETE", null);
            }
            return true;
        }
        StoredResource back = store.become(stack, now, "UPDATE_IN_PROGRESS", null);
        return attempt(stack, now.logicalId(), "UPDATE_FAILED", () -> {
            ResourceHandler handler = types.handler(now.type());
            handler.apply(stable.wanted(stack), back.physicalId(), back.values());
            patience.until(() -> handler.settled(back.physicalId(), stable.values()), () -> false);
            ObjectNode attributes = handler.attributes(stable.wanted(stack), back.physicalId());
            store.become(stack, stable.finished(attributes), "UPDATE_COMPLETE", null);
        });
    }

    /** Removes a resource; false when that failed, which {@code kept} is told. */
    boolean remove(StoredStack stack, StoredResource resource, Kept kept) {
        StoredResource now = resource.withStatus("DELETE_IN_PROGRESS", null, store.now());
        store.event(stack, now);
        kept.keep(now);
        String failure = failure(stack, () -> {
            if (resource.made()) {
                ResourceHandler handler = types.handler(resource.type());
                patience.until(() -> handler.delete(resource.wanted(stack), resource.physicalId()), () -> false);
            }
        });
        StoredResource then = now.withStatus(
                failure == null ? "DELETE_COMPLETE" : "DELETE_FAILED", failure, store.now());
        store.event(stack, then);
        kept.keep(then);
        return failure == null;
    }

    /** Where the state of a resource that is being removed is written. */
    interface Kept {
        void keep(StoredResource resource);
    }

    private boolean refuse(
            StoredStack stack, Desired desired, String logicalId, @Nullable StoredResource now, TemplateException why) {
        ResourceDeclaration declaration = desired.resources().get(logicalId);
        if (now == null && declaration != null) {
            StoredResource never = StoredResource.wanted(
                    declaration,
                    JsonNodeFactory.instance.objectNode(),
                    Map.of(),
                    Set.of(),
                    suffix(),
                    stack.operation().token(),
                    null,
                    store.now());
            store.become(stack, never, "CREATE_FAILED", why.message());
        } else if (now != null) {
            StoredResource fallback = now.uncommitted() ? now.stable() : now;
            StoredResource failed = now.changing(now.properties(), now.references(), stack.operation().token(), fallback);
            store.become(stack, failed, "UPDATE_FAILED", why.message());
        }
        return false;
    }

    private boolean attempt(StoredStack stack, String logicalId, String failed, Runnable work) {
        String failure = failure(stack, work);
        if (failure != null) {
            StoredResource now = store.resource(stack, logicalId).orElseThrow();
            store.become(stack, now, failed, failure);
        }
        return failure == null;
    }

    /** Runs {@code work}; why it failed, or null. A service that breaks fails the resource, not the engine; a disk without room does. */
    private @Nullable String failure(StoredStack stack, Runnable work) {
        try {
            work.run();
            return null;
        } catch (CancellationException | SallyportException e) {
            throw e;
        } catch (ResourceException e) {
            return e.getMessage();
        } catch (AwsServiceException e) {
            return Reasons.of(e, stack.operation().token());
        } catch (UnsupportedOperationException e) {
            return "The sandbox does not carry an operation that this resource needs: " + Reasons.place(e);
        } catch (RuntimeException e) {
            return "Internal failure: " + e;
        }
    }

    private static String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return suffix.toString();
    }
}
