package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What to change of one rule; at least one part besides its name.
 *
 * @param rule its name; {@code GROUP/RULE} for a rule inside a rule group, where GROUP is the rule that runs the group, or
 *     the group's own name as {@code hits} prints it
 * @param action {@code allow}, {@code block}, {@code count}, {@code captcha} or {@code challenge}; {@code none} to give a
 *     group, or a rule inside one, its own actions back
 * @param limit of a rate-based rule, requests in its window
 * @param scopeDown the Statement that limits what a rate-based rule or a managed rule group sees
 * @param spared requests that it no longer meets; null to leave that as it is
 * @param version of a managed rule group; {@code default} for the one that its vendor chooses
 */
public record RuleEdit(
        String rule,
        @Nullable String action,
        @Nullable Long limit,
        @Nullable JsonNode scopeDown,
        @Nullable Spared spared,
        @Nullable String version) {
    /** A change that spares no requests and keeps the version. */
    public RuleEdit(String rule, @Nullable String action, @Nullable Long limit, @Nullable JsonNode scopeDown) {
        this(rule, action, limit, scopeDown, null, null);
    }

    /** Spares some requests. */
    public static RuleEdit except(String rule, Spared spared) {
        return new RuleEdit(rule, null, null, null, spared, null);
    }
}
