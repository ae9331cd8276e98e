package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.holds;
import static dev.sallyport.core.distribution.ApiForm.items;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A distribution together with what it was read from, for the judgement.
 *
 * @param distribution without findings yet
 * @param config the {@code DistributionConfig}, or what a file holds of it
 * @param source where it came from
 * @param origins in the order of {@link Distribution#origins()}
 * @param behaviors in the order of {@link Distribution#behaviors()}
 * @param referenced what is known of the policies and access controls that it names
 * @param foreign what the file of another tool says of it beside, {@link Foreign#NONE} for AWS's own form
 */
record Reading(
        Distribution distribution,
        JsonNode config,
        Source source,
        List<ReadOrigin> origins,
        List<ReadBehavior> behaviors,
        Referenced referenced,
        Foreign foreign) {
    /** What {@code DistributionConfig} has and {@code DistributionSummary} lacks (API Reference). */
    private static final Set<String> NOT_LISTED = Set.of(
            "CallerReference", "ContinuousDeploymentPolicyId", "DefaultRootObject", "Logging", "TenantConfig");

    /**
     * Of another tool's file.
     *
     * @param spots where its parts stand
     * @param open the settings that could not be resolved, with the text that stands for them
     * @param defaults the parameters whose defaults were taken
     * @param unknown members that the API, as far as it is known here, does not have
     */
    record Foreign(Spots spots, List<String> open, List<String> defaults, List<String> unknown) {
        static final Foreign NONE = new Foreign(Spots.NONE, List.of(), List.of(), List.of());

        /** What says which behaviors there are and which origins they reach. */
        private static final Pattern REACH = Pattern.compile(
                "(?:CacheBehaviors|DefaultCacheBehavior)(?:\\[\\d+])?|.*\\.TargetOriginId"
                        + "|OriginGroups(?:\\.Items)?(?:\\[\\d+])?(?:\\.Id|\\.Members.*)?");

        /** Whether behaviors that the file leaves open may reach an origin. */
        boolean mayReachMore() {
            return open.stream().anyMatch(one ->
                    REACH.matcher(one.substring(0, one.indexOf(" ("))).matches());
        }
    }

    /** Where a configuration came from. */
    enum Source {
        /** AWS's answer just now. */
        ACCOUNT,
        /** AWS's list just now, which leaves parts out of each configuration. */
        LIST,
        /** A file. */
        FILE,
        /** What another tool will make a distribution from, with its references resolved as far as they can be. */
        TEMPLATE;

        /** Whether AWS said it just now. */
        boolean isAsked() {
            return this == ACCOUNT || this == LIST;
        }
    }

    /** An origin and its configuration. */
    record ReadOrigin(Origin origin, JsonNode node) {
        /** How a finding names it, so that a reader finds it again. */
        String where() {
            return "Origin " + origin.id() + " (" + origin.domainName() + ")";
        }
    }

    /**
     * A behavior and its configuration.
     *
     * @param originIds the origins that it reaches: its target, or all members of its target origin group
     */
    record ReadBehavior(Behavior behavior, JsonNode node, List<String> originIds) {
        /** How a finding names it. */
        String where() {
            return "Behavior " + behavior.pathPattern();
        }

        /** Whether what the file leaves open may be a Lambda@Edge function. */
        boolean mayRunMore() {
            JsonNode functions = node.path("LambdaFunctionAssociations");
            return Unresolved.is(functions)
                    || items(functions).stream()
                            .anyMatch(item -> Unresolved.is(item.path("EventType")));
        }

        /** Whether it surely runs no origin-request function. */
        boolean signsNothing() {
            return !runs("origin-request") && !mayRunMore();
        }

        boolean runs(String eventType) {
            return behavior.functions().stream().anyMatch(function -> function.eventType().equals(eventType));
        }
    }

    /**
     * Whether a member that the configuration does not hold is not in use. AWS's whole answer and the input of
     * {@code create-distribution} carry {@code CallerReference}, and every optional member that they leave out is
     * unused (API Reference, {@code DistributionConfig}). What lacks it, such as the summaries of
     * {@code list-distributions} or a {@code --query}, says nothing about the members that it leaves out. A template
     * has no {@code CallerReference}, and says all.
     */
    boolean isWhole() {
        return source != Source.FILE || holds(config, "CallerReference");
    }

    /** Whether the configuration says, by a value or by leaving it out, how {@code member} is set. */
    boolean tells(String member) {
        if (source == Source.LIST && NOT_LISTED.contains(member)) {
            return false;
        }
        return !Unresolved.is(config.path(member)) && (isWhole() || holds(config, member));
    }

    /** Whether viewers come by its tenants alone (API Reference, {@code DistributionConfig}, {@code ConnectionMode}). */
    boolean hasTenants() {
        return config.path("ConnectionMode").asText().equals("tenant-only");
    }

    /** The origins that a behavior reaches. */
    List<ReadOrigin> reached(ReadBehavior behavior) {
        return origins.stream()
                .filter(origin -> behavior.originIds().contains(origin.origin().id()))
                .toList();
    }

    /** The behaviors that reach an origin. */
    List<ReadBehavior> reaching(ReadOrigin origin) {
        return behaviors.stream()
                .filter(behavior -> behavior.originIds().contains(origin.origin().id()))
                .toList();
    }
}
