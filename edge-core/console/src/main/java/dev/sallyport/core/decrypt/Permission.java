package dev.sallyport.core.decrypt;

/**
 * Whether the caller may decrypt with a key.
 *
 * @param granted whether KMS would decrypt
 * @param reason why not, one sentence; empty when granted
 */
public record Permission(boolean granted, String reason) {}
