package dev.sallyport.core.log;

/**
 * An answer that was found where the data lies.
 *
 * @param result as a store would give it, as far as the engine tells
 * @param asked what was read for it
 */
public record RemoteAnswer(LogResult result, Asked asked) {}
