package dev.sallyport.core.log;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a store has loaded. Questions read it while a source is loaded. */
final class StoreContent {
    private volatile List<LoadedFile> files = new CopyOnWriteArrayList<>();
    private volatile List<LogSource> opened = new CopyOnWriteArrayList<>();
    private volatile List<String> warnings = new CopyOnWriteArrayList<>();

    /** Where the rows of each file are. */
    List<LoadedFile> files() {
        return files;
    }

    /** The sources, also those without a row. */
    List<LogSource> opened() {
        return opened;
    }

    /** What could not be read. */
    List<String> warnings() {
        return warnings;
    }

    /** How much there is. */
    record Mark(int files, int opened, int warnings) {}

    /** How much there is now. */
    Mark mark() {
        return new Mark(files.size(), opened.size(), warnings.size());
    }

    /** Takes away what came since then. */
    void cut(Mark then) {
        files = new CopyOnWriteArrayList<>(files.subList(0, then.files()));
        opened = new CopyOnWriteArrayList<>(opened.subList(0, then.opened()));
        warnings = new CopyOnWriteArrayList<>(warnings.subList(0, then.warnings()));
    }

    /** The kinds that have a source. */
    List<LogKind> kinds() {
        return files.stream().map(LoadedFile::kind).distinct().sorted().toList();
    }

    /**
     * Takes what an index says in place of what was here.
     *
     * @param folder of the store that it describes
     * @param names what each source is called now
     */
    void become(StoreIndex index, Path folder, UnaryOperator<String> names) {
        Map<String, RawLines> raw = new HashMap<>();
        List<LoadedFile> now = index.rows().stream()
                .map(rows -> rows.file(
                        names.apply(rows.name()),
                        raw.computeIfAbsent(
                                rows.lines(), lines -> new RawLines(folder.resolve(lines), rows.returnEndsLine()))))
                .toList();
        List<LogSource> sources =
                index.opened().stream().map(source -> source.source(names)).toList();
        files = new CopyOnWriteArrayList<>(now);
        opened = new CopyOnWriteArrayList<>(sources);
        warnings = new CopyOnWriteArrayList<>(index.warnings());
    }

    /**
     * Describes itself.
     *
     * @param bytes of the database
     * @param place tells how the originals of a file are written
     */
    StoreIndex index(List<SourceMark> sources, long bytes, Function<LoadedFile, String> place) {
        return new StoreIndex(
                StoreIndex.FORMAT,
                sources,
                opened.stream().map(StoreIndex.Opened::of).toList(),
                files.stream()
                        .map(file -> StoreIndex.Rows.of(file, place.apply(file)))
                        .toList(),
                List.copyOf(warnings),
                bytes);
    }
}
