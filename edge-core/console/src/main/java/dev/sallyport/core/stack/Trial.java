package dev.sallyport.core.stack;

/** Finds out whether a check holds. */
@FunctionalInterface
interface Trial {
    Outcome run() throws InterruptedException;
}
