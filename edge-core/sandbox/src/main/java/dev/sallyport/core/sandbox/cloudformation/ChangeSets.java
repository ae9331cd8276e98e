package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.Target;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetRequest;

/** Change sets: reviewing an operation before it starts. */
final class ChangeSets {
    /** AWS's words for an empty change set. */
    static final String NOTHING = "The submitted information didn't contain changes."
            + " Submit different information to create a change set.";

    private final StackStore store;
    private final ResourceTypes types;
    private final Operations operations;

    ChangeSets(StackStore store, ResourceTypes types, Operations operations) {
        this.store = store;
        this.types = types;
        this.operations = operations;
    }

    CreateChangeSetResponse create(CreateChangeSetRequest request) {
        String name = Inputs.changeSetName(request.changeSetName());
        boolean creating = request.changeSetType() == ChangeSetType.CREATE;
        if (request.changeSetType() != null && !creating && request.changeSetType() != ChangeSetType.UPDATE) {
            throw Faults.validation("The sandbox carries change sets of type CREATE and UPDATE only.");
        }
        synchronized (operations) {
            StoredStack stack = subject(request.stackName(), creating);
            if (store.changeSets(stack).stream().anyMatch(other -> other.name().equals(name))) {
                throw Faults.changeSetTaken(name, stack.name());
            }
            Target target = operations.target(
                    request.templateBody(),
                    request.templateURL(),
                    request.usePreviousTemplate(),
                    request.parameters(),
                    request.hasTags() ? request.tags() : null,
                    request.capabilitiesAsStrings(),
                    request.hasNotificationARNs() ? request.notificationARNs() : null,
                    request.roleARN(),
                    stack.target());
            Plan plan = Faults.checked(() -> new Plan(store, types, stack, target));
            List<Change> changes = Faults.checked(plan::changes);
            boolean empty = changes.isEmpty() && !plan.changesOutputs();
            if (creating && store.find(stack.region(), stack.id()).isEmpty()) {
                store.save(stack);
                store.event(stack);
            }
            StoredChangeSet changeSet = new StoredChangeSet(
                    "arn:aws:cloudformation:" + stack.region() + ":" + stack.account() + ":changeSet/" + name + "/"
                            + UUID.randomUUID(),
                    name,
                    request.description() == null ? "" : request.description(),
                    stack.id(),
                    creating,
                    empty ? "FAILED" : "CREATE_COMPLETE",
                    empty ? NOTHING : null,
                    empty ? "UNAVAILABLE" : "AVAILABLE",
                    store.now(),
                    target,
                    changes,
                    request.onStackFailureAsString());
            store.save(changeSet);
            return CreateChangeSetResponse.builder().id(changeSet.id()).stackId(stack.id()).build();
        }
    }

    /** The stack that the change set is for; a new one in review when it is to be created. */
    private StoredStack subject(@Nullable String nameOrId, boolean creating) {
        StoredStack found = nameOrId == null ? null : store.find(Operations.region(), nameOrId).orElse(null);
        if (!creating) {
            if (found == null || found.deletedForGood()) {
                throw Faults.validation("Stack [" + nameOrId + "] does not exist");
            }
            Operations.requireUpdatable(found);
            return found;
        }
        if (found != null && !found.deletedForGood()) {
            if (!found.status().equals("REVIEW_IN_PROGRESS")) {
                throw Faults.validation("Stack [" + found.name()
                        + "] already exists and cannot be created again with the changeSet [CREATE].");
            }
            return found;
        }
        return StoredStack.fresh(
                Inputs.stackName(nameOrId),
                Call.current(),
                "REVIEW_IN_PROGRESS",
                Target.none(),
                Operations.operation(null, null, "ROLLBACK"),
                store.now());
    }

    StoredChangeSet find(@Nullable String nameOrId, @Nullable String stackName) {
        return known(nameOrId, stackName).orElseThrow(() -> Faults.noChangeSet(String.valueOf(nameOrId)));
    }

    /** The change set; empty when there is none of that name, a fault when its stack does not exist. */
    private Optional<StoredChangeSet> known(@Nullable String nameOrId, @Nullable String stackName) {
        if (nameOrId == null) {
            throw Faults.noChangeSet("null");
        }
        if (Arns.isMeant(nameOrId)) {
            return store.changeSets().stream()
                    .filter(changeSet -> changeSet.id().equals(nameOrId))
                    .findFirst();
        }
        if (stackName == null) {
            throw Faults.validation("StackName must be specified if ChangeSetName is not specified as an ARN.");
        }
        StoredStack stack = store.find(Operations.region(), stackName)
                .orElseThrow(() -> Faults.validation("Stack [" + stackName + "] does not exist"));
        return store.changeSets(stack).stream()
                .filter(changeSet -> changeSet.name().equals(nameOrId))
                .findFirst();
    }

    void execute(ExecuteChangeSetRequest request) {
        synchronized (operations) {
            StoredChangeSet changeSet = find(request.changeSetName(), request.stackName());
            StoredStack stack = operations.stack(changeSet.stackId());
            if (!changeSet.executionStatus().equals("AVAILABLE") || changeSet.id().equals(stack.changeSetId())) {
                throw Faults.changeSetStatus("ChangeSet [" + changeSet.id() + "] cannot be executed in its current status of ["
                        + changeSet.status() + "]");
            }
            String onFailure = Boolean.TRUE.equals(request.disableRollback())
                    ? "DO_NOTHING"
                    : changeSet.onStackFailure() == null ? "ROLLBACK" : changeSet.onStackFailure();
            var operation =
                    Operations.operation(changeSet.target().roleArn(), request.clientRequestToken(), onFailure);
            if (stack.status().equals("REVIEW_IN_PROGRESS")) {
                operations.beginCreation(stack, changeSet.target(), operation, changeSet.id());
            } else {
                Operations.requireUpdatable(stack);
                operations.beginUpdate(stack, changeSet.target(), operation, changeSet.id());
            }
            others(stack, changeSet);
        }
    }

    /** An executed change set stays, all others of the stack go: they no longer describe what would happen. */
    private void others(StoredStack stack, StoredChangeSet executed) {
        store.changeSets(stack).stream()
                .filter(other -> !other.id().equals(executed.id()))
                .forEach(store::remove);
        store.save(executed.withExecutionStatus("EXECUTE_COMPLETE"));
    }

    /** Removes a change set. One that is not there is gone already: only a stack that is not there is an error. */
    void delete(@Nullable String nameOrId, @Nullable String stackName) {
        synchronized (operations) {
            known(nameOrId, stackName).ifPresent(store::remove);
        }
    }
}
