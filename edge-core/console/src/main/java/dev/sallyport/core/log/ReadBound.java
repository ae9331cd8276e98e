package dev.sallyport.core.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much of a log group is read before somebody asks for more: a busy web ACL logs gigabytes an hour.
 *
 * @param events at most
 * @param characters of their messages, at most
 * @param time that the reading may take; the page under way is waited for
 */
public record ReadBound(long events, long characters, Duration time) {
    /** For what a page shows: some seconds, and no more than fits the memory. */
    public static final ReadBound OF_PAGE = new ReadBound(50_000, 64_000_000, Duration.ofSeconds(10));

    Budget budget() {
        return new Budget(this);
    }

    /** What is left of a bound during one reading. */
    static final class Budget {
        private final long deadline;
        private long events;
        private long characters;

        private Budget(ReadBound bound) {
            deadline = System.nanoTime() + bound.time.toNanos();
            events = bound.events;
            characters = bound.characters;
        }

        /** Takes one event out; false where the bound leaves no room for it. */
        boolean take(@Nullable String message) {
            int length = message == null ? 0 : message.length();
            if (events <= 0 || characters < length || isLate()) {
                return false;
            }
            events--;
            characters -= length;
            return true;
        }

        boolean isLate() {
            return System.nanoTime() - deadline > 0;
        }

        long events() {
            return events;
        }

        long characters() {
            return characters;
        }

        /** Gives back what was taken for events that were not kept. */
        void giveBack(long events, long characters) {
            this.events = events;
            this.characters = characters;
        }
    }
}
