package dev.sallyport.core.guard;

import dev.sallyport.core.proof.Proof;

/** Is told what a guard does, as it does it, on its own thread. */
public interface GuardListener {
    /** Hears nothing. */
    GuardListener SILENT = new GuardListener() {};

    /** A step began; one sentence without its full stop. */
    default void step(String what) {}

    /** A proof ran. */
    default void proof(Proof proof) {}
}
