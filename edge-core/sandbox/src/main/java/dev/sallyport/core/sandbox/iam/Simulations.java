package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Identity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * What policies would say, without a call being made.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html">
 *     SimulatePrincipalPolicy</a>
 */
final class Simulations {
    private final Clock clock;

    Simulations(Clock clock) {
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param caller whose request it would be
     * @param identity its policies
     * @param resources {@code *} where none is named
     * @param resourcePolicy of each resource, null for none
     */
    record Question(
            Caller caller,
            Identity identity,
            List<String> actions,
            List<String> resources,
            @Nullable String resourcePolicy,
            List<ContextEntry> context) {}

    /** One answer for each action on each resource. */
    List<EvaluationResult> answers(Question question) {
        Authorizer authorizer = new Authorizer(caller -> question.identity(), clock);
        Map<String, List<String>> keys = new HashMap<>();
        question.context().forEach(entry -> keys.put(entry.contextKeyName(), entry.contextKeyValues()));
        List<String> resources = question.resources().isEmpty() ? List.of("*") : question.resources();
        List<EvaluationResult> results = new ArrayList<>();
        for (String action : question.actions()) {
            for (String resource : resources) {
                Authorizer.Decision decision =
                        authorizer.decide(question.caller(), action, resource, question.resourcePolicy(), keys);
                results.add(EvaluationResult.builder()
                        .evalActionName(action)
                        .evalResourceName(resource)
                        .evalDecision(
                                decision.allowed()
                                        ? PolicyEvaluationDecisionType.ALLOWED
                                        : decision.denied()
                                                ? PolicyEvaluationDecisionType.EXPLICIT_DENY
                                                : PolicyEvaluationDecisionType.IMPLICIT_DENY)
                        .matchedStatements(List.of())
                        .missingContextValues(List.of())
                        .build());
            }
        }
        return results;
    }
}
