package dev.sallyport.core.proof;

/** Finds out whether a check holds. */
@FunctionalInterface
interface Trial {
    Verdict run() throws InterruptedException;
}
