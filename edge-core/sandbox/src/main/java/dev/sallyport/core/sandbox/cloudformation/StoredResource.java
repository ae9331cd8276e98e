package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.cloudformation.resource.Wanted;
import dev.sallyport.core.sandbox.cloudformation.template.DynamicReferences;
import dev.sallyport.core.sandbox.cloudformation.template.Template.ResourceDeclaration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A resource of a stack as it is kept, and the journal of the step that it is in.
 *
 * @param physicalId empty until the service has made it
 * @param properties with every function carried out, as last applied or as being applied
 * @param dependsOn logical ids that it needs; it is removed before them
 * @param suffix of generated names; chosen and stored before the first call
 * @param existing what stood before the creation was begun; null until that was looked up
 * @param operation the token of the operation that last dealt with it
 * @param creating whether its creation is under way or failed, as opposed to an update in place
 * @param uncommitted whether that operation may still be rolled back
 * @param stable what to go back to; null when uncommitted means that it was added
 * @param references what the dynamic references in the properties stood for, by their text
 */
record StoredResource(
        String logicalId,
        String type,
        String physicalId,
        String status,
        @Nullable String reason,
        Instant at,
        ObjectNode properties,
        ObjectNode attributes,
        Set<String> dependsOn,
        String deletionPolicy,
        String updateReplacePolicy,
        String suffix,
        @Nullable Set<String> existing,
        String operation,
        boolean creating,
        boolean uncommitted,
        @Nullable StoredResource stable,
        Map<String, String> references) {

    StoredResource {
        // Older ones were kept without.
        references = Objects.requireNonNullElse(references, Map.of());
    }

    static StoredResource wanted(
            ResourceDeclaration declaration,
            ObjectNode properties,
            Map<String, String> references,
            Set<String> dependsOn,
            String suffix,
            String operation,
            @Nullable StoredResource stable,
            Instant at) {
        return new StoredResource(
                declaration.logicalId(),
                declaration.type(),
                "",
                "CREATE_IN_PROGRESS",
                null,
                at,
                properties,
                JsonNodeFactory.instance.objectNode(),
                dependsOn,
                declaration.deletionPolicy(),
                declaration.updateReplacePolicy(),
                suffix,
                null,
                operation,
                true,
                true,
                stable,
                references);
    }

    boolean complete() {
        return status.endsWith("_COMPLETE");
    }

    boolean made() {
        return !physicalId.isEmpty() && !status.equals("DELETE_COMPLETE");
    }

    /** Names the thing itself: a replacement has the same logical id. */
    String key() {
        return logicalId + "/" + physicalId;
    }

    /** The properties with what their dynamic references stood for: what the service is told, and nobody else. */
    ObjectNode values() {
        return references.isEmpty() ? properties : (ObjectNode) DynamicReferences.replaced(properties, references);
    }

    Wanted wanted(StoredStack stack) {
        return new Wanted(logicalId, type, values(), stack.name(), stack.id(), suffix);
    }

    StoredResource withStatus(String next, @Nullable String why, Instant when) {
        return new StoredResource(
                logicalId, type, physicalId, next, why, when, properties, attributes, dependsOn, deletionPolicy,
                updateReplacePolicy, suffix, existing, operation, creating, uncommitted, stable,
                references);
    }

    StoredResource withExisting(Set<String> ids) {
        return new StoredResource(
                logicalId, type, physicalId, status, reason, at, properties, attributes, dependsOn, deletionPolicy,
                updateReplacePolicy, suffix, ids, operation, creating, uncommitted, stable,
                references);
    }

    StoredResource withPhysicalId(String id) {
        return new StoredResource(
                logicalId, type, id, status, reason, at, properties, attributes, dependsOn, deletionPolicy,
                updateReplacePolicy, suffix, existing, operation, creating, uncommitted, stable,
                references);
    }

    /** The same resource, made or changed as wanted. */
    StoredResource finished(ObjectNode values) {
        return new StoredResource(
                logicalId, type, physicalId, status, reason, at, properties, values, dependsOn, deletionPolicy,
                updateReplacePolicy, suffix, existing, operation, false, uncommitted, stable, references);
    }

    /** The same resource with other properties, begun by {@code token}. */
    StoredResource changing(
            ObjectNode next, Map<String, String> outside, String token, @Nullable StoredResource fallback) {
        return new StoredResource(
                logicalId, type, physicalId, status, reason, at, next, attributes, dependsOn, deletionPolicy,
                updateReplacePolicy, suffix, existing, token, false, true, fallback, outside);
    }

    /** The same resource under what its declaration now says of its removal. */
    StoredResource declared(ResourceDeclaration declaration, Set<String> needs) {
        return new StoredResource(
                logicalId, type, physicalId, status, reason, at, properties, attributes, needs,
                declaration.deletionPolicy(), declaration.updateReplacePolicy(), suffix, existing, operation, creating, uncommitted,
                stable, references);
    }

    StoredResource committed() {
        return new StoredResource(
                logicalId, type, physicalId, status, reason, at, properties, attributes, dependsOn, deletionPolicy,
                updateReplacePolicy, suffix, existing, operation, false, false, null, references);
    }
}
