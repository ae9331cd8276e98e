package dev.sallyport.core.distribution;

import org.jspecify.annotations.Nullable;

/**
 * A weakness seen.
 *
 * @param id stable, such as {@code origin-open}
 * @param severity how much it matters
 * @param title one sentence
 * @param evidence the configuration that shows it, named so that the reader finds it again
 * @param fix what to change
 * @param place in the file that it was read from, null when that has no places to name
 * @param accepted who lives with it and why, null when nobody does
 */
public record Finding(
        String id,
        Severity severity,
        String title,
        String evidence,
        String fix,
        @Nullable Place place,
        @Nullable Acceptance accepted) {

    /** One without a place, accepted by nobody. */
    public Finding(String id, Severity severity, String title, String evidence, String fix) {
        this(id, severity, title, evidence, fix, null, null);
    }

    /** Whether {@code inspect --strict} fails on it. */
    public boolean counts() {
        return accepted == null && severity.isSevere();
    }

    Finding at(@Nullable Place where) {
        return new Finding(id, severity, title, evidence, fix, where, accepted);
    }

    Finding acceptedBy(Acceptance acceptance) {
        return new Finding(id, severity, title, evidence, fix, place, acceptance);
    }
}
