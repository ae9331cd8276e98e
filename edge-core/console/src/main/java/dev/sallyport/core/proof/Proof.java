package dev.sallyport.core.proof;

/**
 * A check that ran against the live stack.
 *
 * @param id stable, such as {@code origin-refuses-unsigned}
 * @param title what it shows when it holds
 * @param holds whether it does
 * @param evidence what was sent and what came back
 */
public record Proof(String id, String title, boolean holds, String evidence) {}
