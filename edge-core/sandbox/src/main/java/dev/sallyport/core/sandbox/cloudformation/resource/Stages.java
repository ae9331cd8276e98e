package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stages of REST and of HTTP APIs: named by their {@code StageName} inside their API, and each kind changed its own way. */
abstract class Stages implements ResourceHandler {
    private final String owner;

    /** {@code owner} is the property that names the stage's API. */
    Stages(String owner) {
        this.owner = owner;
    }

    /** Reads the stage, which throws where there is none. */
    abstract Object get(String api, String name);

    abstract void make(Wanted wanted);

    /** Makes the stage what is wanted; {@code before} is null where it was just made. */
    abstract void update(Wanted wanted, String api, String name, @Nullable ObjectNode before);

    abstract void tag(String api, String name, ObjectNode before, ObjectNode now);

    abstract void remove(String api, String name);

    @Override
    public final Set<String> existing(Wanted wanted) {
        String name = wanted.text("StageName");
        return Absence.found(name, () -> get(wanted.text(owner), name));
    }

    @Override
    public final String create(Wanted wanted) {
        make(wanted);
        return wanted.text("StageName");
    }

    @Override
    public final void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        String api = wanted.text(owner);
        update(wanted, api, id, before);
        if (before != null) {
            tag(api, id, before, wanted.properties());
        }
    }

    @Override
    public final boolean delete(String id, ObjectNode properties) {
        return Absence.gone(() -> remove(properties.path(owner).asText(), id));
    }
}
