package dev.sallyport.core.guard;

/**
 * A finding that stays.
 *
 * @param finding its id
 * @param why a sentence
 */
public record Left(String finding, String why) {}
