package dev.sallyport.core.pace;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Waits between one question and the next: each pause is twice as long as the one before, up to the longest, so that
 * what is quick is seen at once and what is slow is not asked to death. An interrupt ends a pause. For one thread.
 */
public final class Pace {
    private final Duration shortest;
    private final Duration longest;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private Duration next;

    /** Lets a pause go by, as {@link Thread#sleep(Duration)} does. */
    @FunctionalInterface
    public interface Sleeper {
        /** Returns when the pause is over, unless the thread is interrupted before. */
        void sleep(Duration pause) throws InterruptedException;
    }

    /** Asks whether there is still something to wait for. */
    @FunctionalInterface
    public interface Question {
        /** Whether the waiting is over. */
        boolean isOver() throws InterruptedException;
    }

    /**
     * A pace by that clock and that sleep.
     *
     * @param shortest the first pause, above zero
     * @param longest no pause is longer
     */
    public Pace(Duration shortest, Duration longest, InstantSource clock, Sleeper sleeper) {
        if (!shortest.isPositive() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("pauses from " + shortest + " to " + longest);
        }
        this.shortest = shortest;
        this.longest = longest;
        this.clock = clock;
        this.sleeper = sleeper;
        this.next = shortest;
    }

    /** A pace from the shortest pause to the longest, by the clock of the machine. */
    public static Pace between(Duration shortest, Duration longest) {
        return new Pace(shortest, longest, Clock.systemUTC(), Thread::sleep);
    }

    /** The pace at which AWS is asked about what it has under way: from 50 milliseconds to 5 seconds. */
    public static Pace ofQuestions() {
        return between(Duration.ofMillis(50), Duration.ofSeconds(5));
    }

    /** How long the next pause is. */
    public Duration next() {
        return next;
    }

    /** Begins with the shortest pause again, since something has moved. */
    public void quicken() {
        next = shortest;
    }

    /** Pauses once. */
    public void rest() throws InterruptedException {
        rest(next);
    }

    private void rest(Duration pause) throws InterruptedException {
        sleeper.sleep(pause);
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(longest) > 0 ? longest : twice;
    }

    /**
     * Asks until the waiting is over or the patience is; asked is at least once, and once more when the patience ends.
     *
     * @return whether it was over in time
     */
    public boolean until(Duration patience, Question question) throws InterruptedException {
        Instant end = clock.instant().plus(patience);
        while (!question.isOver()) {
            Duration left = Duration.between(clock.instant(), end);
            if (!left.isPositive()) {
                return false;
            }
            rest(left.compareTo(next) < 0 ? left : next);
        }
        return true;
    }
}
