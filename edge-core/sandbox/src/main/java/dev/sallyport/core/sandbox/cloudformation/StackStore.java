package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The durable side of the engine. An event is written before the status that it tells of, so that whoever sees the end of
 * an operation finds its whole story; a step that is repeated after a kill does not tell it twice.
 */
final class StackStore {
    private final Shelf<StoredStack> stacks;
    private final Shelf<StoredResource> resources;
    private final Shelf<StoredResource> leftovers;
    private final Shelf<StoredEvent> events;
    private final Shelf<StoredChangeSet> changeSets;
    private final Clock clock;
    private final Map<String, Told> told = new HashMap<>();
    private volatile boolean closed;

    StackStore(SandboxState state, Clock clock) {
        stacks = state.shelf("cloudformation/stacks", StoredStack.class);
        resources = state.shelf("cloudformation/resources", StoredResource.class);
        leftovers = state.shelf("cloudformation/leftovers", StoredResource.class);
        events = state.shelf("cloudformation/events", StoredEvent.class);
        changeSets = state.shelf("cloudformation/change-sets", StoredChangeSet.class);
        this.clock = clock;
    }

    /** From now on nothing is written: what is under way stays as it is, to be resumed. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** The time of a write that is about to happen. */
    Instant now() {
        if (closed) {
            throw new CancellationException("the sandbox is closing");
        }
        return clock.instant();
    }

    List<StoredStack> all() {
        return stacks.values();
    }

    List<StoredStack> in(String region) {
        return stacks.valuesUnder(region + "/").stream()
                .sorted(Comparator.comparing(StoredStack::created).reversed())
                .toList();
    }

    /** By name among those that stand, by id among all. */
    Optional<StoredStack> find(String region, String nameOrId) {
        if (Arns.isMeant(nameOrId)) {
            List<String> parts = Arns.path(nameOrId);
            return parts.size() == 3 ? stacks.get(region + "/" + parts.get(1) + "/" + parts.get(2)) : Optional.empty();
        }
        return stacks.valuesUnder(region + "/" + nameOrId + "/").stream()
                .filter(stack -> !stack.deletedForGood())
                .findFirst();
    }

    StoredStack again(StoredStack stack) {
        return stacks.get(stack.key()).orElse(stack);
    }

    void save(StoredStack stack) {
        now();
        stacks.put(stack.key(), stack);
    }

    StoredStack change(StoredStack stack, UnaryOperator<StoredStack> change) {
        now();
        return stacks.update(stack.key(), change).orElseThrow();
    }

    /** Moves the stack to another status, with its event. */
    StoredStack become(StoredStack stack, String status, @Nullable String reason) {
        event(stack.withStatus(status, reason));
        return change(stack, was -> was.withStatus(status, reason));
    }

    void event(StoredStack stack) {
        event(stack, stack.name(), stack.id(), "AWS::CloudFormation::Stack", stack.status(), stack.reason(), null);
    }

    private synchronized void event(
            StoredStack stack,
            String logicalId,
            String physicalId,
            String type,
            String status,
            @Nullable String reason,
            @Nullable ObjectNode properties) {
        Instant now = now();
        Told told = this.told.computeIfAbsent(stack.uuid(), uuid -> Told.of(events(stack)));
        List<@Nullable String> said = Arrays.asList(physicalId, status, reason);
        if (said.equals(told.last().put(logicalId, said))) {
            return;
        }
        String id = physicalId.equals(stack.id()) ? UUID.randomUUID().toString() : logicalId + "-" + status + "-" + now;
        events.put(
                stack.uuid() + "/" + String.format(Locale.ROOT, "%09d", told.count().getAndIncrement()),
                new StoredEvent(
                        id, logicalId, physicalId, type, status, reason, now, properties, stack.operation().clientToken()));
    }

    /** How many events a stack has, and what the last one of each resource said. */
    private record Told(AtomicInteger count, Map<String, List<@Nullable String>> last) {
        static Told of(List<StoredEvent> events) {
            Map<String, List<@Nullable String>> last = new HashMap<>();
            events.forEach(event -> last.put(
                    event.logicalId(), Arrays.asList(event.physicalId(), event.status(), event.reason())));
            return new Told(new AtomicInteger(events.size()), last);
        }
    }

    /** Oldest first. */
    List<StoredEvent> events(StoredStack stack) {
        return events.valuesUnder(stack.uuid() + "/");
    }

    List<StoredResource> resources(StoredStack stack) {
        return resources.valuesUnder(stack.uuid() + "/");
    }

    Optional<StoredResource> resource(StoredStack stack, String logicalId) {
        return resources.get(stack.uuid() + "/" + logicalId);
    }

    /** Every physical id that any stack holds as one of its resources of the type. */
    Set<String> physicalIds(String type) {
        return resources.values().stream()
                .filter(resource -> resource.type().equals(type))
                .map(StoredResource::physicalId)
                .collect(Collectors.toSet());
    }

    void save(StoredStack stack, StoredResource resource) {
        now();
        resources.put(stack.uuid() + "/" + resource.logicalId(), resource);
    }

    /** Saves a resource in another status, with its event. */
    StoredResource become(StoredStack stack, StoredResource resource, String status, @Nullable String reason) {
        StoredResource next = resource.withStatus(status, reason, now());
        event(stack, next);
        save(stack, next);
        return next;
    }

    void event(StoredStack stack, StoredResource resource) {
        event(
                stack,
                resource.logicalId(),
                resource.physicalId(),
                resource.type(),
                resource.status(),
                resource.reason(),
                resource.properties());
    }

    void remove(StoredStack stack, StoredResource resource) {
        now();
        resources.remove(stack.uuid() + "/" + resource.logicalId());
    }

    /** Things made for the stack that no longer belong to it and are to be removed. */
    List<StoredResource> leftovers(StoredStack stack) {
        return leftovers.valuesUnder(stack.uuid() + "/");
    }

    void leave(StoredStack stack, StoredResource resource) {
        now();
        leftovers.put(stack.uuid() + "/" + resource.key(), resource);
    }

    void dropLeftover(StoredStack stack, StoredResource resource) {
        now();
        leftovers.remove(stack.uuid() + "/" + resource.key());
    }

    List<StoredChangeSet> changeSets(StoredStack stack) {
        return changeSets.valuesUnder(stack.uuid() + "/").stream()
                .sorted(Comparator.comparing(StoredChangeSet::created))
                .toList();
    }

    List<StoredChangeSet> changeSets() {
        return changeSets.values();
    }

    void save(StoredChangeSet changeSet) {
        now();
        changeSets.put(changeSet.key(), changeSet);
    }

    void remove(StoredChangeSet changeSet) {
        now();
        changeSets.remove(changeSet.key());
    }
}
