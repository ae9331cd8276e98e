package dev.sallyport.core.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the database of a kept store, as it is written beside it.
 *
 * @param format of the tables and of the ways of reading
 * @param sources by what each is known again, in the order in which they were read
 * @param opened of them, as they were told apart
 * @param rows of each file
 * @param warnings of the reading
 * @param bytes of the database, by which one that was cut is seen
 */
record StoreIndex(
        int format,
        List<SourceMark> sources, List<Opened> opened, List<Rows> rows, List<String> warnings, long bytes) {
    /** Counts up when tables or ways of reading change: what was kept before is not found again then. */
    static final int FORMAT = 2;

    /**
     * Whether all of it is wanted: each source is there, unchanged or with more lines behind those that were read. What
     * was said of a source names it, so then it must have kept its name.
     */
    boolean isPartOf(List<SourceMark> wanted) throws IOException {
        for (SourceMark had : sources) {
            Optional<SourceMark> now = wanted.stream().filter(one -> one.place().equals(had.place())).findFirst();
            if (now.isEmpty()
                    || !(had.same(now.get()) || grown(now.get()).isPresent())
                    || !(warnings.isEmpty() || had.name().equals(now.get().name()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a source stands in it as it is. */
    boolean has(SourceMark source) {
        return sources.stream().anyMatch(had -> had.same(source));
    }

    /** What a source was that grew since it was read, so that only what is new is to be read. */
    Optional<SourceMark> grown(SourceMark source) throws IOException {
        for (SourceMark had : sources) {
            if (isGrowing(had) && had.grewInto(source)) {
                return Optional.of(had);
            }
        }
        return Optional.empty();
    }

    /** Whether lines that come behind those of a source can be read alone: each is a record, where it lies in the file. */
    private boolean isGrowing(SourceMark source) {
        List<Rows> its = rows.stream().filter(one -> one.name().equals(source.name())).toList();
        return !its.isEmpty()
                && its.stream()
                        .allMatch(one -> one.format() == LogFormat.LINES
                                && one.kind() != LogKind.EDGE
                                && one.lines().equals(source.place()));
    }

    /** As {@link LogSource}, without where it was unpacked to. */
    record Opened(
            String name,
            @Nullable LogKind kind,
            Set<LogKind> others,
            LogFormat format,
            String original,
            long size,
            List<String> warnings) {
        static Opened of(LogSource source) {
            return new Opened(
                    source.name(),
                    source.kind(),
                    source.others(),
                    source.format(),
                    source.original().toString(),
                    source.size(),
                    source.warnings());
        }

        LogSource source(UnaryOperator<String> names) {
            Path file = Path.of(original);
            return new LogSource(names.apply(name), kind, others, format, file, file, size, warnings);
        }
    }

    /**
     * As {@link LoadedFile}.
     *
     * @param lines the file of the originals, relative to the store where it lies in it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Rows(
            String name,
            LogKind kind,
            long first,
            long rows,
            String lines,
            boolean returnEndsLine,
            long base,
            LogFormat format,
            boolean placed,
            long[] numbers) {
        /** @param lines as {@link Rows#lines} */
        static Rows of(LoadedFile file, String lines) {
            return new Rows(
                    file.name(),
                    file.kind(),
                    file.first(),
                    file.rows(),
                    lines,
                    file.lines().returnEndsLine(),
                    file.base(),
                    file.part().format(),
                    file.part().placed(),
                    file.part().numbers());
        }

        /** @param raw the originals, which files of one kind may share */
        LoadedFile file(String called, RawLines raw) {
            SourceFiles.Part part = new SourceFiles.Part(called, kind, raw.file(), format, placed, numbers);
            return new LoadedFile(called, kind, first, rows, raw, base, part);
        }
    }
}
