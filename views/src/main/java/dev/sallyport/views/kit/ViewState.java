package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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

    /**
     * Read before, and being read again.
     *
     * @param before ready, partial or stale
     * @param readAt when it was read
     * @param since when reading it again began
     */
    record Rereading<T>(ViewState<T> before, Instant readAt, Instant since) implements ViewState<T> {
        /** {@code As of 18:59 UTC, reading}; with the day where it was another one. */
        public String age() {
            return "As of " + Format.utcMoment(readAt, since) + " UTC, reading";
        }
    }

    /** AWS, or read-only mode, said no. */
    record Denied<T>(SallyportException error) implements ViewState<T> {}

    /** It could not be read. */
    record Failed<T>(SallyportException error) implements ViewState<T> {}

    /** What is known, whole or not, however old. */
    default Optional<T> known() {
        return switch (this) {
            case Ready<T>(T value) -> Optional.of(value);
            case Partial<T>(T value, List<String> missing) -> Optional.of(value);
            case Stale<T>(T value, Instant at, SallyportException why) -> Optional.of(value);
            case Rereading<T>(ViewState<T> before, Instant at, Instant since) -> before.known();
            case Loading<T> _, Empty<T> _, Denied<T> _, Failed<T> _ -> Optional.empty();
        };
    }

    /** The same state of another value, where one is known. */
    default ViewState<T> with(UnaryOperator<T> change) {
        return switch (this) {
            case Ready<T>(T value) -> new Ready<>(change.apply(value));
            case Partial<T>(T value, List<String> missing) -> new Partial<>(change.apply(value), missing);
            case Stale<T>(T value, Instant at, SallyportException why) -> new Stale<>(change.apply(value), at, why);
            case Rereading<T>(ViewState<T> before, Instant at, Instant since) ->
                new Rereading<>(before.with(change), at, since);
            case Loading<T> _, Empty<T> _, Denied<T> _, Failed<T> _ -> this;
        };
    }

    /**
     * The line that answers the page's question.
     *
     * @param words what to say of what is known; its age is added while it is read again
     * @param none what to say when there is nothing
     */
    default String say(Function<? super T, String> words, String none) {
        return switch (this) {
            case Empty<T> _ -> none;
            case Rereading<T> again -> again.before().say(words, none) + " " + again.age() + ".";
            case Ready<T> _, Partial<T> _, Stale<T> _ -> known().map(words).orElse("");
            case Loading<T> _, Denied<T> _, Failed<T> _ -> "";
        };
    }

    /** The state after an error, keeping what {@code before} knew. */
    static <T> ViewState<T> failed(ViewState<T> before, Instant readAt, SallyportException error) {
        return switch (before) {
            case Ready<T>(T value) -> new Stale<>(value, readAt, error);
            case Partial<T>(T value, List<String> missing) -> new Stale<>(value, readAt, error);
            case Stale<T>(T value, Instant at, SallyportException why) -> new Stale<>(value, at, error);
            case Rereading<T>(ViewState<T> old, Instant at, Instant since) -> failed(old, at, error);
            case Loading<T> _, Empty<T> _, Denied<T> _, Failed<T> _ -> failed(error);
        };
    }

    /** Denied or failed, by the kind of the error. */
    static <T> ViewState<T> failed(SallyportException error) {
        return error.kind() == SallyportException.Kind.REFUSED ? new Denied<>(error) : new Failed<>(error);
    }
}
