package dev.sallyport.core.masking;

import java.util.function.Predicate;

/**
 * What a reason must look like.
 *
 * @param accepts whether one will do
 * @param hint what it looks like, in the organisation's words; empty where it does not say
 */
public record ReasonRule(Predicate<String> accepts, String hint) {}
