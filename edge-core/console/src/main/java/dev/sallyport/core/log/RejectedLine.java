package dev.sallyport.core.log;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A line that did not parse.
 *
 * @param source file or log group
 * @param number of the line in its source, from 1
 * @param reason a sentence that says why
 * @param text of the line, at most 4,096 characters
 */
public record RejectedLine(String source, @JsonProperty("line") long number, String reason, String text) {}
