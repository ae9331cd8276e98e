package dev.sallyport.core.proof;

/**
 * What a trial found.
 *
 * @param holds whether the check does
 * @param evidence what was sent and what came back
 */
record Outcome(boolean holds, String evidence) {}
