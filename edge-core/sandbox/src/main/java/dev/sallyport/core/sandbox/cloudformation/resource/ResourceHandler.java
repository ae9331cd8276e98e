package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource type. Every method may run again after a kill in the middle of it: {@link #create} makes the resource with
 * one call, everything that can be repeated belongs in {@link #apply}. The physical id is what {@code Ref} gives. A failure
 * is the service's own exception or a {@link ResourceException}.
 */
public interface ResourceHandler {
    /**
     * Physical ids that {@link #create} could have made for {@code wanted}. Asked before a creation and again when the
     * creation was cut short: what is new then is its work.
     */
    Set<String> existing(Wanted wanted);

    /** Whether no other resource of the type may be created meanwhile: {@link #existing} could not tell them apart. */
    default boolean createsAlone() {
        return true;
    }

    /**
     * Makes the resource and returns its physical id.
     *
     * @throws FailedCreation when something may have been made all the same
     */
    String create(Wanted wanted);

    /**
     * Brings the resource to what {@code wanted} says, after its creation and at each update.
     *
     * @param before the properties it had, null right after the creation
     */
    void apply(Wanted wanted, String id, @Nullable ObjectNode before);

    /** {@link #apply} at an update; the physical id after it, another one when the resource was replaced on the way. */
    default String update(Wanted wanted, String id, ObjectNode before) {
        apply(wanted, id, before);
        return id;
    }

    /** Whether the resource is ready to be used; asked again until it is. */
    default boolean settled(String id, ObjectNode properties) {
        return true;
    }

    /** What {@code Fn::GetAtt} gives, by attribute name. */
    ObjectNode attributes(String id, ObjectNode properties);

    /** {@link #attributes(String, ObjectNode)} for types that also need to know the stack. */
    default ObjectNode attributes(Wanted wanted, String id) {
        return attributes(id, wanted.properties());
    }

    /** Removes the resource; false while it is on its way out and the call is to be repeated. Nothing there counts as gone. */
    boolean delete(String id, ObjectNode properties);

    /** {@link #delete(String, ObjectNode)} for types that also need to know the stack. */
    default boolean delete(Wanted wanted, String id) {
        return delete(id, wanted.properties());
    }
}
