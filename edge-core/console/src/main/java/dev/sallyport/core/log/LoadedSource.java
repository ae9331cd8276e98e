package dev.sallyport.core.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a source brought of one kind.
 *
 * @param name as the user gave it, or the log group
 * @param records of it in the store
 * @param first the earliest of their times; null where none has one
 * @param last the latest
 */
public record LoadedSource(
        String name, LogKind kind, long records, @Nullable Instant first, @Nullable Instant last) {}
