package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of a stack's history. A stack's own events have the stack's id as physical id. */
record StoredEvent(
        String id,
        String logicalId,
        String physicalId,
        String type,
        String status,
        @Nullable String reason,
        Instant at,
        @Nullable ObjectNode properties,
        @Nullable String clientToken) {}
