package dev.sallyport.core.log;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** What a store has loaded. Questions read it while a source is loaded. */
final class StoreContent {
    private final List<LoadedFile> files = new CopyOnWriteArrayList<>();
    private final List<LogSource> opened = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

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
        files.clear();
        files.addAll(now);
        opened.clear();
        index.opened().forEach(source -> opened.add(source.source(names)));
        warnings.clear();
        warnings.addAll(index.warnings());
    }

    /**
     * Describes itself.
     *
     * @param bytes of the database
     * @param place tells how a file of originals is written
     */
    StoreIndex index(List<SourceMark> sources, long bytes, UnaryOperator<Path> place) {
        return new StoreIndex(
                sources,
                opened.stream().map(StoreIndex.Opened::of).toList(),
                files.stream()
                        .map(file -> StoreIndex.Rows.of(file, place.apply(file.lines().file()).toString()))
                        .toList(),
                List.copyOf(warnings),
                bytes);
    }
}
