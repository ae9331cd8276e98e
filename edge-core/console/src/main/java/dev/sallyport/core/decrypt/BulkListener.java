package dev.sallyport.core.decrypt;

import java.time.Duration;

/** Hears how a file is opened, on the thread that writes it. */
public interface BulkListener {
    /**
     * How far it is.
     *
     * @param read bytes of the source
     * @param size bytes of the source
     * @param fields that were opened or stayed closed
     * @param perSecond fields a second, since this run began
     * @param left how long it takes at this pace; zero where that is not known yet
     */
    record Progress(long read, long size, long fields, double perSecond, Duration left) {}

    /** Something to know, a sentence. */
    void said(String sentence);

    /** What became of a field: its value is in it, and belongs into no log. */
    void field(Field field);

    /** It goes on. */
    void progress(Progress progress);
}
