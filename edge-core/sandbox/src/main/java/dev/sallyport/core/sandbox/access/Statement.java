package dev.sallyport.core.sandbox.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.match.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One statement of a policy. Exactly one of each pair, such as Action and NotAction, was written. */
record Statement(
        boolean allow,
        List<String> actions,
        boolean notActions,
        List<String> resources,
        boolean notResources,
        @Nullable Principals principals,
        boolean notPrincipals,
        List<Condition> conditions) {

    private static final Set<String> ELEMENTS = Set.of(
            "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal",
                    "Condition");

    /** A condition on one of these with fixed values keeps a statement from being public. */
    private static final Set<String> NARROWING = Set.of(
            "aws:principalarn",
            "aws:principalaccount",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:sourcearn",
            "aws:sourceaccount",
            "aws:sourceip",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:userid",
            "s3:dataaccesspointarn",
            "s3:dataaccesspointaccount");

    static Statement parse(JsonNode json, Policy.Kind kind) {
        if (!json.isObject()) {
            throw new MalformedPolicyException("Syntax errors in policy.");
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!ELEMENTS.contains(name)) {
                throw new MalformedPolicyException("Syntax errors in policy: unknown element " + name + ".");
            }
        });
        String effect = json.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw new MalformedPolicyException("Syntax errors in policy: Effect must be Allow or Deny.");
        }
        boolean notActions = oneOf(json, "Action", "NotAction", true);
        List<String> actions = texts(json.get(notActions ? "NotAction" : "Action"), "Action");
        for (String action : actions) {
            if (!action.equals("*") && !action.matches("[A-Za-z0-9-]+:[A-Za-z0-9*?]+")) {
                throw new MalformedPolicyException(
                        action.contains(":")
                                ? "Actions/Condition can contain only one colon."
                                : "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            }
        }
        boolean notPrincipals = principals(json, kind);
        JsonNode principals = json.get(notPrincipals ? "NotPrincipal" : "Principal");
        boolean notResources = resources(json, kind);
        JsonNode resources = json.get(notResources ? "NotResource" : "Resource");
        return new Statement(
                effect.equals("Allow"),
                actions,
                notActions,
                resources == null ? List.of("*") : arns(texts(resources, "Resource")),
                notResources,
                principals == null ? null : Principals.parse(principals),
                notPrincipals,
                json.has("Condition") ? Condition.parse(json.get("Condition")) : List.of());
    }

    private static boolean principals(JsonNode json, Policy.Kind kind) {
        boolean has = json.has("Principal") || json.has("NotPrincipal");
        if (kind == Policy.Kind.IDENTITY && has) {
            throw new MalformedPolicyException("Policy document should not specify a principal.");
        }
        if (kind != Policy.Kind.IDENTITY && !has) {
            throw new MalformedPolicyException("Missing required field Principal");
        }
        return has && oneOf(json, "Principal", "NotPrincipal", true);
    }

    private static boolean resources(JsonNode json, Policy.Kind kind) {
        boolean has = json.has("Resource") || json.has("NotResource");
        if (kind == Policy.Kind.TRUST && has) {
            throw new MalformedPolicyException("Has prohibited field Resource");
        }
        if (kind != Policy.Kind.TRUST && !has) {
            throw new MalformedPolicyException("Policy statement must contain resources.");
        }
        return has && oneOf(json, "Resource", "NotResource", true);
    }

    /** Whether the negated form of a pair was written. */
    private static boolean oneOf(JsonNode json, String plain, String negated, boolean required) {
        if (json.has(plain) && json.has(negated)) {
            throw new MalformedPolicyException("Syntax errors in policy: " + plain + " and " + negated + " together.");
        }
        if (required && !json.has(plain) && !json.has(negated)) {
            throw new MalformedPolicyException("Policy statement must contain " + plain.toLowerCase(Locale.ROOT)
                    + "s.");
        }
        return json.has(negated);
    }

    static List<String> texts(JsonNode json, String element) {
        List<String> texts = new ArrayList<>();
        Iterable<JsonNode> items = json.isArray() ? json : List.of(json);
        for (JsonNode item : items) {
            if (!item.isTextual() || item.asText().isEmpty()) {
                throw new MalformedPolicyException("Syntax errors in policy: " + element + " must be text.");
            }
            texts.add(item.asText());
        }
        if (texts.isEmpty()) {
            throw new MalformedPolicyException("Syntax errors in policy: " + element + " is empty.");
        }
        return texts;
    }

    private static List<String> arns(List<String> resources) {
        for (String resource : resources) {
            if (!resource.equals("*") && !Arns.isMeant(resource) && !resource.startsWith("*:")) {
                throw new MalformedPolicyException("Resource " + resource + " must be in ARN format or \"*\".");
            }
        }
        return resources;
    }

    /** Whether it lets everybody in. */
    boolean open() {
        boolean everybody = principals != null && (notPrincipals || principals.everybody());
        return allow && everybody && conditions.stream().noneMatch(Statement::narrows);
    }

    private static boolean narrows(Condition condition) {
        boolean fixed = condition.values().stream().noneMatch(value -> value.contains("*") || value.contains("${"));
        boolean positive = !condition.operator().contains("Not") && !condition.operator().equals("Null");
        boolean wide = condition.values().stream().anyMatch(value -> value.endsWith("/0"));
        return NARROWING.contains(condition.key()) && fixed && positive && !wide && !condition.ifExists();
    }

    /** What this statement says to the request, its conditions included. */
    Principals.Fit applies(PolicyRequest request) {
        boolean action = actions.stream().anyMatch(name -> Wildcards.matchesIgnoringCase(name, request.action()));
        boolean resource = resources.stream()
                .anyMatch(pattern -> Glob.matches(Wildcards.fill(pattern, request.keys()), request.resource()));
        if (action == notActions || resource == notResources) {
            return Principals.Fit.NONE;
        }
        Principals.Fit fit = principals == null ? Principals.Fit.EXACT : principals.fit(request);
        if (notPrincipals) {
            boolean spared = fit == Principals.Fit.EXACT || fit == Principals.Fit.ITSELF;
            fit = spared ? Principals.Fit.NONE : Principals.Fit.EXACT;
        }
        boolean conditioned = conditions.stream().allMatch(condition -> condition.holds(request.keys()));
        return conditioned ? fit : Principals.Fit.NONE;
    }
}
