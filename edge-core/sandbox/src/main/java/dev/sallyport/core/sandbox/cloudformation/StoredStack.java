package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.cloudformation.template.Resolver;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;

/**
 * A stack as it is kept. Its status says which phase of which operation is under way, so that an operation that was cut
 * short goes on from here.
 *
 * @param status as AWS names it, such as {@code CREATE_IN_PROGRESS}
 * @param target what the stack is, or is being, deployed from
 * @param stable what to go back to when an update fails; null when there is nothing to go back to
 * @param outputs raw values by name
 * @param imports the exports of other stacks that it uses
 * @param changeSetId the change set that was executed last
 */
record StoredStack(
        String id,
        String name,
        String region,
        String status,
        @Nullable String reason,
        Target target,
        @Nullable Target stable,
        Operation operation,
        Instant created,
        @Nullable Instant updated,
        @Nullable Instant deleted,
        Map<String, StoredOutput> outputs,
        Set<String> imports,
        @Nullable String changeSetId,
        boolean terminationProtected) {

    /**
     * What a stack is deployed from; parameters are raw and bound, those of {@code noEcho} are masked when shown.
     *
     * @param resolved the values of those parameters that name one of Systems Manager's
     */
    record Target(
            String template,
            String description,
            Set<String> noEcho,
            Map<String, String> parameters,
            Map<String, String> tags,
            Set<String> capabilities,
            List<String> notificationArns,
            @Nullable String roleArn,
            Map<String, String> resolved) {
        Target {
            // Older ones were kept without.
            resolved = Objects.requireNonNullElse(resolved, Map.of());
        }

        static Target none() {
            return new Target("", "", Set.of(), Map.of(), Map.of(), Set.of(), List.of(), null, Map.of());
        }

        /** What {@code Ref} gives for each parameter. */
        Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>(parameters);
            values.putAll(resolved);
            return values;
        }
    }

    /**
     * The operation under way, or the last one.
     *
     * @param token tells the resources that it has dealt with from those of earlier operations
     * @param caller on whose behalf the services are called
     * @param onFailure {@code ROLLBACK}, {@code DELETE} or {@code DO_NOTHING}
     * @param retained logical ids that a deletion leaves alone
     * @param deadline when a creation has failed for taking too long
     * @param cancelled whether the user has asked to stop it
     */
    record Operation(
            String token,
            Caller caller,
            @Nullable String clientToken,
            String onFailure,
            Set<String> retained,
            @Nullable Instant deadline,
            boolean cancelled) {
        static Operation of(Caller caller, @Nullable String clientToken, String onFailure) {
            return new Operation(UUID.randomUUID().toString(), caller, clientToken, onFailure, Set.of(), null, false);
        }

        Operation retaining(Set<String> logicalIds) {
            return new Operation(token, caller, clientToken, onFailure, logicalIds, deadline, cancelled);
        }

        Operation until(@Nullable Instant end) {
            return new Operation(token, caller, clientToken, onFailure, retained, end, cancelled);
        }

        Operation cancelled(String then) {
            return new Operation(token, caller, clientToken, then, retained, deadline, true);
        }
    }

    /** An output; {@code export} is the name other stacks import it by. */
    record StoredOutput(String value, String description, @Nullable String export) {}

    static StoredStack fresh(String name, Call call, String status, Target target, Operation operation, Instant now) {
        String id = "arn:aws:cloudformation:" + call.region() + ":" + call.account() + ":stack/" + name + "/"
                + UUID.randomUUID();
        return new StoredStack(
                id, name, call.region(), status, null, target, null, operation, now, null, null, Map.of(), Set.of(), null,
                false);
    }

    /** The last part of the id: unique among all stacks. */
    String uuid() {
        return Arns.name(id);
    }

    String key() {
        return region + "/" + name + "/" + uuid();
    }

    String account() {
        return Arn.fromString(id).accountId().orElseThrow();
    }

    boolean deletedForGood() {
        return status.equals("DELETE_COMPLETE");
    }

    boolean underWay() {
        return status.endsWith("_IN_PROGRESS") && !status.equals("REVIEW_IN_PROGRESS");
    }

    Resolver.Scope scope() {
        return new Resolver.Scope(account(), region, id, name, target.notificationArns());
    }

    StoredStack withStatus(String next, @Nullable String why) {
        return new StoredStack(
                id, name, region, next, why, target, stable, operation, created, updated, deleted, outputs, imports,
                changeSetId, terminationProtected);
    }

    StoredStack withTarget(Target next, @Nullable Target fallback) {
        return new StoredStack(
                id, name, region, status, reason, next, fallback, operation, created, updated, deleted, outputs, imports,
                changeSetId, terminationProtected);
    }

    StoredStack withOperation(Operation next, @Nullable String executedChangeSet) {
        return new StoredStack(
                id, name, region, status, reason, target, stable, next, created, updated, deleted, outputs, imports,
                executedChangeSet, terminationProtected);
    }

    StoredStack withOutputs(Map<String, StoredOutput> next, Set<String> imported) {
        return new StoredStack(
                id, name, region, status, reason, target, stable, operation, created, updated, deleted, next, imported,
                changeSetId, terminationProtected);
    }

    StoredStack updated(Instant at) {
        return new StoredStack(
                id, name, region, status, reason, target, stable, operation, created, at, deleted, outputs, imports,
                changeSetId, terminationProtected);
    }

    StoredStack deleted(Instant at) {
        return new StoredStack(
                id, name, region, status, reason, target, stable, operation, created, updated, at, outputs, imports,
                changeSetId, terminationProtected);
    }

    StoredStack withTerminationProtection(boolean on) {
        return new StoredStack(
                id, name, region, status, reason, target, stable, operation, created, updated, deleted, outputs, imports,
                changeSetId, on);
    }
}
