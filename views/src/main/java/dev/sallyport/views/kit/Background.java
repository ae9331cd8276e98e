package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.account.CallCount;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Platform;
import javafx.util.Duration;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The only crossing between work and the interface thread. Loads are started on the interface thread, work on a named
 * virtual thread, and report on the interface thread again.
 */
public final class Background {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Function<Runnable, @Nullable Thread> start;
    private final Consumer<Runnable> crossing;
    private final Activity activity;

    private Background(
            Function<Runnable, @Nullable Thread> start, Consumer<Runnable> crossing, Activity activity) {
        this.start = start;
        this.crossing = crossing;
        this.activity = activity;
    }

    /** Works on virtual threads and reports on the interface thread. */
    public static Background threads(Activity activity) {
        return new Background(
                work -> Thread.ofVirtual().name("work-" + NUMBER.incrementAndGet()).start(work),
                Platform::runLater,
                activity);
    }

    /** Works and reports on the calling thread, before {@code run()} returns: for tests of presenters. */
    public static Background inline(Activity activity) {
        return new Background(
                work -> {
                    work.run();
                    return null;
                },
                Runnable::run,
                activity);
    }

    /** What the activity bar shows. */
    public Activity activity() {
        return activity;
    }

    /** A lane for the answers to one question: a newer load replaces the older one. */
    public Lane lane() {
        return new Lane();
    }

    /** A load that nothing replaces. */
    public <T> Load<T> load(String what, Callable<T> work) {
        return new Lane().load(what, work);
    }

    /** Runs {@code change} on the interface thread: for listeners that a service calls from its own thread. */
    public void show(Runnable change) {
        crossing.accept(change);
    }

    /** Runs {@code tick} again and again on the interface thread until cancelled. */
    public Running every(java.time.Duration period, Runnable tick) {
        Timeline timeline = new Timeline(new KeyFrame(Duration.millis((double) period.toMillis()), event -> tick.run()));
        timeline.setCycleCount(Animation.INDEFINITE);
        timeline.play();
        return new Running(timeline::stop);
    }

    /** The same, but not while another window is in front; what was left out then is made up for at once. */
    public Running whileAttended(java.time.Duration period, Runnable tick) {
        boolean[] missed = new boolean[1];
        Runnable unlessAway = () -> {
            missed[0] = !activity.attended().get();
            if (!missed[0]) {
                tick.run();
            }
        };
        Running ticking = every(period, unlessAway);
        Subscription back = activity.attended().subscribe(seen -> {
            if (missed[0]) {
                unlessAway.run();
            }
        });
        return new Running(() -> {
            back.unsubscribe();
            ticking.cancel();
        });
    }

    /** Runs {@code then} once on the interface thread, after {@code pause}, unless it is cancelled before. */
    public Running after(java.time.Duration pause, Runnable then) {
        Timeline timeline = new Timeline(new KeyFrame(Duration.millis((double) pause.toMillis()), event -> then.run()));
        timeline.play();
        return new Running(timeline::stop);
    }

    /** Something that goes on until it is cancelled. */
    public static final class Running {
        private final Runnable stop;
        private volatile boolean cancelled;
        private volatile boolean stopped;

        Running(Runnable stop) {
            this.stop = stop;
        }

