package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the database of one store lies: in its own folder while it is changed, among those that are kept when all that
 * stands in it can be known again.
 */
final class Keeping implements AutoCloseable {
    /** Less than this, bytes, is read again as fast as it is found. */
    static final long WORTH = 4L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

    private final StoreFolder own;
    private final KeptStores stores;
    private final LogDatabase database;
    private final StoreContent content;
    private @Nullable KeptStore kept;
    /** What stands in the database and can be known again. */
    private List<SourceMark> sources = List.of();
    /** Whether nothing else stands in it. */
    private boolean whole = true;

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
     * @param before what it was when fewer of its lines were read; null where none were
     */
    record Unread(LogFile file, @Nullable SourceMark before) {}

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
        List<SourceMark> marks = SourceMark.of(files).orElse(null);
        if (marks == null) {
            return new Plan(files, null, null, files.stream().map(file -> new Unread(file, null)).toList());
        }
        long bytes = marks.stream().mapToLong(SourceMark::size).sum();
        KeptStore base = content.opened().isEmpty() && bytes >= WORTH ? stores.find(marks).orElse(null) : null;
        StoreIndex had = base == null ? content.index(sources, 0, this::place) : base.index();
        List<Unread> unread = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (!had.has(marks.get(i))) {
                unread.add(new Unread(files.get(i), had.grown(marks.get(i)).orElse(null)));
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
        content.become(index, store.folder(), names);
        database.move(store.database(), store.spill());
        sources = index.sources();
        kept = store;
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
        StoreIndex index = content.index(from.index().sources(), from.index().bytes(), this::place);
        Path to = own.file("own-" + moves++);
        if (alone) {
            Files.move(from.folder(), to);
        } else {
            Home.privateFolder(to);
            try (Stream<Path> files = Files.list(from.folder())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        content.become(index, to, name -> name);
        database.move(to.resolve(KeptStores.DATABASE), own.file("spill"));
        kept = null;
        if (alone) {
            from.lock().remove();
        } else {
            from.close();
        }
    }

    /** Where the originals of a file are: in the kept store, or in the source itself. */
    private String place(LoadedFile file) {
        Path lines = file.lines().file().toAbsolutePath();
        KeptStore in = kept;
        if (in != null && lines.startsWith(in.folder().toAbsolutePath())) {
            return in.folder().toAbsolutePath().relativize(lines).toString();
        }
        return sources.stream()
                .filter(mark -> mark.name().equals(file.name()) && lines.equals(given(file.name())))
                .map(SourceMark::place)
                .findFirst()
                .orElse(lines.toString());
    }

    /** The file that a source was named as. */
    private @Nullable Path given(String name) {
        return content.opened().stream()
                .filter(source -> source.name().equals(name))
                .map(source -> source.original().toAbsolutePath())
                .findFirst()
                .orElse(null);
    }

    /** From now on something stands in the database that cannot be known again. */
    void forget() {
        whole = false;
    }

    /** A source that was removed is read anew when it is opened again. */
    void forget(String name) {
        sources = sources.stream().filter(mark -> !mark.name().equals(name)).toList();
    }

    /** What the plan wanted stands in the database now: it may be found again. Where it cannot be kept it stays as it is. */
    void keep(Plan plan) {
        List<SourceMark> marks = plan.marks();
        try {
            // A file that was written to meanwhile may have been read to anywhere.
            if (marks == null || !marks.equals(SourceMark.of(plan.files()).orElse(null))) {
                whole = false;
                return;
            }
            for (Unread one : plan.unread()) {
                String place = marks.get(plan.files().indexOf(one.file())).place();
                // What it held before stands there too.
                whole &= one.before() != null || sources.stream().noneMatch(had -> had.place().equals(place));
            }
            List<SourceMark> all = new ArrayList<>(sources);
            all.removeIf(had -> marks.stream().anyMatch(mark -> mark.place().equals(had.place())));
            all.addAll(marks);
            sources = List.copyOf(all);
            if (whole && all.stream().mapToLong(SourceMark::size).sum() >= WORTH) {
                database.still(this::keep);
            }
        } catch (IOException | UncheckedIOException | SQLException | SallyportException e) {
            LOG.debug("what was loaded is not kept: {}", e.getMessage());
        }
    }

    private void keep() throws IOException {
        Path data = database.file();
        if (Files.exists(data.resolveSibling(data.getFileName() + ".wal"))) {
            return;
        }
        Path draft = Home.privateFolder(own.file("keep-" + moves++));
        Map<Path, String> moved = originals(draft);
        Path kept = draft.resolve(KeptStores.DATABASE);
        StoreIndex index = content.index(
                sources, Files.size(data), file -> moved.getOrDefault(file.lines().file().toAbsolutePath(), place(file)));
        Files.move(data, kept);
        database.move(kept, own.file("spill"));
        content.become(index, draft, name -> name);
        Optional<KeptStore> done = stores.keep(index, draft);
        done.ifPresent(store -> use(store, index, name -> name));
    }

    /** Brings what is no source itself into the draft: copies first, since those may fail. */
    private Map<Path, String> originals(Path draft) throws IOException {
        Map<Path, String> names = new HashMap<>();
        List<Path> ours = new ArrayList<>();
        Path folder = own.file("").toAbsolutePath();
        for (LoadedFile file : content.files()) {
            Path lines = file.lines().file().toAbsolutePath();
            boolean object = sources.stream().anyMatch(mark -> mark.head().isEmpty() && mark.name().equals(file.name()));
            if ((lines.startsWith(folder) || object) && names.putIfAbsent(lines, "lines-" + names.size()) == null) {
                if (lines.startsWith(folder)) {
                    ours.add(lines);
                } else {
                    copy(lines, draft.resolve(names.getOrDefault(lines, "")));
                }
            }
        }
        for (Path lines : ours) {
            Files.move(lines, draft.resolve(names.getOrDefault(lines, "")));
        }
        return names;
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
