package dev.sallyport.core.sandbox.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** The sandbox's durable maps, in one file below its folder. One process at a time has it open. */
public final class SandboxState implements AutoCloseable {
    /** The folder beside the state whose files never change and are named in it: the bytes of objects. */
    public static final String OBJECTS = "objects";

    /** Raised when a stored form changes so that an older program would misread it. */
    private static final String FORMAT = "1";

    private static final ObjectMapper MAPPER = Json.MAPPER.copy().registerModule(new ShapeModule());

    private final MVStore store;
    private final @Nullable StateFiles files;
    private final StateNote.@Nullable Keeper note;
    private volatile @Nullable RuntimeException broken;

    /**
     * What {@link #restore} did.
     *
     * @param at when the copy was written that is now in place
     * @param lost what came after it
     */
    public record Restored(Instant at, Lost lost) {}

    private SandboxState(MVStore store, @Nullable StateFiles files, StateNote.@Nullable Keeper note) {
        this.store = store;
        this.files = files;
        this.note = note;
    }

    /**
     * Opens or creates the state below {@code folder}. A copy of it from an earlier time is kept beside it.
     *
     * @throws SallyportException {@code SP-SANDBOX-VERSION} when another version wrote it, {@code SP-SANDBOX-DAMAGED} when
     *     it is not what was written last, {@code SP-SANDBOX-STATE} when it cannot be opened
     */
    public static SandboxState open(Path folder) {
        StateFiles files = new StateFiles(folder);
        try {
            files.check();
            if (!Files.exists(files.store())) {
                Home.writePrivate(files.store(), new byte[0]);
            }
            MVStore store = opened(files);
            try {
                files.check(store);
                StateNote.Keeper note = new StateNote.Keeper(files.note(), store.getCurrentVersion());
                return ofThisFormat(new SandboxState(store, files, note), folder);
            } catch (SallyportException | IOException e) {
                store.closeImmediately();
                throw e;
            }
        } catch (IOException e) {
            throw unopened(files, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private static MVStore opened(StateFiles files) {
        try {
            return new MVStore.Builder()
                    .fileName(files.store().toString())
                    .autoCommitDisabled()
                    .open();
        } catch (MVStoreException e) {
            throw switch (e.getErrorCode()) {
                case DataUtils.ERROR_FILE_LOCKED -> unopened(files, "another program has it open").causedBy(e);
                case DataUtils.ERROR_FILE_CORRUPT -> files.damaged("it is no store that can be read").causedBy(e);
                default -> unopened(files, "it cannot be read").causedBy(e);
            };
        }
    }

    private static SallyportException unopened(StateFiles files, String why) {
        return SallyportException.unavailable(
                "SP-SANDBOX-STATE",
                "The sandbox's state in " + files.store() + " cannot be opened: " + why + ".",
                "Close the other program that has it open, or make its folder readable and writable.");
    }

    /**
     * Puts the copy that is kept apart in the place of the store, which is kept too. Nobody may have it open.
     *
     * @throws SallyportException {@code SP-NOT-FOUND} when there is no whole copy
     */
    public static Restored restore(Path folder) {
        StateFiles files = new StateFiles(folder);
        Instant at = files.copyTime()
                .orElseThrow(() -> SallyportException.refused(
                        "SP-NOT-FOUND",
                        "No whole copy of the sandbox's state is kept in " + folder + ".",
                        "Run sallyport sandbox reset to begin afresh."));
        try {
            return new Restored(at, files.restore());
        } catch (IOException e) {
            throw unopened(files, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /**
     * Moves a store that cannot be opened out of the way. Nobody may have it open.
     *
     * @return where it lies now, nothing where there was none
     */
    public static Optional<Path> setAside(Path folder) {
        StateFiles files = new StateFiles(folder);
        try {
            Optional<Path> aside = files.setAside();
            files.beginAfresh();
            return aside;
        } catch (IOException e) {
            throw unopened(files, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private static SandboxState ofThisFormat(SandboxState state, Path folder) {
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
        return new SandboxState(new MVStore.Builder().autoCommitDisabled().open(), null, null);
    }

    /**
     * The durable map of that name, created empty.
     *
     * @param name the owner and the content, such as {@code kms/keys}
     */
    public <V> Shelf<V> shelf(String name, Class<V> type) {
        return new Shelf<>(store.openMap(name), type, MAPPER, this);
    }

    /** Empties every map but the format. */
    public void clear() {
        for (String name : store.getMapNames()) {
            if (!name.equals("about")) {
                store.openMap(name).clear();
            }
        }
        commit();
    }

    // One at a time: the version that is noted must be one that is written.
    synchronized void commit() {
        at(store::commit);
        if (note != null) {
            try {
                note.committed(store.getCurrentVersion());
            } catch (UncheckedIOException e) {
                throw broken(e);
            }
        }
    }

    /** Works on the store, which takes nothing any more once a write of it has failed: then says so, and why. */
    <T extends @Nullable Object> T at(Supplier<T> work) {
        RuntimeException before = broken;
        if (before != null) {
            throw broken(before);
        }
        try {
            return work.get();
        } catch (MVStoreException e) {
            // Without a cause it was closed on purpose.
            throw e.getErrorCode() == DataUtils.ERROR_CLOSED && e.getCause() == null ? e : broken(e);
        }
    }

    private SallyportException broken(RuntimeException why) {
        broken = why;
        Throwable first = why;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return SallyportException.unavailable(
                        "SP-SANDBOX-STATE",
                        "The sandbox's state in " + (files == null ? "memory" : files.store())
                                + " can no longer be written: " + first.getMessage() + ".",
                        "Make room on that disk and start Sallyport again; what was under way goes on then.")
                .causedBy(why);
    }

    @Override
    public void close() {
        if (store.isClosed()) {
            return;
        }
        if (broken != null) {
            store.closeImmediately();
            return;
        }
        long version = store.getCurrentVersion();
        store.close();
        if (files == null || note == null) {
            return;
        }
        try {
            note.close();
            StateNote.closed(version, files.store()).write(files.note());
        } catch (IOException e) {
            throw unopened(files, String.valueOf(e.getMessage())).causedBy(e);
        }
    }
}
