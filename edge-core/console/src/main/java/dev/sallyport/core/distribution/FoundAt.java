package dev.sallyport.core.distribution;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * One of the places where a finding was seen.
 *
 * @param part of the distribution
 * @param evidence the configuration of that part which shows it
 * @param place in the file that it was read from, null when that has no places to name
 */
public record FoundAt(Part part, String evidence, @JsonUnwrapped @Nullable Place place) {}
