package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.LongProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleLongProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What the console is doing and has just done, as the activity bar shows it. Confined to the interface thread. */
public final class Activity {
    /**
     * A piece of work under way.
     *
     * @param what names the work, as "Deploying t-api"
     * @param since when it began
     * @param share from 0 to 1, or a negative number while nobody knows
     * @param stop asks it to end, from any state; null where it must go to its end
     * @param changes whether it changes something at AWS
     * @param calls how many calls to AWS it has made
     */
    public record Work(
            long id,
            String what,
            Instant since,
            double share,
            @Nullable Runnable stop,
            boolean changes,
            LongAdder calls) {
        private Work stopping() {
            return new Work(id, what + ", stopping", since, share, null, changes, calls);
        }

        private Work at(double share) {
            return new Work(id, what, since, share, stop, changes, calls);
        }
    }

    /** How a piece of work came to its end. */
    public enum Ending {
        DONE("Done", Css.GOOD),
        FAILED("Failed", Css.DANGER),
        /** By the reader. */
        STOPPED("Stopped", Css.WARNING),
        /** Nobody waits for the answer any more: the page was left, or asked something else. */
        DROPPED("Dropped", Css.NEUTRAL);

        private final String word;
        private final String tone;

        Ending(String word, String tone) {
            this.word = word;
            this.tone = tone;
        }

        /** In a word. */
        public String word() {
            return word;
        }

        /** The badge's tone. */
        public String tone() {
            return tone;
        }
    }

    /**
     * A piece of work that has ended.
     *
     * @param what names it, as {@link Work#what}
     * @param calls how many calls to AWS it made, retries included
     * @param error why it failed; null where it did not
     */
    public record Past(
            long id, String what, Instant since, Instant ended, Ending how, long calls, @Nullable SallyportException error) {}

    /**
     * A sentence about something that has just happened.
     *
     * @param bad whether it went wrong
     */
    public record Notice(String sentence, boolean bad, Instant at) {}

    /** So much of the past is kept. */
    private static final int KEPT = 200;

    private final ObservableList<Work> running = FXCollections.observableArrayList();
    private final ObservableList<Past> past = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable Notice> notice = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable Instant> updated = new SimpleObjectProperty<>();
    private final LongProperty calls = new SimpleLongProperty();
    private final ReadOnlyLongWrapper seconds = new ReadOnlyLongWrapper();
    private final BooleanProperty attended = new SimpleBooleanProperty(true);
    private final Clock clock;
    private final LongSupplier nanos;
    private long next;

    /** Nothing has happened yet. */
    public Activity(Clock clock) {
        this(clock, System::nanoTime);
    }

    /** With a count of nanoseconds of its own, which only ever grows. */
    public Activity(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** When a secret that is shown now is taken away again. */
    public Deadline deadline(Duration from) {
        return new Deadline(from, clock, nanos);
    }

    /** The clock that ages are counted by. */
    public Clock clock() {
        return clock;
    }

    /** Whether the window is in front: what is read again and again waits while it is not. */
    public BooleanProperty attended() {
        return attended;
    }

    /** Changes every second while a window is open; {@link Ages} follows it. */
    ReadOnlyLongProperty seconds() {
        return seconds.getReadOnlyProperty();
    }

    /** Lets every age on screen be counted again. */
    public void tick() {
        seconds.set(seconds.get() + 1);
    }

    /** Work under way, oldest first. */
    public ObservableList<Work> running() {
        return running;
    }

    /** Work that has ended, the last first; what is read again every few seconds is not among it. */
    public ObservableList<Past> past() {
        return past;
    }

    /** The latest notice. */
    public ObjectProperty<@Nullable Notice> notice() {
        return notice;
    }

    /** When what the page in view shows was read; null where nothing was. */
    public ObjectProperty<@Nullable Instant> updated() {
        return updated;
    }

    /** How many calls to AWS this session has made. */
    public LongProperty calls() {
        return calls;
    }

    /** Says in one sentence what was done. */
    public void done(String sentence) {
        notice.set(new Notice(sentence, false, clock.instant()));
    }

    /** Says in one sentence what went wrong. */
    public void wrong(String sentence) {
        notice.set(new Notice(sentence, true, clock.instant()));
    }

    /** The oldest work that may be stopped. */
    public Optional<Work> stoppable() {
        return running.stream().filter(work -> work.stop() != null).findFirst();
    }

    /** Asks the oldest work that may be stopped to end. */
    public void stop() {
        stoppable().map(Work::stop).ifPresent(Runnable::run);
    }

    /** What changes something at AWS now, by its names; it ends half-way where the window closes. */
    public List<String> changes() {
        return running.stream().filter(Work::changes).map(Work::what).distinct().toList();
    }

    /** Says what went wrong, and what can be done about it. */
    public void wrong(SallyportException error) {
        wrong(error.message() + " " + error.next());
    }

    long begin(String what, @Nullable Runnable stop, boolean changes, LongAdder calls) {
        running.add(new Work(++next, what, clock.instant(), -1, stop, changes, calls));
        return next;
    }

    /** Work that was asked to end is not asked again. */
    void stopping(long id) {
        running.replaceAll(work -> work.id() == id ? work.stopping() : work);
    }

    void progress(long id, double share) {
        running.replaceAll(work -> work.id() == id ? work.at(share) : work);
    }

    void end(long id, Ending how, @Nullable SallyportException error) {
        Optional<Work> work = running.stream().filter(each -> each.id() == id).findFirst();
        work.ifPresent(ended -> {
            running.remove(ended);
            String what = ended.what().replaceFirst(", stopping$", "");
            past.addFirst(new Past(
                    id, what, ended.since(), clock.instant(), how, ended.calls().sum(), error));
            if (past.size() > KEPT) {
                past.removeLast();
            }
        });
    }
}
