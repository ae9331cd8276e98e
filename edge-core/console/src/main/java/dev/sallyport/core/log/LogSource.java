package dev.sallyport.core.log;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source, unpacked and told apart.
 *
 * @param name as the user gave it
 * @param kind null where there is no line
 * @param format of {@code path}
 * @param path plain text, one line feed a line
 * @param original the file that the user named
 * @param size of the original when it was opened, bytes
 * @param warnings what could not be read
 */
record LogSource(
        String name,
        @Nullable LogKind kind,
        LogFormat format,
        Path path,
        Path original,
        long size,
        List<String> warnings) {}
