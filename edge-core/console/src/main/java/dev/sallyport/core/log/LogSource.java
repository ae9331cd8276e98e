package dev.sallyport.core.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source, unpacked and told apart.
 *
 * @param name as the user gave it
 * @param kind null where there is no line
 * @param others kinds of some of its lines beside it
 * @param format of {@code path}
 * @param path plain text, one line feed a line
 * @param original the file that the user named
 * @param size of the original when it was opened, bytes
 * @param warnings what could not be read
 */
record LogSource(
        String name,
        @Nullable LogKind kind,
        Set<LogKind> others,
        LogFormat format,
        Path path,
        Path original,
        long size,
        List<String> warnings) {
    /** Whether a line of it is of that kind, as far as its beginning tells. */
    boolean holds(LogKind wanted) {
        return kind == wanted || others.contains(wanted);
    }

    /** A sentence where only records of another kind are counted, so that nobody takes this source for read. */
    Optional<String> uncounted(LogKind wanted) {
        return kind == null || holds(wanted)
                ? Optional.empty()
                : Optional.of(name + " is a log of " + kind.writer() + ", not of " + wanted.writer()
                        + ": nothing of it was counted.");
    }
}
