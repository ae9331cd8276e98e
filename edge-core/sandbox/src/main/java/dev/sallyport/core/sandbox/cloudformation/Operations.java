package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.Operation;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.Target;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.template.ParameterDeclaration;
import dev.sallyport.core.sandbox.cloudformation.template.Parameters;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.s3.S3Client;

/** Starting operations on stacks. One at a time decides; the work itself runs in the {@link Engine}. */
final class Operations {
    /** From these a stack can be updated. Source: AWS page "Understand CloudFormation stack status codes". */
    private static final Set<String> UPDATABLE = Set.of(
            "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_FAILED", "IMPORT_COMPLETE");

    private final StackStore store;
    private final ResourceTypes types;
    private final Engine engine;
    private final S3Client s3;
    private final OutsideValues outside;

    Operations(StackStore store, ResourceTypes types, Engine engine, S3Client s3, OutsideValues outside) {
        this.store = store;
        this.types = types;
        this.engine = engine;
        this.s3 = s3;
        this.outside = outside;
    }

    static String region() {
        return Call.current().region();
    }

    StoredStack stack(@Nullable String nameOrId) {
        if (nameOrId == null || nameOrId.isEmpty()) {
            throw Faults.validation("1 validation error detected: Value null at 'stackName' failed to satisfy constraint:"
                    + " Member must not be null");
        }
        return store.find(region(), nameOrId).orElseThrow(() -> Faults.noStack(nameOrId));
    }

    /** Reads and binds what is to be deployed. {@code before} gives previous values; absent members keep them. */
    Target target(
            @Nullable String body,
            @Nullable String url,
            @Nullable Boolean usePrevious,
            List<Parameter> parameters,
            @Nullable List<Tag> tags,
            List<String> capabilities,
            @Nullable List<String> notificationArns,
            @Nullable String roleArn,
            Target before) {
        String text = Inputs.template(s3, body, url);
        if (text == null) {
            if (!Boolean.TRUE.equals(usePrevious) || before.template().isEmpty()) {
                throw Faults.validation("Either Template URL or Template Body must be specified.");
            }
            text = before.template();
        }
        String given = text;
        Template template = Faults.checked(() -> Template.parse(given));
        Inputs.requireCapabilities(template, Set.copyOf(capabilities));
        Map<String, String> bound = Faults.checked(() ->
                Parameters.bind(template, Inputs.parameters(parameters, before)));
        Set<String> noEcho = template.parameters().values().stream()
                .filter(ParameterDeclaration::noEcho)
                .map(ParameterDeclaration::name)
                .collect(Collectors.toSet());
        return new Target(
                text,
                template.description(),
                noEcho,
                bound,
                tags == null ? before.tags() : Inputs.tags(tags),
                Set.copyOf(capabilities),
                notificationArns == null ? before.notificationArns() : List.copyOf(notificationArns),
                roleArn == null ? before.roleArn() : roleArn,
                Faults.checked(() -> outside.parameters(template, bound)));
    }

    /** An operation of the present caller, or of the role that CloudFormation is to assume. */
    static Operation operation(@Nullable String roleArn, @Nullable String clientToken, String onFailure) {
        Caller caller = Call.current().caller();
        return Operation.of(
                roleArn == null ? caller : Caller.assumedRole(roleArn, "AWSCloudFormation", ""), clientToken, onFailure);
    }

    String create(CreateStackRequest request) {
        String name = Inputs.stackName(request.stackName());
        refuseStackPolicy(request.stackPolicyBody(), request.stackPolicyURL());
        if (request.disableRollback() != null && request.onFailure() != null) {
            throw Faults.validation("You can specify either DisableRollback or OnFailure, but not both.");
        }
        Target target = Inputs.expanded(target(
                request.templateBody(),
                request.templateURL(),
                false,
                request.parameters(),
                request.tags(),
                request.capabilitiesAsStrings(),
                request.notificationARNs(),
                request.roleARN(),
                Target.none()));
        String onFailure = Boolean.TRUE.equals(request.disableRollback())
                ? OnFailure.DO_NOTHING.toString()
                : request.onFailure() == null ? OnFailure.ROLLBACK.toString() : request.onFailureAsString();
        Instant now = store.now();
        Operation operation = operation(target.roleArn(), request.clientRequestToken(), onFailure)
                .until(request.timeoutInMinutes() == null ? null
                        : now.plus(Duration.ofMinutes(request.timeoutInMinutes())));
        synchronized (this) {
            if (store.find(region(), name).isPresent()) {
                throw Faults.taken(name);
            }
            StoredStack stack = StoredStack.fresh(name, Call.current(), "CREATE_IN_PROGRESS", target, operation, now)
                    .withTerminationProtection(Boolean.TRUE.equals(request.enableTerminationProtection()));
            Faults.checked(() -> new Plan(store, types, stack, target).changes());
            begin(stack, "User Initiated");
            return stack.id();
        }
    }

    private void begin(StoredStack stack, @Nullable String reason) {
        StoredStack begun = stack.withStatus(stack.status(), reason);
        store.save(begun);
        store.event(begun);
        engine.start(begun);
    }

