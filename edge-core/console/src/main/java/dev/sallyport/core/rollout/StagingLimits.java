package dev.sallyport.core.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/**
 * What CloudFront's continuous deployment cannot do, found out before anything is made.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/continuous-deployment-quotas-considerations.html">
 *     Quotas and other considerations</a>
 */
final class StagingLimits {
    private static final String LATER = "{{changeSet:KNOWN_AFTER_APPLY}}";
    private static final String PLAINLY = "Apply the change without --staged.";

    private StagingLimits() {}

    /** @throws SallyportException {@code SP-STAGED-WEIGHT} */
    static void weight(double weight) {
        if (!(weight > 0 && weight <= 0.15)) {
            throw SallyportException.badInput(
                    "SP-STAGED-WEIGHT",
                    "CloudFront sends more than 0 and at most 15 % of the viewers to a staging distribution; " + weight
                            + " is not such a share.",
                    "Give --staged a number from 0.01 to 0.15.");
        }
    }

    /**
     * The distribution's id of a stack that can be staged.
     *
     * @throws SallyportException {@code SP-STAGED-NO-STACK}
     */
    static String distribution(String name, Optional<Stack> stack) {
        return stack.filter(found -> StackSummary.of(found).isStanding()
                        || found.stackStatusAsString().equals("UPDATE_ROLLBACK_COMPLETE"))
                .map(found -> StackSummary.outputs(found).get("DistributionId"))
                .orElseThrow(() -> refused(
                        "SP-STAGED-NO-STACK",
                        "There is no standing stack " + name + " with a distribution that could be copied.",
                        "Apply it once without --staged; what comes after can be staged."));
    }

    /** @throws SallyportException {@code SP-STAGED-HTTP3}, {@code SP-STAGED-POLICY} */
    static void primary(DistributionConfig primary) {
        if (primary.httpVersionAsString().contains("3")) {
            throw refused(
                    "SP-STAGED-HTTP3",
                    "The distribution speaks HTTP/3, with which CloudFront allows no continuous deployment.",
                    "Turn HTTP/3 off first, or apply the change without --staged.");
        }
        String policy = primary.continuousDeploymentPolicyId();
        if (policy != null && !policy.isEmpty()) {
            throw refused(
                    "SP-STAGED-POLICY",
                    "The distribution already has the continuous deployment policy " + policy
                            + ", which this console did not make.",
                    "Promote or remove what is staged there, then try again.");
        }
    }

    /**
     * Refuses what a staging copy could not show.
     *
     * @throws SallyportException {@code SP-STAGED-WEB-ACL}, {@code SP-STAGED-SETTING}, {@code SP-STAGED-REPLACED}
     */
    static void changes(List<ResourceChange> changes) {
        for (ResourceChange change : changes) {
            if (change.resourceType().equals("AWS::CloudFront::Distribution")) {
                if (!"Modify".equals(change.actionAsString()) || "True".equals(change.replacementAsString())) {
                    throw refused(
                            "SP-STAGED-REPLACED",
                            "The change replaces the distribution, which a copy of the old one cannot show.",
                            PLAINLY);
                }
                settings(config(change.beforeContext()), config(change.afterContext()));
            }
        }
    }

    private static void settings(JsonNode before, JsonNode after) {
        boolean had = !before.path("WebACLId").asText("").isEmpty();
        boolean has = !after.path("WebACLId").asText("").isEmpty();
        if (had != has) {
            throw refused(
                    "SP-STAGED-WEB-ACL",
                    "The change " + (has ? "associates the first web ACL" : "takes the web ACL away")
                            + ", which CloudFront refuses during a continuous deployment.",
                    PLAINLY);
        }
        List<String> differing = JsonDiff.between(before, after).stream()
                .filter(leaf -> !leaf.after().asText().contains(LATER) && !leaf.path().endsWith("LambdaFunctionARN"))
                .map(JsonDiff.Leaf::path)
                .toList();
        if (!differing.isEmpty()) {
            throw refused(
                    "SP-STAGED-SETTING",
                    "The change also touches " + String.join(", ", differing)
                            + " of the distribution, which is not staged; only its edge functions are.",
                    "Apply the change without --staged, or leave that setting as it is.");
        }
    }

    private static JsonNode config(@Nullable String context) {
        try {
            return Json.MAPPER.readTree(Objects.requireNonNullElse(context, "{}"))
                    .path("Properties")
                    .path("DistributionConfig");
        } catch (JsonProcessingException cutShort) {
            return MissingNode.getInstance();
        }
    }

    /** Whether a change is that of an edge function that the copy shows: the function or its version. */
    static boolean isShown(ResourceChange change, Map<String, String> replacedBy) {
        String id = Objects.requireNonNullElse(change.physicalResourceId(), "");
        return replacedBy.keySet().stream()
                .anyMatch(arn -> arn.equals(id) || Planning.function(arn).equals(id));
    }

    static SallyportException refused(String code, String message, String next) {
        return SallyportException.refused(code, message, next);
    }
}
