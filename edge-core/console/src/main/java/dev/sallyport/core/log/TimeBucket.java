package dev.sallyport.core.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One bar of a histogram.
 *
 * @param start of the bar
 * @param width of the bar
 * @param outcomes records by the value that was asked for, often {@link LogKind#outcome()}; "-" where one has none
 */
public record TimeBucket(Instant start, Duration width, Map<String, Long> outcomes) {}
