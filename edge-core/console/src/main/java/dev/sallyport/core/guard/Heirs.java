package dev.sallyport.core.guard;

import java.util.Optional;

/** Who else needs what a guard or a stack shut, and is about to open. */
@FunctionalInterface
public interface Heirs {
    /**
     * Hands over what is shut to somebody who stands before it too, and opens it when they go.
     *
     * @param measure was made
     * @return who holds it from now on, a sentence; empty where nobody needs it
     */
    Optional<String> inherit(Measure measure) throws InterruptedException;
}
