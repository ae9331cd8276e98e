package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.views.kit.Question;

/**
 * Where the page has distributions from.
 *
 * @param list all, from list calls; what has arrived is handed over page by page
 * @param open one, with all that decides about it
 */
public record DistributionSources(Question.Arriving<Distributions.Listing> list, Opening open) {
    /** Reads one distribution. */
    @FunctionalInterface
    public interface Opening {
        /** The distribution of that id alone, and what of it could not be read. */
        Distributions.Listing of(String id) throws Exception;
    }
}
