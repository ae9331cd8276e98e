package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.StoredOutput;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.Target;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import dev.sallyport.core.sandbox.cloudformation.template.Template.OutputDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.Template.ResourceDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.TemplateException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries a stack's operation to its end, phase by phase. The stack's stored status is the phase, so {@link #run} is the
 * same for an operation that begins and for one that is resumed after a kill.
 */
final class Deployment {
    private final StackStore store;
    private final ResourceTypes types;
    private final OutsideValues outside;
    private final ResourceStep step;
    private final Removal removal;

    Deployment(StackStore store, ResourceTypes types, OutsideValues outside) {
        this.store = store;
        this.types = types;
        this.outside = outside;
        this.step = new ResourceStep(store, types, new Patience(store), outside);
        this.removal = new Removal(store, step);
    }

    /** Runs until the operation's last status; another one that follows at once on the same stack is not taken over. */
    void run(StoredStack begun) {
        String mine = begun.operation().token();
        StoredStack stack = store.again(begun);
        while (stack.underWay() && stack.operation().token().equals(mine)) {
            switch (stack.status()) {
                case "CREATE_IN_PROGRESS" -> create(stack);
                case "ROLLBACK_IN_PROGRESS" -> rollBackCreation(stack);
                case "UPDATE_IN_PROGRESS" -> update(stack);
                case "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" -> cleanUp(stack, "UPDATE_COMPLETE");
                case "UPDATE_ROLLBACK_IN_PROGRESS" -> rollBackUpdate(stack);
                case "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" -> cleanUp(stack, "UPDATE_ROLLBACK_COMPLETE");
                case "DELETE_IN_PROGRESS" -> delete(stack);
                default -> throw new IllegalStateException(stack.status());
            }
            stack = store.again(stack);
        }
    }

    private void create(StoredStack stack) {
        String failure = forward(stack);
        if (failure == null) {
            commit(stack);
            store.become(stack, "CREATE_COMPLETE", null);
            return;
        }
        switch (store.again(stack).operation().onFailure()) {
            case "DO_NOTHING" -> store.become(stack, "CREATE_FAILED", failure);
            case "DELETE" -> store.become(stack, "DELETE_IN_PROGRESS", failure + "Delete requested by user.");
            default -> store.become(stack, "ROLLBACK_IN_PROGRESS", failure + "Rollback requested by user.");
        }
    }

    private void update(StoredStack stack) {
        String failure = forward(stack);
        if (failure == null) {
            retire(stack);
            store.become(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", null);
        } else if (stack.operation().onFailure().equals("DO_NOTHING")) {
            store.become(stack, "UPDATE_FAILED", failure);
        } else {
            store.become(stack, "UPDATE_ROLLBACK_IN_PROGRESS", failure);
        }
    }

    /** Makes and changes what the target asks for; why that failed, or null. */
    private @Nullable String forward(StoredStack stack) {
        Set<String> failed;
        try {
            StoredValues values = new StoredValues(store, stack);
            Desired desired = desired(stack, stack.target(), values);
            AtomicBoolean cancelled = new AtomicBoolean();
            Instant deadline = stack.operation().deadline();
            BooleanSupplier stop = () -> cancelled.get() || store.again(stack).operation().cancelled();
            failed = Parallel.run(desired.needs(), true, id -> {
                if (stop.getAsBoolean()) {
                    return false;
                }
                if (deadline != null && store.now().isAfter(deadline)) {
                    throw new TemplateException("Stack creation time exceeded the specified timeout. ");
                }
                boolean ok = step.forward(stack, desired, id, stop);
                if (!ok) {
                    cancelled.set(true);
                }
                return ok;
            });
            if (failed.isEmpty()) {
                outputs(stack, desired, values);
                return null;
            }
        } catch (TemplateException e) {
            return e.message().endsWith(" ") ? e.message() : e.message() + ". ";
        }
        return store.again(stack).operation().cancelled() ? "User Initiated. " : failures(stack, failed);
    }

    private String failures(StoredStack stack, Set<String> failed) {
        Map<String, List<String>> byVerb = failed.stream().sorted().collect(Collectors.groupingBy(
                id -> store.resource(stack, id).filter(r -> r.stable() != null).isPresent() ? "update" : "create",
                LinkedHashMap::new,
                Collectors.toList()));
        StringBuilder text = new StringBuilder();
        byVerb.forEach((verb, ids) ->
                text.append("The following resource(s) failed to ").append(verb).append(": ").append(ids).append(". "));
        return text.toString();
    }

    private Desired desired(StoredStack stack, Target target, StoredValues values) {
        return new Desired(Template.parse(target.template()), target, stack.scope(), types, values);
    }

    private void outputs(StoredStack stack, Desired desired, StoredValues values) {
        desired.resources().keySet().forEach(desired::properties);
        Map<String, StoredOutput> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> output : desired.outputs().entrySet()) {
            OutputDeclaration declaration = desired.template().outputs().get(output.getKey());
            if (declaration == null) {
                throw new IllegalStateException(output.getKey());
            }
            String export = desired.export(declaration);
            if (export != null) {
                exporter(stack, export).ifPresent(other -> {
                    throw new TemplateException("Export with name " + export + " is already exported by stack " + other);
                });
            }
            String value = outside.output(output.getValue().asText());
            outputs.put(output.getKey(), new StoredOutput(value, declaration.description(), export));
        }
        store.change(stack, was -> was.withOutputs(outputs, values.imports()));
    }

    private Optional<String> exporter(StoredStack stack, String export) {
        return store.in(stack.region()).stream()
                .filter(other -> !other.id().equals(stack.id()) && !other.deletedForGood())
                .filter(other -> other.outputs().values().stream().anyMatch(out -> export.equals(out.export())))
                .map(StoredStack::name)
                .findFirst();
    }

    /** After a successful creation nothing of it can be rolled back any more. */
    private void commit(StoredStack stack) {
        for (StoredResource resource : store.resources(stack)) {
            if (resource.uncommitted()) {
                store.save(stack, resource.committed());
            }
        }
    }

    /** After a successful update: what was replaced or is no longer declared goes to the clean-up, the rest is final. */
    private void retire(StoredStack stack) {
        Desired desired = desired(stack, stack.target(), new StoredValues(store, stack));
        for (StoredResource resource : store.resources(stack)) {
            StoredResource stable = resource.stable();
            if (!desired.resources().containsKey(resource.logicalId())) {
                if (stable != null && !stable.physicalId().equals(resource.physicalId())) {
                    store.leave(stack, stable);
                }
                if (resource.deletionPolicy().startsWith("Retain")) {
                    store.event(stack, resource.withStatus("DELETE_SKIPPED", null, store.now()));
                } else if (resource.made()) {
                    store.leave(stack, resource.committed());
                }
                store.remove(stack, resource);
            } else if (resource.uncommitted()) {
                if (stable != null && !stable.physicalId().equals(resource.physicalId())) {
                    if (resource.updateReplacePolicy().equals("Retain")) {
                        store.event(stack, stable.withStatus("DELETE_SKIPPED", null, store.now()));
                    } else {
                        store.leave(stack, stable);
                    }
                }
                store.save(stack, resource.committed());
            }
        }
    }

    private void cleanUp(StoredStack stack, String end) {
        removal.leftovers(stack);
        store.change(stack, was -> was.withTarget(was.target(), null));
        store.become(stack, end, null);
    }

    private void rollBackUpdate(StoredStack stack) {
        Target stable = stack.stable() == null ? stack.target() : stack.stable();
        Desired before = desired(stack, stable, new StoredValues(store, stack));
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        store.resources(stack).stream().filter(StoredResource::uncommitted).forEach(resource ->
                needs.put(resource.logicalId(), before.needs(resource.logicalId())));
        Set<String> failed = Parallel.run(needs, false, id ->
                store.resource(stack, id).map(resource -> skips(stack, resource) || step.restore(stack, resource))
                        .orElse(true));
        if (!failed.isEmpty()) {
            store.become(
                    stack,
                    "UPDATE_ROLLBACK_FAILED",
                    "The following resource(s) failed to update: " + failed + ". ");
            return;
        }
        for (StoredResource resource : store.resources(stack)) {
            ResourceDeclaration declaration = before.resources().get(resource.logicalId());
            if (declaration != null) {
                store.save(stack, resource.declared(declaration, before.needs(resource.logicalId())));
            }
        }
        store.change(stack, was -> was.withTarget(stable, null));
        store.become(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", null);
    }

    /** A resource that the user gave up stays as it is, and counts as it was before the update. */
    private boolean skips(StoredStack stack, StoredResource resource) {
        StoredResource stable = resource.stable();
        if (stable == null || !stack.operation().retained().contains(resource.logicalId())) {
            return false;
        }
        store.become(stack, stable, "UPDATE_COMPLETE", null);
        return true;
    }

    private void rollBackCreation(StoredStack stack) {
        Set<String> failed = removal.all(stack, resource -> resource.deletionPolicy().equals("Retain"));
        if (failed.isEmpty()) {
            store.become(stack, "ROLLBACK_COMPLETE", null);
        } else {
            store.become(stack, "ROLLBACK_FAILED", "The following resource(s) failed to delete: " + failed + ". ");
        }
    }

    private void delete(StoredStack stack) {
        String inUse = exportInUse(stack);
        if (inUse != null) {
            store.become(stack, "DELETE_FAILED", inUse);
            return;
        }
        Set<String> failed = removal.all(stack, resource -> resource.deletionPolicy().startsWith("Retain")
                || stack.operation().retained().contains(resource.logicalId()));
        if (failed.isEmpty()) {
            Instant now = store.now();
            store.change(stack, was -> was.deleted(now));
            store.become(stack, "DELETE_COMPLETE", null);
        } else {
            store.become(stack, "DELETE_FAILED", "The following resource(s) failed to delete: " + failed + ". ");
        }
    }

    private @Nullable String exportInUse(StoredStack stack) {
        for (StoredOutput output : stack.outputs().values()) {
            for (StoredStack other : store.in(stack.region())) {
                if (output.export() != null && !other.deletedForGood() && other.imports().contains(output.export())) {
                    return "Export " + output.export() + " cannot be deleted as it is in use by " + other.name();
                }
            }
        }
        return null;
    }
}
