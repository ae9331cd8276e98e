package dev.sallyport.core.log;

/**
 * An answer that was found where the data lies.
 *
 * @param result as a store would give it, as far as the engine tells
 * @param counted whether the engine tells how many records there are; else the numbers in {@code result} mean nothing
 * @param asked what was read for it
 */
public record RemoteAnswer(LogResult result, boolean counted, Asked asked) {}
