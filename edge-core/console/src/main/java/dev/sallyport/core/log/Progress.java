package dev.sallyport.core.log;

/** Told while a source is read; called on the reading thread. */
@FunctionalInterface
public interface Progress {
    /** Nobody wants to know. */
    Progress NONE = (source, done) -> {};

    /**
     * How far it is.
     *
     * @param source the file's name
     * @param done 0 to 1
     */
    void reading(String source, double done);
}
