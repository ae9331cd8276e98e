package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.SortedLines.Shelf;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The one way from a file that a user names to lines of one record each, whoever reads them: told apart by content,
 * unpacked, and JSON over several lines taken apart. What it writes lies in a private folder.
 */
final class SourceFiles {
    /** Standard input, as Unix names it; where there is no such name, that is said of it. */
    private static final Path INPUT = Path.of("/dev/stdin");

    private static final int FEW = 5;

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
     * @param numbers of the lines in the file that they were taken out of, from 1; empty where they lie as they came
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(String name, LogKind kind, Path lines, LogFormat format, boolean placed, long[] numbers) {
        Part(String name, LogKind kind, Path lines, LogFormat format, boolean placed) {
            this(name, kind, lines, format, placed, new long[0]);
        }
    }

    /** A private file that nobody else writes. */
    Path next(String name) {
        return folder.file(name + '-' + files++);
    }

    /**
     * Opens each file.
     *
     * @param gaps get a sentence for each that is left out, if it may be
     * @throws SallyportException bad input: one that is needed is missing, not readable, or no log
     */
    List<LogSource> open(List<LogFile> files, List<String> gaps) {
        List<LogSource> sources = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (LogFile file : files) {
            open(file, left).ifPresent(sources::add);
        }
        gaps.addAll(few(left));
        return sources;
    }

    /** The first of many sentences of one kind, and how many more there are. */
    static List<String> few(Collection<String> sentences) {
        List<String> few = new ArrayList<>(sentences.stream().limit(FEW).toList());
        if (sentences.size() > FEW) {
            few.add((sentences.size() - FEW) + " more were not read for reasons of that kind.");
        }
        return few;
    }

    /** One of them; empty where it is left out. */
    Optional<LogSource> open(LogFile file, List<String> gaps) {
        try {
            return Optional.of(SourceReader.open(file, next("plain")));
        } catch (SallyportException e) {
            if (file.needed() || e.kind() != SallyportException.Kind.BAD_INPUT) {
                throw e;
            }
            gaps.add(e.message());
            return Optional.empty();
        }
    }

    /**
     * The files that are meant: {@code -} for standard input, those below a folder, those that a pattern in a file name matches, each once although
     * links may lead to it twice.
     *
     * @throws SallyportException bad input: a folder without a file, or one that cannot be listed
     */
    static List<Path> named(List<Path> paths) {
        Map<Object, Path> files = new LinkedHashMap<>();
        for (Path path : paths) {
            if (path.toString().equals("-")) {
                files.putIfAbsent(path, INPUT);
                continue;
            }
            try {
                for (Path file : Files.isDirectory(path) ? below(path) : matching(path)) {
                    files.putIfAbsent(identity(file), file);
                }
            } catch (IOException | UncheckedIOException e) {
                throw SallyportException.badInput(
                                "SP-LOG-FOLDER", "The folder of " + path + " cannot be listed.", "Name the files in it.")
                        .causedBy(e);
            }
        }
        return List.copyOf(files.values());
    }

    /** Whether it stands for standard input, whatever that is. */
    static boolean isInput(Path file) {
        return file.equals(INPUT);
    }

    private static Object identity(Path file) {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file.toRealPath() : key;
        } catch (IOException missing) {
            return file;
        }
    }

    /** Hidden files are left out, as are those in hidden folders. */
    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .filter(file -> !hidden(folder.relativize(file)))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw SallyportException.badInput(
                        "SP-LOG-FOLDER", folder + " is a folder without a file.", "Name log files, or a folder of them.");
            }
            return files;
        }
    }

    private static boolean hidden(Path path) {
        return StreamSupport.stream(path.spliterator(), false).anyMatch(name -> name.toString().startsWith("."));
    }

    /** A name that exists stands for itself, whatever characters it has. */
    private static List<Path> matching(Path path) throws IOException {
        Path name = path.getFileName();
        Path folder = path.toAbsolutePath().getParent();
        boolean pattern = name != null && !Files.exists(path) && isPattern(name.toString());
        if (name == null || folder == null || !pattern || !Files.isDirectory(folder)) {
            return List.of(path);
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, name.toString())) {
            for (Path file : all) {
                if (Files.isRegularFile(file)) {
                    found.add(path.resolveSibling(file.getFileName().toString()));
                }
            }
        }
        found.sort(Comparator.naturalOrder());
        return found.isEmpty() ? List.of(path) : found;
    }

    /** Whether the name of a file is meant for several, in the way of a shell. */
    private static boolean isPattern(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
    }

    /** The parts of a source, none where it holds no line. */
    List<Part> parts(LogSource source) throws IOException {
        LogKind kind = source.kind();
        if (kind == null) {
            return List.of();
        }
        return switch (source.format()) {
            case LINES, W3C -> List.of(new Part(source.name(), kind, source.path(), source.format(), false));
            case MIXED -> sorted(source.name(), kind, source.path());
            case JSON_TREE -> {
                Path lines = next("lines");
                Path events = next("events");
                try (EventFile out = new EventFile(events, kind)) {
                    JsonTree.split(source.path(), lines, out);
                }
                List<Part> parts = new ArrayList<>(sorted(source.name(), kind, lines));
                Files.delete(lines);
                parts.add(new Part(source.name(), kind, events, LogFormat.LINES, kind == LogKind.EDGE));
                yield parts;
            }
        };
    }

    /** One part for each way in which some of the lines must be read. */
    private List<Part> sorted(String name, LogKind kind, Path file) throws IOException {
        Map<Shelf, Path> paths = new EnumMap<>(Shelf.class);
        Map<Shelf, BufferedWriter> writers = new EnumMap<>(Shelf.class);
        Map<Shelf, LongStream.Builder> numbers = new EnumMap<>(Shelf.class);
        SortedLines lines = new SortedLines(kind, (shelf, line, number) -> {
            numbers.computeIfAbsent(shelf, one -> LongStream.builder()).add(number);
            BufferedWriter out = writers.computeIfAbsent(shelf, one -> {
                Path path = next("sorted");
                paths.put(shelf, path);
                return new BufferedWriter(new OutputStreamWriter(SpareFile.create(path), StandardCharsets.UTF_8));
            });
            try {
                out.write(shelf == Shelf.EDGE ? EventFile.unplaced(line) : line);
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            WafLines.read(file, lines::add);
            lines.end();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            for (BufferedWriter writer : writers.values()) {
                writer.close();
            }
        }
        return paths.entrySet().stream()
                .map(one -> new Part(
                        name, one.getKey().kind(), one.getValue(), one.getKey().format(), one.getKey() == Shelf.EDGE,
                        numbers.getOrDefault(one.getKey(), LongStream.builder()).build().toArray()))
                .toList();
    }

    /** A sentence where the file is no longer what was opened. */
    static Optional<String> shrunk(LogSource source) throws IOException {
        boolean whole = Files.exists(source.original()) && Files.size(source.original()) >= source.size();
        return whole
                ? Optional.empty()
                : Optional.of(source.name() + " shrank while it was read; what could be read was counted.");
    }
}
