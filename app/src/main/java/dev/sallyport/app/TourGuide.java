package dev.sallyport.app;

import org.jspecify.annotations.Nullable;

/** A way to take the steps of the tour. */
interface TourGuide {
    /**
     * Takes one step and returns when it is done.
     *
     * @throws dev.sallyport.core.SallyportException when it does not come to what it should
     */
    void take(TourStep step) throws InterruptedException;

    /** Keeps how things stand, in files that begin with {@code name}: one's name, or null where there is no picture. */
    @Nullable String picture(String name);
}
