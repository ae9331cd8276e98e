package dev.sallyport.core.audit;

import org.jspecify.annotations.Nullable;

/**
 * What a check of the whole ledger found.
 *
 * @param intact whether every line is the entry that was written, in order, up to the head
 * @param entries how many whole entries there are
 * @param head hash of the last entry, 64 zeros while there is none
 * @param firstBroken number of the first line that does not fit, 1 for the first line; null when intact
 * @param problem one sentence; empty when intact
 */
public record LedgerState(boolean intact, long entries, String head, @Nullable Long firstBroken, String problem) {}
