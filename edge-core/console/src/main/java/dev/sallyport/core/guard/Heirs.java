package dev.sallyport.core.guard;

import dev.sallyport.core.SallyportException;
import java.util.Optional;

/** Who else needs what a guard or a stack shut, and is about to open. */
@FunctionalInterface
public interface Heirs {
    /**
     * Hands over what is shut to somebody who stands before it too, and opens it when they go.
     *
     * @param distribution whose guard goes
     * @return who holds it from now on, a sentence; empty where nobody needs it
     * @throws SallyportException {@code SP-HANDOVER} where somebody needs it who cannot be told
     */
    Optional<String> inherit(String distribution, Shut shut) throws InterruptedException;
}
