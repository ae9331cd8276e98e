package dev.sallyport.core.distribution;

/**
 * A weakness seen.
 *
 * @param id stable, such as {@code origin-open}
 * @param severity how much it matters
 * @param title one sentence
 * @param evidence the configuration that shows it, named so that the reader finds it again
 * @param fix what to change
 */
public record Finding(String id, Severity severity, String title, String evidence, String fix) {}
