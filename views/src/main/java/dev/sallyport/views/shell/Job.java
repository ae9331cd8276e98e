package dev.sallyport.views.shell;

import dev.sallyport.core.SallyportException;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A line of the activity drawer.
 *
 * @param ended null while it runs
 * @param share from 0 to 1, or a negative number while nobody knows
 * @param stop asks it to end; null where it has ended or must go to its end
 */
record Job(
        long id,
        String what,
        Instant since,
        @Nullable Instant ended,
        String state,
        String tone,
        double share,
        LongAdder calls,
        @Nullable SallyportException error,
        @Nullable Runnable stop) {
    /** What runs, and then what has ended, the last first. */
    static List<Job> of(Activity activity) {
        List<Job> jobs = new ArrayList<>();
        for (Activity.Work work : activity.running().reversed()) {
            jobs.add(new Job(
                    work.id(), work.what(), work.since(), null, "Running", Css.ACCENT, work.share(), work.calls(), null, work.stop()));
        }
        for (Activity.Past past : activity.past()) {
            LongAdder calls = new LongAdder();
            calls.add(past.calls());
            jobs.add(new Job(
                    past.id(),
                    past.what(),
                    past.since(),
                    past.ended(),
                    past.how().word(),
                    past.how().tone(),
                    -1,
                    calls,
                    past.error(),
                    null));
        }
        return jobs;
    }

    /** How long it took, or has taken until {@code now}. */
    String took(Instant now) {
        Duration span = Duration.between(since, Objects.requireNonNullElse(ended, now));
        return span.toMillis() < 1000 ? "< 1 s" : Format.span(span);
    }

    /** How far it is, or why it failed, in a few words. */
    String outcome() {
        if (error != null) {
            return error.requestId().map(id -> error.code() + ", request " + id).orElse(error.code());
        }
        return ended == null && share >= 0 ? Math.round(share * 100) + " %" : "";
    }

    /** All that is known of the failure, for who is asked for help. */
    String details() {
        return error == null ? "" : error.message() + "\n" + error.next() + "\n" + outcome();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Job job
                && id == job.id
                && what.equals(job.what)
                && state.equals(job.state)
                && Double.compare(share, job.share) == 0
                && (stop == null) == (job.stop == null);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }
}