        /** Ends it; whatever it still answers is dropped. */
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                stop.run();
            }
        }

        boolean cancelled() {
            return cancelled;
        }

        boolean stopped() {
            return stopped;
        }
    }

    /** One question at a time. */
    public final class Lane {
        private @Nullable Running current;

        /** A load that replaces the one before; {@code what} is shown in the activity bar. */
        public <T> Load<T> load(String what, Callable<T> work) {
            return new Load<>(this, what, progress -> work.call());
        }

        /** A load that tells its share done, from 0 to 1, from any thread. */
        public <T> Load<T> loadWithProgress(String what, Progressing<T> work) {
            return new Load<>(this, what, work);
        }

        /** Cancels what is under way; its result is dropped. */
        public void cancel() {
            if (current != null) {
                current.cancel();
            }
        }
    }

    /** Work that tells how far it is. */
    @FunctionalInterface
    public interface Progressing<T> {
        /** Works; tells {@code progress} the share done, from 0 to 1. */
        T call(DoubleConsumer progress) throws Exception;
    }

    /** A load being described; nothing happens before {@link #run()}. */
    public final class Load<T> {
        private final Lane lane;
        private final String what;
        private final Progressing<T> work;
        private boolean quiet;
        private boolean stoppable;
        private boolean changes;
        private Consumer<? super T> onSuccess = value -> {};
        private Consumer<SallyportException> onError = error -> activity.wrong(error.message());

        private Load(Lane lane, String what, Progressing<T> work) {
            this.lane = lane;
            this.what = what;
            this.work = work;
        }

        /** What to do with the answer, on the interface thread. */
        public Load<T> onSuccess(Consumer<? super T> then) {
            onSuccess = then;
            return this;
        }

        /** What to do with the error, on the interface thread. Without this the error becomes a notice. */
        public Load<T> onError(Consumer<SallyportException> then) {
            onError = then;
            return this;
        }

        /** Keeps the work out of the activity bar: for what is read again every few seconds. */
        public Load<T> quietly() {
            quiet = true;
            return this;
        }

        /** Lets the reader stop it from the activity bar; it then ends with {@code SP-STOPPED}. Only for what reads. */
        public Load<T> stoppable() {
            stoppable = true;
            return this;
        }

        /** Says that it changes something at AWS: the window asks before it closes meanwhile. */
        public Load<T> changing() {
            changes = true;
            return this;
        }

        /** Starts the work and replaces what the lane was doing. */
        @SuppressWarnings("FutureReturnValueIgnored")
        public Running run() {
            lane.cancel();
            @Nullable Thread[] thread = new Thread[1];
            Running[] itself = new Running[1];
            long[] number = new long[1];
            Runnable stop = () -> {
                itself[0].stopped = true;
                activity.stopping(number[0]);
                interrupt(thread[0]);
            };
            LongAdder calls = new LongAdder();
            long id = quiet ? 0 : activity.begin(what, stoppable ? stop : null, changes, calls);
            number[0] = id;
            Running running = new Running(() -> {
                activity.end(id, Activity.Ending.DROPPED, null);
                interrupt(thread[0]);
            });
            itself[0] = running;
            lane.current = running;
            thread[0] = start.apply(() -> attempt(running, id, calls));
            return running;
        }

        private static void interrupt(@Nullable Thread worker) {
            if (worker != null) {
                worker.interrupt();
            }
        }

        private void attempt(Running running, long id, LongAdder calls) {
            FutureTask<T> task = new FutureTask<>(() -> CallCount.counting(
                    calls, () -> work.call(share -> crossing.accept(() -> activity.progress(id, share)))));
            task.run();
            if (task.state() == Future.State.SUCCESS) {
                T value = task.resultNow();
                deliver(running, id, Activity.Ending.DONE, null, () -> onSuccess.accept(value));
            } else {
                if (running.cancelled()) {
                    return;
                }
                boolean byReader = running.stopped();
                SallyportException error = byReader ? stopped() : AwsErrors.told(task.exceptionNow());
                deliver(
                        running,
                        id,
                        byReader ? Activity.Ending.STOPPED : Activity.Ending.FAILED,
                        byReader ? null : error,
                        () -> onError.accept(error));
            }
        }

        private SallyportException stopped() {
            return SallyportException.unavailable(
                    "SP-STOPPED", what + " was stopped.", "Do it again when you want to know.");
        }

        private void deliver(
                Running running, long id, Activity.Ending how, @Nullable SallyportException error, Runnable report) {
            crossing.accept(() -> {
                if (!running.cancelled()) {
                    activity.end(id, how, error);
                    report.run();
                }
            });
        }
    }
}
