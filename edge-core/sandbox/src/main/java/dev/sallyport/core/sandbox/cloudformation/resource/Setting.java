package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Puts one property of a resource that has a call of its own. */
interface Setting {
    void put(ObjectNode json);

    /** Puts the property when it is new or another, and removes it when it is gone. */
    static void part(Wanted wanted, @Nullable ObjectNode before, String name, Setting setting, Runnable removal) {
        JsonNode now = wanted.properties().path(name);
        JsonNode old = before == null ? JsonNodeFactory.instance.missingNode() : before.path(name);
        if (now instanceof ObjectNode json && !now.equals(old)) {
            setting.put(json);
        } else if (now.isMissingNode() && !old.isMissingNode()) {
            Absence.gone(removal);
        }
    }
}
