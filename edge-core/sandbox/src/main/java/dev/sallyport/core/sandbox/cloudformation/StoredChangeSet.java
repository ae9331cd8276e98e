package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.cloudformation.StoredStack.Target;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Change;

/** A change set as it is kept; {@code onStackFailure} is {@code ROLLBACK}, {@code DELETE} or {@code DO_NOTHING}. */
record StoredChangeSet(
        String id,
        String name,
        String description,
        String stackId,
        boolean creating,
        String status,
        @Nullable String reason,
        String executionStatus,
        Instant created,
        Target target,
        List<Change> changes,
        @Nullable String onStackFailure) {

    String key() {
        return Arns.name(stackId) + "/" + Arns.name(id);
    }

    StoredChangeSet withExecutionStatus(String next) {
        return new StoredChangeSet(
                id, name, description, stackId, creating, status, reason, next, created, target, changes, onStackFailure);
    }
}