    String update(UpdateStackRequest request) {
        refuseStackPolicy(request.stackPolicyBody(), request.stackPolicyURL());
        String given = String.valueOf(request.stackName());
        StoredStack found = store.find(region(), Arns.isMeant(given) ? given : Inputs.stackName(request.stackName()))
                .orElseThrow(() -> Faults.validation("Stack [" + request.stackName() + "] does not exist"));
        Target target = Inputs.expanded(target(
                request.templateBody(),
                request.templateURL(),
                request.usePreviousTemplate(),
                request.parameters(),
                request.hasTags() ? request.tags() : null,
                request.capabilitiesAsStrings(),
                request.hasNotificationARNs() ? request.notificationARNs() : null,
                request.roleARN(),
                found.target()));
        String onFailure = Boolean.TRUE.equals(request.disableRollback()) ? "DO_NOTHING" : "ROLLBACK";
        synchronized (this) {
            StoredStack stack = store.again(found);
            requireUpdatable(stack);
            Plan plan = Faults.checked(() -> new Plan(store, types, stack, target));
            if (Faults.checked(plan::changes).isEmpty() && !plan.changesOutputs()) {
                throw Faults.validation("No updates are to be performed.");
            }
            return beginUpdate(stack, target, operation(target.roleArn(), request.clientRequestToken(), onFailure), null);
        }
    }

    static void requireUpdatable(StoredStack stack) {
        if (!UPDATABLE.contains(stack.status())) {
            throw Faults.validation(
                    "Stack:" + stack.id() + " is in " + stack.status() + " state and can not be updated.");
        }
    }

    /** The caller holds this object's lock and has checked the stack's status. */
    String beginUpdate(StoredStack stack, Target target, Operation operation, @Nullable String changeSetId) {
        Target stable = stack.status().equals("UPDATE_FAILED") && stack.stable() != null ? stack.stable() : stack.target();
        begin(
                stack.withTarget(target, stable)
                        .withOperation(operation, changeSetId)
                        .updated(store.now())
                        .withStatus("UPDATE_IN_PROGRESS", null),
                "User Initiated");
        return stack.id();
    }

    /** As {@link #beginUpdate}, for a stack in review. */
    void beginCreation(StoredStack stack, Target target, Operation operation, String changeSetId) {
        begin(
                stack.withTarget(target, null)
                        .withOperation(operation, changeSetId)
                        .withStatus("CREATE_IN_PROGRESS", null),
                "User Initiated");
    }

    synchronized void delete(DeleteStackRequest request) {
        String nameOrId = request.stackName();
        StoredStack stack = nameOrId == null ? stack(null) : store.find(region(), nameOrId).orElse(null);
        if (stack == null || stack.deletedForGood()) {
            return;
        }
        if (stack.terminationProtected()) {
            throw Faults.validation("Stack [" + stack.name() + "] cannot be deleted while TerminationProtection is enabled");
        }
        if (request.hasRetainResources() && !stack.status().equals("DELETE_FAILED")) {
            throw Faults.validation("Invalid operation on stack [" + stack.id()
                    + "]. Specify which resources to retain only when the stack is in the DELETE_FAILED state.");
        }
        if (stack.status().equals("CREATE_IN_PROGRESS")) {
            store.change(stack, was -> was.withOperation(was.operation().cancelled("DELETE"), was.changeSetId()));
            return;
        }
        if (stack.status().equals("DELETE_IN_PROGRESS")) {
            return;
        }
        if (stack.underWay()) {
            throw Faults.validation(
                    "Stack [" + stack.name() + "] cannot be deleted while in status " + stack.status());
        }
        store.changeSets(stack).forEach(store::remove);
        Set<String> known = new TreeSet<>();
        store.resources(stack).forEach(resource -> known.add(resource.logicalId()));
        Set<String> retained = new TreeSet<>(request.retainResources());
        if (!known.containsAll(retained)) {
            throw Faults.validation("The specified resources to retain must be in the stack: " + retained);
        }
        Operation operation = operation(
                        request.roleARN() == null ? stack.target().roleArn() : request.roleARN(),
                        request.clientRequestToken(),
                        "DO_NOTHING")
                .retaining(retained);
        begin(
                stack.withOperation(operation, stack.changeSetId()).withStatus("DELETE_IN_PROGRESS", null),
                "User Initiated");
    }

    synchronized void cancelUpdate(String nameOrId) {
        StoredStack stack = stack(nameOrId);
        if (!stack.status().equals("UPDATE_IN_PROGRESS")) {
            throw Faults.validation("CancelUpdateStack cannot be called from current stack status");
        }
        store.change(stack, was -> was.withOperation(was.operation().cancelled("ROLLBACK"), was.changeSetId()));
    }

    /**
     * Goes back after a failure that was not rolled back, or whose rollback failed.
     *
     * @param skipped resources whose way back failed, and which are left as they are
     */
    synchronized String rollBack(
            String nameOrId, @Nullable String roleArn, @Nullable String clientToken, Set<String> skipped) {
        StoredStack stack = stack(nameOrId);
        String next = switch (stack.status()) {
            case "CREATE_FAILED" -> "ROLLBACK_IN_PROGRESS";
            case "UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED" -> "UPDATE_ROLLBACK_IN_PROGRESS";
            default -> throw Faults.validation(
                    "Stack:" + stack.id() + " is in " + stack.status() + " state and can not be rolled back.");
        };
        Set<String> failed = new TreeSet<>();
        store.resources(stack).stream()
                .filter(resource -> resource.uncommitted() && resource.status().equals("UPDATE_FAILED"))
                .forEach(resource -> failed.add(resource.logicalId()));
        if (!failed.containsAll(skipped)) {
            throw Faults.validation("ResourcesToSkip may name resources alone whose rollback failed, which are " + failed
                    + ", not " + new TreeSet<>(skipped) + ".");
        }
        begin(
                stack.withOperation(
                                operation(roleArn == null ? stack.target().roleArn() : roleArn, clientToken, "ROLLBACK")
                                        .retaining(skipped),
                                stack.changeSetId())
                        .withStatus(next, null),
                "User Initiated");
        return stack.id();
    }

    static void refuseStackPolicy(@Nullable String body, @Nullable String url) {
        if (body != null || url != null) {
            throw Faults.validation("The sandbox enforces no stack policies; leave the policy out.");
        }
    }
}
