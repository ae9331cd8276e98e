package dev.sallyport.core.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.rollout.Plan.Capacity;
import dev.sallyport.core.rollout.Plan.Cost;
import dev.sallyport.core.shape.Shapes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;
import software.amazon.awssdk.services.wafv2.model.Rule;

/** Says what CloudFormation's change set means: details, capacity, cost, and what will delay it. */
final class Planning {
    private static final String LATER = "{{changeSet:KNOWN_AFTER_APPLY}}";
    private static final String UNTOLD =
            "Its rules are told by a change set, and a read-only session makes none for a new stack.";
    private static final String WEB_ACL = "AWS::WAFv2::WebACL";

    private final AwsClients aws;

    Planning(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * The plan of a change.
     *
     * @param outputs of the stack as it stands; empty for a new one
     * @param said what the blueprint has to say of the chosen parameters
     * @param secrets are shown in no line
     */
    Plan plan(
            String stack,
            List<ResourceChange> changes,
            Map<String, String> outputs,
            Known known,
            List<String> said,
            Secrets secrets) {
        List<Change> lines =
                changes.stream().map(change -> change(change, secrets)).toList();
        List<String> notes = new ArrayList<>(said);
        Set<String> edge = edgeFunctions(outputs);
        lines.forEach(line -> replicas(line, edge, notes));
        List<Cost> costs = new ArrayList<>();
        Capacity capacity = null;
        for (int i = 0; i < changes.size(); i++) {
            ResourceChange change = changes.get(i);
            JsonNode before = rules(change.beforeContext());
            JsonNode after = rules(change.afterContext());
            boolean acl = WEB_ACL.equals(change.resourceType());
            boolean told = change.beforeContext() != null || change.afterContext() != null;
            costs.addAll(Costs.of(lines.get(i), !acl ? 0 : told ? Math.max(before.size(), after.size()) : -1));
            if (acl) {
                capacity = told ? capacity(before, after) : new Capacity(null, null, UNTOLD);
            }
        }
        Live live = Live.read(aws, outputs);
        return new Plan(
                stack, lines, List.copyOf(notes), capacity, costs, known.live().changed(live, secrets), List.of(),
                live.versions());
    }

    /** The changes that begin a stack, where CloudFormation is not asked for them. */
    static List<ResourceChange> beginning(Map<String, String> resources) {
        return resources.entrySet().stream()
                .map(resource -> ResourceChange.builder()
                        .action(ChangeAction.ADD)
                        .logicalResourceId(resource.getKey())
                        .resourceType(resource.getValue())
                        .build())
                .toList();
    }

    static Change change(ResourceChange change, Secrets secrets) {
        Set<Change.Detail> details = new LinkedHashSet<>();
        JsonNode before = properties(change.beforeContext());
        JsonNode after = properties(change.afterContext());
        change.details().forEach(detail -> {
            String property = text(detail.target().path()).replaceFirst("^/Properties/([^/]+).*$", "$1");
            if (before.has(property) || after.has(property)) {
                JsonDiff.between(before.path(property), after.path(property))
                        .forEach(leaf -> details.add(detail(
                                detail,
                                secrets,
                                leaf.path().isEmpty() ? property : property + "/" + leaf.path(),
                                leaf.shownBefore(),
                                leaf.shownAfter(),
                                secrets.isIn(leaf.before()) || secrets.isIn(leaf.after()))));
            } else {
                String was = text(detail.target().beforeValue());
                String is = text(detail.target().afterValue());
                boolean secret = secrets.isIn(was) || secrets.isIn(is);
                details.add(detail(detail, secrets, text(detail.target().name()), was, is, secret));
            }
        });
        return new Change(
                change.actionAsString(),
                change.logicalResourceId(),
                change.resourceType(),
                text(change.replacementAsString()),
                text(change.physicalResourceId()),
                List.copyOf(details));
    }

    /** Both sides are masked where either holds a secret, since the other is the secret before it or after it. */
    private static Change.Detail detail(
            ResourceChangeDetail detail, Secrets secrets, String name, String before, String after, boolean holdsOne) {
        String cause = text(detail.causingEntity());
        boolean secret = holdsOne || secrets.parameters().contains(cause);
        return new Change.Detail(
                text(detail.target().attributeAsString()),
                name,
                secret ? Secrets.masked(before) : before,
                secret ? Secrets.masked(after) : after,
                text(detail.target().requiresRecreationAsString()),
                cause);
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    /**
     * What the removal of a stack takes away.
     *
     * @param said what there is to say beside
     */
    Plan removal(
            String stack,
            List<StackResourceSummary> resources,
            Set<String> kept,
            Map<String, String> outputs,
            List<Held> held,
            List<String> said) {
        Set<String> edge = edgeFunctions(outputs);
        List<String> notes = new ArrayList<>(said);
        held.reversed().forEach(one -> notes.add("First taken back: " + one.measure().says() + "."));
        List<Cost> costs = new ArrayList<>();
        resources.stream()
                .filter(resource -> kept.contains(resource.logicalResourceId()))
                .forEach(resource -> notes.add(resource.logicalResourceId() + ", "
                        + text(resource.physicalResourceId()) + ", stays in the account with its data"
                        + (outputs.containsKey("OriginKind")
                                ? ", since it opens what the application keeps."
                                : "; --and-data removes it too.")));
        List<Change> lines = resources.stream()
                .filter(resource -> !kept.contains(resource.logicalResourceId()))
                .map(resource -> new Change(
                        "Remove",
                        resource.logicalResourceId(),
                        resource.resourceType(),
                        "",
                        text(resource.physicalResourceId()),
                        List.of()))
                .toList();
        for (Change line : lines) {
            replicas(line, edge, notes);
            costs.addAll(Costs.of(line, -1));
            if (line.type().equals("AWS::KMS::Key")) {
                notes.add(line.logicalId() + ": AWS KMS keeps the key for a waiting period in which its deletion can be"
                        + " cancelled; after it, nothing that it sealed can be opened again.");
            }
            if (line.type().equals("AWS::DynamoDB::Table")) {
                notes.add(line.logicalId() + ": the table goes with its records.");
            }
        }
        return new Plan(stack, lines, notes, null, costs, List.of(), List.of(), Map.of());
    }

    /** The name of the function that a version is of. */
    static String function(String versionArn) {
        return Arn.fromString(versionArn).resource().resource();
    }

    /** Names of the functions whose versions the distribution runs. */
    private Set<String> edgeFunctions(Map<String, String> outputs) {
        String id = outputs.get("DistributionId");
        if (id == null) {
            return Set.of();
        }
        DistributionConfig config =
                aws.cloudFront().getDistributionConfig(request -> request.id(id)).distributionConfig();
        return associations(config).stream()
                .map(association -> function(association.lambdaFunctionARN()))
                .collect(Collectors.toSet());
    }

    /** Every function that a distribution's behaviors run. */
    static List<LambdaFunctionAssociation> associations(DistributionConfig config) {
        List<LambdaFunctionAssociation> all = new ArrayList<>();
        if (config.defaultCacheBehavior().lambdaFunctionAssociations() != null) {
            all.addAll(config.defaultCacheBehavior().lambdaFunctionAssociations().items());
        }
        if (config.cacheBehaviors() != null) {
            config.cacheBehaviors().items().stream()
                    .filter(behavior -> behavior.lambdaFunctionAssociations() != null)
                    .forEach(behavior -> all.addAll(behavior.lambdaFunctionAssociations().items()));
        }
        return all;
    }

    /** @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html">
     *     Delete functions and replicas</a> */
    private static void replicas(Change change, Set<String> edge, List<String> notes) {
        boolean version = change.type().equals("AWS::Lambda::Version");
        boolean function = change.type().equals("AWS::Lambda::Function");
        boolean isEdge = version
                ? Arns.of(change.physicalId())
                        .filter(arn -> edge.contains(arn.resource().resource()))
                        .isPresent()
                : function && edge.contains(change.physicalId());
        boolean replaced = change.action().equals("Modify") && !change.replacement().equals("False");
        if (!isEdge || (!change.action().equals("Remove") && !replaced)) {
            return;
        }
        notes.add(
                replaced && version
                        ? change.logicalId()
                                + " is at the edge: the old version stays in Lambda, since its replicas are"
                                + " removed hours later, and a rollback returns to it."
                        : change.logicalId()
                                + " has replicas at the edge; its deletion waits until CloudFront has removed"
                                + " them, typically within a few hours.");
    }

    private static JsonNode rules(@Nullable String context) {
        return properties(context).path("Rules");
    }

    private static JsonNode properties(@Nullable String context) {
        try {
            return context == null ? MissingNode.getInstance() : Json.MAPPER.readTree(context).path("Properties");
        } catch (JsonProcessingException cutShort) {
            return MissingNode.getInstance();
        }
    }

    private Capacity capacity(JsonNode before, JsonNode after) {
        List<String> why = new ArrayList<>();
        Long now = units(before, why);
        Long then = units(after, why);
        if (then != null && then > Capacity.MOST) {
            why.add("No web ACL may have more than 5,000 units; AWS WAF will refuse this one.");
        } else if (then != null && then > Capacity.INCLUDED) {
            why.add("Above 1,500 units, AWS WAF charges more for each request.");
        }
        return new Capacity(now, then, String.join(" ", new LinkedHashSet<>(why)));
    }

    private @Nullable Long units(JsonNode rules, List<String> why) {
        if (rules.isMissingNode()) {
            return null;
        }
        if (rules.toString().contains(LATER)) {
            why.add("A rule holds a value that only the deployment decides, so its capacity is not known yet.");
            return null;
        }
        try {
            List<Rule> all = new ArrayList<>();
            rules.forEach(rule -> all.add(Shapes.fromJson(rule, Rule.builder())));
            return aws.waf(EdgeRegion.NAME)
                    .checkCapacity(request -> request.scope("CLOUDFRONT").rules(all))
                    .capacity();
        } catch (SdkException e) {
            why.add("The capacity is not known: " + AwsErrors.translate(e).message());
            return null;
        } catch (IllegalArgumentException e) {
            why.add("The capacity is not known: the change set holds a rule that is cut short.");
            return null;
        }
    }
}
