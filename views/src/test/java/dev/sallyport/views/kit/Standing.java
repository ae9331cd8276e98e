package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;

/** The states in which a page can stand with something it has read, in an order in which each leaves the next what it needs. */
public enum Standing {
    /** Not newer for a reason. */
    STALE,
    /** Not all of it. */
    PARTIAL,
    /** Being read again. */
    REREADING,
    /** A permission is missing, and nothing is known. */
    DENIED,
    /** Too many calls, and nothing is known. */
    FAILED,
    /** Being read for the first time. */
    LOADING;

    /** How long ago it was read. */
    public static final Duration AGE = Duration.ofMinutes(14);

    /**
     * Lets {@code shown}, of which something is known, stand so.
     *
     * @param action the permission that reads it
     */
    public <T> void of(ObjectProperty<ViewState<T>> shown, String action) {
        of(shown, Trouble.denied(action), Trouble.throttled());
    }

    /**
     * The same of what has errors of its own.
     *
     * @param refused to whoever may not
     * @param failed to anybody
     */
    public <T> void of(ObjectProperty<ViewState<T>> shown, SallyportException refused, SallyportException failed) {
        ViewState<T> now = shown.get();
        Instant readAt = LaterClock.START;
        shown.set(switch (this) {
            case STALE -> new ViewState.Stale<>(known(now), readAt, failed);
            case PARTIAL -> new ViewState.Partial<>(known(now), List.of("Not read: " + refused.message()));
            case REREADING ->
                new ViewState.Rereading<>(new ViewState.Ready<>(known(now)), readAt, readAt.plus(AGE));
            case DENIED -> ViewState.failed(refused);
            case FAILED -> ViewState.failed(failed);
            case LOADING -> new ViewState.Loading<>();
        });
    }

    private static <T> T known(ViewState<T> state) {
        return state.known().orElseThrow();
    }

    /** As it stands in the names of pictures. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
