package dev.sallyport.core.sandbox.logs;

/**
 * An event as it is stored.
 *
 * @param id 56 digits, in the order of time and arrival
 * @param at milliseconds since 1970
 * @param in arrival, milliseconds since 1970
 * @param text the message
 */
record KeptEvent(String id, long at, long in, String text) {}
