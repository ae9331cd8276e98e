package dev.sallyport.core.sandbox.state;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** The files of a sandbox's state: the store, its note, the objects that it names, and a copy of all from an earlier time. */
final class StateFiles {
    private static final Duration COPY_AGE = Duration.ofMinutes(10);
    private static final String ASIDE = "damaged-";

    private final Path folder;

    StateFiles(Path folder) {
        this.folder = Home.privateFolder(folder);
    }

    Path store() {
        return folder.resolve("state.mv");
    }

    Path note() {
        return folder.resolve("state.note");
    }

    private Path copy() {
        return folder.resolve("checkpoint.mv");
    }

    /** The bytes of objects, one file each, which the store names and which never change. */
    private Path objects() {
        return folder.resolve(SandboxState.OBJECTS);
    }

    private Path copyObjects() {
        return folder.resolve("checkpoint." + SandboxState.OBJECTS);
    }

    private Path copyNote() {
        return folder.resolve("checkpoint.note");
    }

    /**
     * Compares a file that nobody has open with its note, and keeps a copy of one that is whole. Where there is nothing at
     * all a note is written for a new one.
     *
     * @throws SallyportException {@code SP-SANDBOX-DAMAGED} when it is not what was written
     */
    void check() throws IOException {
        Optional<StateNote> found = StateNote.read(note());
        if (found.isEmpty()) {
            // The note is the first file of a sandbox and stays; without it any older store would do.
            if (Files.exists(store()) || Files.exists(note()) || (Files.exists(copy()) && !isSetAsideSinceCopied())) {
                throw withoutNote();
            }
            StateNote.NEW.write(note());
            return;
        }
        StateNote note = found.get();
        boolean there = Files.exists(store()) && Files.size(store()) > 0;
        if (!there && !note.equals(StateNote.NEW)) {
            throw damaged("its file is gone or empty, although version " + note.version() + " was written");
        }
        if (!note.closed()) {
            return;
        }
        if (!note.fits(store())) {
            throw damaged("its file is not the one that was closed at " + note.at());
        }
        Optional<StateNote> copied = StateNote.read(copyNote());
        Instant now = Instant.now();
        // A time to come is that of a clock which was set back since.
        boolean due = copied.isEmpty()
                || (copied.get().version() != note.version()
                        && (copied.get().at().isBefore(now.minus(COPY_AGE)) || copied.get().at().isAfter(now)));
        if (due) {
            // The objects first, and those that the copy no longer names last: a kill between leaves too many, never too few.
            ObjectLinks.add(objects(), copyObjects());
            Home.writePrivate(copy(), Files.readAllBytes(store()));
            note.write(copyNote());
            ObjectLinks.keepOnly(objects(), copyObjects());
        }
    }

    /**
     * Reads all of a store that was not closed, and compares its version with what was written last.
     *
     * @throws SallyportException {@code SP-SANDBOX-DAMAGED} when something is missing
     */
    void check(MVStore store) {
        Optional<StateNote> note = StateNote.read(note());
        if (note.isPresent() && note.get().closed()) {
            return;
        }
        long written = note.map(StateNote::version).orElse(0L);
        if (store.getCurrentVersion() < written) {
            throw damaged("version " + written + " was written, and " + store.getCurrentVersion()
                    + " is the newest that can be read");
        }
        try {
            for (String name : store.getMapNames()) {
                MVMap<String, String> map = store.openMap(name);
                map.cursor(null).forEachRemaining(key -> {});
            }
        } catch (MVStoreException e) {
            throw damaged("a part of it cannot be read").causedBy(e);
        }
    }

    /** Whether the newest store is kept under another name: versions before took the note away when they moved it. */
    private boolean isSetAsideSinceCopied() throws IOException {
        Optional<String> copied = copyTime().map(StateFiles::digits);
        try (Stream<Path> files = Files.list(folder)) {
            return copied.isPresent()
                    && files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(ASIDE))
                            .anyMatch(name -> digits(name).compareTo(copied.get()) > 0);
        }
    }

    private static String digits(Object text) {
        return text.toString().replaceAll("\\D", "");
    }

    private SallyportException withoutNote() {
        String how = "the note beside it, which says what was written last, is gone or cannot be read";
        return Files.exists(store()) && copyTime().isEmpty()
                ? damaged(
                        how,
                        "Go on with the version of Sallyport that wrote it if that kept no notes, or run sallyport"
                                + " sandbox reset to begin afresh. The file is kept.")
                : damaged(how);
    }

    SallyportException damaged(String how) {
        return damaged(
                how,
                copyTime()
                        .map(at -> "Run sallyport sandbox restore to go on from the copy of " + at
                                + ", or sallyport sandbox reset to begin afresh. The damaged file is kept.")
                        .orElse("Run sallyport sandbox reset to begin afresh. The damaged file is kept."));
    }

    private SallyportException damaged(String how, String next) {
        return SallyportException.unavailable(
                "SP-SANDBOX-DAMAGED", "The sandbox's state in " + store() + " is damaged: " + how + ".", next);
    }

    /** When the copy that is kept apart was whole. */
    Optional<Instant> copyTime() {
        try {
            Optional<StateNote> note = StateNote.read(copyNote());
            return note.isPresent() && note.get().fits(copy()) ? note.map(StateNote::at) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Moves the store out of the way; the name that it has now, nothing where there was none. Its note stays, so that a
     * store is missed until another takes its place, and its objects are kept beside it.
     */
    Optional<Path> setAside() throws IOException {
        if (!Files.exists(store())) {
            return Optional.empty();
        }
        String name = ASIDE + digits(Instant.now());
        ObjectLinks.add(objects(), folder.resolve(name + "." + SandboxState.OBJECTS));
        Path aside = folder.resolve(name + ".mv");
        Files.move(store(), aside);
        return Optional.of(aside);
    }

    /** A new store may take the place of the one that was moved out of the way. */
    void beginAfresh() {
        StateNote.NEW.write(note());
    }

    /**
     * Puts the copy in the place of the store; wherever this ends, the store is the copy or is missed.
     *
     * @return what was lost by it
     */
    Lost restore() throws IOException {
        long written = StateNote.read(note()).map(StateNote::version).orElse(Long.MAX_VALUE);
        StateNote.read(copyNote()).orElseThrow().write(note());
        Optional<Path> aside = setAside();
        ObjectLinks.add(copyObjects(), objects());
        Home.writePrivate(store(), Files.readAllBytes(copy()));
        return aside.map(damaged -> Lost.between(damaged, written, copy())).orElse(Lost.UNKNOWN);
    }
}
