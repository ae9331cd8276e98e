package dev.sallyport.views.overview;

import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.ViewState;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** One question of the overview, read by itself, so that a slow or denied one holds up no other. */
final class Part<T> {
    private final ObjectProperty<ViewState<T>> state = new SimpleObjectProperty<>(new ViewState.Loading<>());
    private final String what;
    private final Callable<T> read;
    private final Function<T, ViewState<T>> judge;
    private final Background background;
    private final Background.Lane lane;
    private Instant readAt = Instant.EPOCH;
    private boolean reading;

    /** {@code judge} tells a whole answer from an empty or partial one. */
    Part(Background background, String what, Callable<T> read, Function<T, ViewState<T>> judge) {
        this.background = background;
        this.what = what;
        this.read = read;
        this.judge = judge;
        this.lane = background.lane();
    }

    ObjectProperty<ViewState<T>> state() {
        return state;
    }

    void refresh() {
        reading = true;
        load().run();
    }

    /** Reads again without a word in the activity bar, unless it is still reading. */
    void follow() {
        if (!reading) {
            reading = true;
            load().quietly().run();
        }
    }

    void cancel() {
        lane.cancel();
        reading = false;
    }

    private Background.Load<T> load() {
        Clock clock = background.activity().clock();
        return lane.load(what, read)
                .onSuccess(value -> {
                    reading = false;
                    readAt = clock.instant();
                    state.set(judge.apply(value));
                })
                .onError(error -> {
                    reading = false;
                    state.set(ViewState.failed(state.get(), readAt, error));
                });
    }
}
