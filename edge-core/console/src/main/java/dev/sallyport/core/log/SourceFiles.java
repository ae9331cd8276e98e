package dev.sallyport.core.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one way from a file that a user names to lines of one record each, whoever reads them: told apart by content,
 * unpacked, and JSON over several lines taken apart. What it writes lies in a private folder.
 */
final class SourceFiles {
    private final StoreFolder folder;
    private int files;

    SourceFiles(StoreFolder folder) {
        this.folder = folder;
    }

    /**
     * Lines of one kind.
     *
     * @param name of the source, as the user gave it
     * @param placed whether each line is an event with its place, as {@link EventFile} writes those of Lambda
     */
    record Part(String name, LogKind kind, Path lines, LogFormat format, boolean placed) {}

    /** A private file that nobody else writes. */
    Path next(String name) {
        return folder.file(name + '-' + files++);
    }

    /**
     * Opens each file.
     *
     * @throws dev.sallyport.core.SallyportException bad input: missing, a folder, not readable, or no log
     */
    List<LogSource> open(List<Path> paths) {
        List<LogSource> sources = new ArrayList<>();
        for (Path path : paths) {
            sources.add(SourceReader.open(path, next("plain")));
        }
        return sources;
    }

    /** The parts of a source, none where it holds no line. */
    List<Part> parts(LogSource source) throws IOException {
        LogKind kind = source.kind();
        if (kind == null) {
            return List.of();
        }
        if (source.format() != LogFormat.JSON_TREE) {
            return List.of(new Part(source.name(), kind, source.path(), source.format(), false));
        }
        Path lines = next("lines");
        Path events = next("events");
        try (EventFile out = new EventFile(events, kind)) {
            JsonTree.split(source.path(), lines, out);
        }
        return List.of(
                new Part(source.name(), kind, lines, LogFormat.LINES, false),
                new Part(source.name(), kind, events, LogFormat.LINES, kind == LogKind.EDGE));
    }

    /** A sentence where the file is no longer what was opened. */
    static Optional<String> shrunk(LogSource source) throws IOException {
        boolean whole = Files.exists(source.original()) && Files.size(source.original()) >= source.size();
        return whole
                ? Optional.empty()
                : Optional.of(source.name() + " shrank while it was read; what could be read was counted.");
    }
}
