package dev.sallyport.core.log;

/**
 * A line that did not parse.
 *
 * @param source file or log group
 * @param number of the line in its source, from 1
 * @param text of the line, at most 4,096 characters
 */
public record RejectedLine(String source, long number, String text) {}
