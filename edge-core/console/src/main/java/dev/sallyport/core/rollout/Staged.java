package dev.sallyport.core.rollout;

import dev.sallyport.core.proof.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A staging copy of a stack's distribution, kept in the journal before each part of it is made, so that it can be taken
 * away whatever happens.
 *
 * @param weight share of the viewers, above 0 and at most 0.15
 * @param reference what the copy was asked for under; unique
 * @param primaryId the stack's distribution
 * @param stagingId the copy; null before it is made
 * @param stagingHost its domain name; null before it is made
 * @param policyId the continuous deployment policy; null before it is made
 * @param functions temporary functions with the new code
 * @param headerValue lets the proofs alone reach the copy, before viewers do
 * @param probes what the proofs themselves sent to it
 * @param since when viewers first could reach it; null before
 * @param parameters of the template, as they are to be promoted
 * @param promoteOnly logical ids of what only the promotion changes, since it is not behind the copy
 */
public record Staged(
        double weight,
        String reference,
        String primaryId,
        @Nullable String stagingId,
        @Nullable String stagingHost,
        @Nullable String policyId,
        List<TemporaryFunction> functions,
        String headerValue,
        Tally probes,
        @Nullable Instant since,
        Map<String, String> parameters,
        List<String> promoteOnly) {

    /**
     * A function that lives as long as the copy.
     *
     * @param name in Lambda
     * @param replaces ARN of the version that the primary runs
     * @param versionOutput output of the stack that names it
     * @param versionArn its own version; null before it is published
     */
    public record TemporaryFunction(String name, String replaces, String versionOutput, @Nullable String versionArn) {}

    Staged copiedTo(String id, String host) {
        return new Staged(
                weight, reference, primaryId, id, host, policyId, functions, headerValue, probes, since, parameters,
                promoteOnly);
    }

    Staged dividedBy(String policy) {
        return new Staged(
                weight, reference, primaryId, stagingId, stagingHost, policy, functions, headerValue, probes, since,
                parameters, promoteOnly);
    }

    Staged published(TemporaryFunction function) {
        List<TemporaryFunction> all = new ArrayList<>(functions);
        all.replaceAll(each -> each.name().equals(function.name()) ? function : each);
        return new Staged(
                weight, reference, primaryId, stagingId, stagingHost, policyId, all, headerValue, probes, since,
                parameters, promoteOnly);
    }

    /** The same copy with other parameters. */
    Staged with(Map<String, String> others) {
        return new Staged(
                weight, reference, primaryId, stagingId, stagingHost, policyId, functions, headerValue, probes, since,
                others, promoteOnly);
    }

    Staged opened(Tally sent, Instant now) {
        return new Staged(
                weight, reference, primaryId, stagingId, stagingHost, policyId, functions, headerValue, sent, now,
                parameters, promoteOnly);
    }
}
