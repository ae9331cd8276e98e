package dev.sallyport.core.sandbox.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** The sandbox's durable maps, in one file below its folder. One process at a time has it open. */
public final class SandboxState implements AutoCloseable {
    /** Raised when a stored form changes so that an older program would misread it. */
    private static final String FORMAT = "1";

    private static final ObjectMapper MAPPER = Json.MAPPER.copy().registerModule(new ShapeModule());

    private final MVStore store;

    private SandboxState(MVStore store) {
        this.store = store;
    }

    /**
     * Opens or creates the state below {@code folder}.
     *
     * @throws SallyportException {@code SP-SANDBOX-VERSION} when another version wrote it, {@code SP-SANDBOX-STATE} when
     *     it cannot be opened
     */
    public static SandboxState open(Path folder) {
        Path file = Home.privateFolder(folder).resolve("state.mv");
        boolean fresh = !file.toFile().exists();
        if (fresh) {
            Home.writePrivate(file, new byte[0]);
        }
        MVStore store;
        try {
            store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
        } catch (MVStoreException e) {
            throw SallyportException.unavailable(
                            "SP-SANDBOX-STATE",
                            "The sandbox's state in " + file + " cannot be opened: " + e.getMessage(),
                            "Close the other program that has it open, or move the folder away to start afresh.")
                    .causedBy(e);
        }
        SandboxState state = new SandboxState(store);
        Shelf<String> about = state.shelf("about", String.class);
        String found = about.get("format").orElse(null);
        if (found == null) {
            about.put("format", FORMAT);
        } else if (!found.equals(FORMAT)) {
            state.close();
            throw SallyportException.badInput(
                    "SP-SANDBOX-VERSION",
                    "The sandbox in " + folder + " was written in format " + found + "; this version reads " + FORMAT + ".",
                    "Open it with the version that wrote it, or use another --home.");
        }
        return state;
    }

    /** A state in memory only, for tests. */
    public static SandboxState inMemory() {
        return new SandboxState(new MVStore.Builder().autoCommitDisabled().open());
    }

    /**
     * The durable map of that name, created empty.
     *
     * @param name the owner and the content, such as {@code kms/keys}
     */
    public <V> Shelf<V> shelf(String name, Class<V> type) {
        return new Shelf<>(store.openMap(name), type, MAPPER);
    }

    /** Empties every map but the format. */
    public void clear() {
        for (String name : store.getMapNames()) {
            if (!name.equals("about")) {
                store.openMap(name).clear();
            }
        }
        store.commit();
    }

    @Override
    public void close() {
        store.close();
    }
}
