package dev.sallyport.core.distribution;

import java.time.LocalDate;

/**
 * That a finding is known and lived with.
 *
 * @param reason why
 * @param person who answers for it
 * @param expires the last day on which it holds
 */
public record Acceptance(String reason, String person, LocalDate expires) {}
