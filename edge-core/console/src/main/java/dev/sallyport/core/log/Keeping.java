package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the database of one store lies: in its own folder while it is changed, among those that are kept when all that
 * stands in it can be known again.
 */
final class Keeping implements AutoCloseable {
    /** Less than this, bytes, is read again as fast as it is found. */
    static final long WORTH = 4L << 20;

    private final StoreFolder own;
    private final KeptStores stores;
    private final LogDatabase database;
    private final StoreContent content;
    private @Nullable KeptStore kept;
    /** By which all that stands in the database is known again; null where something is not. */
    private @Nullable List<SourceMark> sources = List.of();

    private int moves;

    Keeping(StoreFolder own, KeptStores stores, LogDatabase database, StoreContent content) {
        this.own = own;
        this.stores = stores;
        this.database = database;
        this.content = content;
    }

    /**
     * A file of which lines are to be read.
     *
     * @param from bytes that were read when it had no more
     */
    record Unread(LogFile file, long from) {}

    /**
     * What is to be read, and what is there already.
     *
     * @param files that are wanted
     * @param marks of all of them; null where they cannot be known again
     * @param base to begin with; null to go on with what stands in the store
     */
    record Plan(
            List<LogFile> files, @Nullable List<SourceMark> marks, @Nullable KeptStore base, List<Unread> unread)
            implements AutoCloseable {
        /** A sentence for each file that the store has already, and is not read once more. */
        List<String> twice() {
            return base != null
                    ? List.of()
                    : SourceFiles.few(files.stream()
                            .filter(file -> unread.stream().noneMatch(one -> one.file().equals(file)))
                            .map(file -> file.name() + " is open already and is not counted twice.")
                            .toList());
        }

        @Override
        public void close() {
            if (base != null) {
                base.close();
            }
        }
    }

    /** Looks for what is there already; the plan is closed by who does not {@link #begin} with it. */
    Plan plan(List<LogFile> files) throws IOException {
        List<SourceMark> before = sources;
        List<SourceMark> marks = before == null ? null : SourceMark.of(files).orElse(null);
        if (before == null || marks == null) {
            return new Plan(files, null, null, files.stream().map(file -> new Unread(file, 0)).toList());
        }
        long bytes = marks.stream().mapToLong(SourceMark::size).sum();
        KeptStore base = content.opened().isEmpty() && bytes >= WORTH ? stores.find(marks).orElse(null) : null;
        StoreIndex had = base == null ? content.index(before, 0, file -> relative(own.file(""), file)) : base.index();
        List<Unread> unread = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (!had.has(marks.get(i))) {
                unread.add(new Unread(files.get(i), had.read(marks.get(i))));
            }
        }
        return new Plan(files, marks, base, unread);
    }

    /** Lets the store have what the plan begins with. */
    void begin(Plan plan) throws SQLException, IOException {
        KeptStore base = plan.base();
        if (base != null) {
            List<SourceMark> marks = plan.marks() == null ? List.of() : plan.marks();
            Map<String, String> names = new HashMap<>();
            for (SourceMark had : base.index().sources()) {
                marks.stream()
                        .filter(mark -> mark.place().equals(had.place()))
                        .forEach(mark -> names.put(had.name(), mark.name()));
            }
            database.still(() -> use(base, base.index(), name -> names.getOrDefault(name, name)));
        }
    }

    private void use(KeptStore store, StoreIndex index, UnaryOperator<String> names) {
        kept = store;
        sources = index.sources();
        database.move(store.database(), store.spill());
        content.become(index, store.folder(), names);
    }

    /**
     * Before the database is changed: it lies where nobody else reads it.
     *
     * @param grows whether it is kept again with more in it, so that nobody needs it as it was
     */
    void own(boolean grows) throws SQLException, IOException {
        KeptStore from = kept;
        if (from != null) {
            database.still(() -> take(from, grows && from.lock().takeAlone()));
        }
    }

    private void take(KeptStore from, boolean alone) throws IOException {
        Path to = Home.privateFolder(own.file("own-" + moves++));
        try (Stream<Path> files = Files.list(from.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (alone) {
                    Files.move(file, to.resolve(file.getFileName()));
                } else {
                    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        StoreIndex index = content.index(from.index().sources(), from.index().bytes(), file -> relative(from.folder(), file));
        content.become(index, to, name -> name);
        database.move(to.resolve(KeptStores.DATABASE), own.file("spill"));
        kept = null;
        if (alone) {
            StoreFolder.remove(from.folder());
            from.lock().remove();
        } else {
            from.close();
        }
    }

    private static Path relative(Path folder, Path file) {
        return file.startsWith(folder) ? folder.relativize(file) : file.toAbsolutePath();
    }

    /** From now on something stands in the database that cannot be known again. */
    void forget() {
        sources = null;
    }

    /** What the plan wanted stands in the database now: it may be found again. */
    void keep(Plan plan) throws SQLException, IOException {
        List<SourceMark> before = sources;
        List<SourceMark> marks = plan.marks();
        // A file that was written to meanwhile may have been read to anywhere.
        if (before == null || marks == null || !marks.equals(SourceMark.of(plan.files()).orElse(null))) {
            sources = null;
            return;
        }
        for (Unread one : plan.unread()) {
            String place = marks.get(plan.files().indexOf(one.file())).place();
            if (one.from() == 0 && before.stream().anyMatch(had -> had.place().equals(place))) {
                // What it held before stands there too.
                sources = null;
                return;
            }
        }
        List<SourceMark> all = new ArrayList<>(before);
        all.removeIf(had -> marks.stream().anyMatch(mark -> mark.place().equals(had.place())));
        all.addAll(marks);
        sources = all;
        if (all.stream().mapToLong(SourceMark::size).sum() >= WORTH) {
            database.still(() -> keep(all));
        }
    }

    private void keep(List<SourceMark> all) throws IOException {
        Path draft = Home.privateFolder(own.file("keep-" + moves++));
        Set<String> objects = new HashSet<>();
        all.stream().filter(mark -> mark.head().isEmpty()).forEach(mark -> objects.add(mark.name()));
        Map<Path, Path> moved = new HashMap<>();
        for (LoadedFile file : content.files()) {
            Path lines = file.lines().file().toAbsolutePath();
            boolean ours = lines.startsWith(own.file("").toAbsolutePath());
            if ((ours || objects.contains(file.name())) && !moved.containsKey(lines)) {
                Path to = draft.resolve("lines-" + moved.size());
                if (ours) {
                    Files.move(lines, to);
                } else {
                    copy(lines, to);
                }
                moved.put(lines, to.getFileName());
            }
        }
        Path data = draft.resolve(KeptStores.DATABASE);
        Files.move(database.file(), data);
        StoreIndex index = content.index(
                all, Files.size(data), file -> moved.getOrDefault(file.toAbsolutePath(), file.toAbsolutePath()));
        Optional<KeptStore> done = stores.keep(index, draft);
        if (done.isPresent()) {
            use(done.get(), index, name -> name);
        } else {
            database.move(data, own.file("spill"));
            content.become(index, draft, name -> name);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException noLinks) {
            Files.createFile(to, Home.privately(to));
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }
}
