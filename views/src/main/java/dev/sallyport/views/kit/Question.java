package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * What a page asks again and again, and the one way in which its answer grows old. While it is read again an old answer
 * stays, and says after a moment how old it is; an old "there is nothing" is at once not known any more.
 *
 * @param <T> the thing
 */
public final class Question<T> {
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** What is read again and again is this old only after the machine slept. */
    private static final Duration OLD = Duration.ofMinutes(3);

    private final Background background;
    private final ObjectProperty<ViewState<T>> state;
    private final Background.Lane lane;
    private final List<Runnable> then = new ArrayList<>();
    private Predicate<SallyportException> objection = error -> false;
    private Background.@Nullable Running patience;
    private final ReadOnlyObjectWrapper<@Nullable Instant> readAt = new ReadOnlyObjectWrapper<>();
    private boolean reading;
    private long number;

    /** Work whose answer comes in parts. */
    @FunctionalInterface
    public interface Arriving<R> {
        /**
         * Works.
         *
         * @param soFar takes what there is until now, from any thread
         */
        R call(Consumer<? super R> soFar) throws Exception;
    }

    /** Nothing is read yet; the answers go to {@code state}. */
    public Question(Background background, ObjectProperty<ViewState<T>> state) {
        this.background = background;
        this.state = state;
        this.lane = background.lane();
    }

    /** Errors that {@code which} accepts, and has told, are no answer: what is known stays. */
    public Question<T> objecting(Predicate<SallyportException> which) {
        objection = which;
        return this;
    }

    /** What to do after each answer, also after one that changed nothing. */
    public void onAnswer(Runnable next) {
        then.add(next);
    }

    /** When the answer that is shown was read; null before the first. */
    public ReadOnlyObjectProperty<@Nullable Instant> readAt() {
        return readAt.getReadOnlyProperty();
    }

    /** What the question is shown in. */
    public Activity activity() {
        return background.activity();
    }

    /**
     * Reads, instead of what is being read.
     *
     * @param what names the work in the activity bar
     * @param work on a worker thread
     * @param judge tells a whole answer from an empty or a partial one, on the interface thread
     */
    public <R> void ask(String what, Callable<R> work, Function<? super R, ViewState<T>> judge) {
        grow();
        load(what, work, judge).run();
    }

    /**
     * The same, and where nothing is known yet, what has arrived is shown while the rest is read.
     *
     * @param judge of each part as of the whole
     */
    public <R> void askInParts(String what, Arriving<R> work, Function<? super R, ViewState<T>> judge) {
        grow();
        boolean isNew = state.get().known().isEmpty();
        long asked = number + 1;
        load(
                        what,
                        () -> work.call(part -> background.show(() -> {
                            if (isNew && asked == number) {
                                readAt.set(now());
                                state.set(new ViewState.Rereading<>(judge.apply(part), now(), now()));
                            }
                        })),
                        judge)
                .run();
    }

    /** Reads again without a word in the activity bar, unless it is still reading. */
    public <R> void follow(String what, Callable<R> work, Function<? super R, ViewState<T>> judge) {
        if (!reading) {
            if (lastRead().plus(OLD).isBefore(now())) {
                grow();
            }
            load(what, work, judge).quietly().run();
        }
    }

    /** The answer is to another question than the one that is asked now. */
    public void forget() {
        rest();
        readAt.set(null);
        state.set(new ViewState.Loading<>());
    }

    /** Reads no more: the page leaves the view. */
    public void cancel() {
        rest();
        lane.cancel();
        reading = false;
        number++;
    }

    private <R> Background.Load<R> load(String what, Callable<R> work, Function<? super R, ViewState<T>> judge) {
        reading = true;
        number++;
        return lane.load(what, work)
                .stoppable()
                .onSuccess(found -> {
                    readAt.set(now());
                    answer(judge.apply(found));
                })
                .onError(error -> answer(afterError(error)));
    }

    private ViewState<T> afterError(SallyportException error) {
        ViewState<T> before = state.get() instanceof ViewState.Rereading<T> again ? again.before() : state.get();
        boolean stays = before.known().isPresent() && objection.test(error);
        return stays ? before : ViewState.failed(before, lastRead(), error);
    }

    private void answer(ViewState<T> now) {
        reading = false;
        number++;
        rest();
        state.set(now);
        then.forEach(Runnable::run);
    }

    private void grow() {
        if (state.get() instanceof ViewState.Empty<T>) {
            state.set(new ViewState.Loading<>());
        } else if (patience == null && isKnown()) {
            Instant since = now();
            patience = background.after(PATIENCE, () -> {
                patience = null;
                ViewState<T> before = state.get();
                Instant at = before instanceof ViewState.Stale<T> stale ? stale.readAt() : lastRead();
                state.set(new ViewState.Rereading<>(before, at, since));
            });
        }
    }

    private boolean isKnown() {
        return !(state.get() instanceof ViewState.Rereading<T>) && state.get().known().isPresent();
    }

    private void rest() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    private Instant lastRead() {
        return Objects.requireNonNullElse(readAt.get(), Instant.EPOCH);
    }

    private Instant now() {
        return activity().clock().instant();
    }
}
