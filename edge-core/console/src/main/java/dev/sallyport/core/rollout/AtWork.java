package dev.sallyport.core.rollout;

/**
 * Who is at work on a stack from another home, as the account has it.
 *
 * @param stack its name
 * @param token of that work
 * @param words who, where, since when, and how long ago the last sign of life was
 */
public record AtWork(String stack, String token, String words) {}
