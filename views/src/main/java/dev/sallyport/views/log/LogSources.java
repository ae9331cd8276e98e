package dev.sallyport.views.log;

import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.views.kit.Unmasks;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Where the page of logs reads, on worker threads.
 *
 * @param opening makes the store when the first source is opened
 * @param groups the log groups of the account in every Region where edge functions run
 * @param loading reads a log group into the store
 * @param ofDistribution the log groups that take the standard logs of a distribution, by its id
 * @param unmasks lifts the masks for a reason
 */
public record LogSources(
        Callable<LogStore> opening,
        Callable<LogGroups.Listing> groups,
        Loading loading,
        Function<String, List<LogPlace>> ofDistribution,
        Unmasks unmasks) {

    /** Reads a log group into a store. */
    @FunctionalInterface
    public interface Loading {
        /** Reads what {@code place} received since {@code from}. */
        void load(LogStore into, LogPlace place, Instant from);
    }
}
