package dev.sallyport.core.log;

/**
 * A log group in a Region.
 *
 * @param region such as {@code eu-central-1}
 * @param group name of the log group
 */
public record LogPlace(String region, String group) {}
