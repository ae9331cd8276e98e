package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a page knows about the thing it shows.
 *
 * @param <T> the thing
 */
public sealed interface ViewState<T> {

    /** Being read for the first time. */
    record Loading<T>() implements ViewState<T> {}

    /**
     * There is nothing.
     *
     * @param heading what is so, in a few words
     * @param why one sentence
     * @param next the one thing to do
     */
    record Empty<T>(String heading, String why, Optional<Action> next) implements ViewState<T> {}

    /** Read and whole. */
    record Ready<T>(T value) implements ViewState<T> {}

    /**
     * Read before, and not newer for a reason.
     *
     * @param readAt when it was read
     */
    record Stale<T>(T value, Instant readAt, SallyportException why) implements ViewState<T> {}

    /**
     * Read, but not all of it.
     *
     * @param missing sentences, each naming what could not be read and the permission that would allow it
     */
    record Partial<T>(T value, List<String> missing) implements ViewState<T> {}

    /** AWS, or read-only mode, said no. */
    record Denied<T>(SallyportException error) implements ViewState<T> {}

    /** It could not be read. */
    record Failed<T>(SallyportException error) implements ViewState<T> {}

    /** The state after an error, keeping what {@code before} knew. */
    static <T> ViewState<T> failed(ViewState<T> before, Instant readAt, SallyportException error) {
        return switch (before) {
            case Ready<T>(T value) -> new Stale<>(value, readAt, error);
            case Partial<T>(T value, List<String> missing) -> new Stale<>(value, readAt, error);
            case Stale<T>(T value, Instant at, SallyportException why) -> new Stale<>(value, at, error);
            case Loading<T> _, Empty<T> _, Denied<T> _, Failed<T> _ -> failed(error);
        };
    }

    /** Denied or failed, by the kind of the error. */
    static <T> ViewState<T> failed(SallyportException error) {
        return error.kind() == SallyportException.Kind.REFUSED ? new Denied<>(error) : new Failed<>(error);
    }
}
