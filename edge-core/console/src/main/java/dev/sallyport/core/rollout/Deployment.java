package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.pace.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;

/** CloudFormation's side of a rollout: change sets, execution, events. Polls; never gives up before CloudFormation does. */
final class Deployment {
    /** An empty stack is deleted within seconds. */
    private static final Duration EMPTY_GOES = Duration.ofSeconds(30);

    /** Marks the stacks that the console made, and from which blueprint. */
    static final String BLUEPRINT_TAG = "sallyport:blueprint";

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final CloudFormationClient formation;
    private final Duration patience;

    Deployment(CloudFormationClient formation) {
        this(formation, PATIENCE);
    }

    /** @param patience how long AWS may give no answer at all before following an operation ends */
    Deployment(CloudFormationClient formation, Duration patience) {
        this.formation = formation;
        this.patience = patience;
    }

    /** The stack as CloudFormation knows it; empty when there is none of that name. */
    Optional<Stack> find(String name) {
        try {
            return formation.describeStacks(request -> request.stackName(name)).stacks().stream()
                    .findFirst();
        } catch (CloudFormationException e) {
            boolean missing = e.awsErrorDetails() != null
                    && Objects.requireNonNullElse(e.awsErrorDetails().errorMessage(), "").contains("does not exist");
            if (missing) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The stacks that blueprints made, of all names. */
    List<Stack> ours() {
        return all().stream().filter(stack -> blueprintOf(stack) != null).toList();
    }

    /** Every stack, whoever made it. */
    List<Stack> all() {
        return formation.describeStacksPaginator().stacks().stream().toList();
    }

    /** The template of what stands, as it was given. */
    String template(Stack stack) {
        return formation
                .getTemplate(request -> request.stackName(stack.stackId()).templateStage(TemplateStage.ORIGINAL))
                .templateBody();
    }

    /** Whether there is a stack of that name with anything in it, and not only a change set that would begin it. */
    boolean stands(String name) {
        return find(name).filter(Deployment::isBegun).isPresent();
    }

    /** Whether a stack has anything in it. */
    static boolean isBegun(Stack stack) {
        return !stack.stackStatusAsString().equals("REVIEW_IN_PROGRESS");
    }

    static @Nullable String blueprintOf(Stack stack) {
        return stack.tags().stream()
                .filter(tag -> BLUEPRINT_TAG.equals(tag.key()))
                .map(Tag::value)
                .findFirst()
                .orElse(null);
    }

    /**
     * A finished change set, or empty when nothing would change.
     *
     * @param role ARN of the role that CloudFormation takes, from then on; empty for the one it has, or the caller's own
     *     permissions
     * @throws SallyportException {@code SP-PLAN} with CloudFormation's reason when it cannot be made
     */
    Optional<DescribeChangeSetResponse> changeSet(
            String stack, String blueprint, String template, Map<String, String> parameters, String role)
            throws InterruptedException {
        ChangeSetType type = stands(stack) ? ChangeSetType.UPDATE : ChangeSetType.CREATE;
        String name = "sallyport-" + UUID.randomUUID();
        var made = formation.createChangeSet(request -> request.stackName(stack)
                .changeSetName(name)
                .changeSetType(type)
                .roleARN(role.isEmpty() ? null : role)
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_IAM, Capability.CAPABILITY_NAMED_IAM)
                .parameters(parameters.entrySet().stream()
                        .map(entry -> Parameter.builder()
                                .parameterKey(entry.getKey())
                                .parameterValue(entry.getValue())
                                .build())
                        .toList())
                .tags(Tag.builder().key(BLUEPRINT_TAG).value(blueprint).build()));
        Pace pace = Pace.ofQuestions();
        while (true) {
            DescribeChangeSetResponse found = formation.describeChangeSet(
                    request -> request.changeSetName(made.id()).includePropertyValues(true));
            switch (found.statusAsString()) {
                case "CREATE_COMPLETE" -> {
                    return Optional.of(found);
                }
                case "FAILED" -> {
                    String reason = Objects.requireNonNullElse(found.statusReason(), "no reason given");
                    discard(found);
                    if (reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")) {
                        return Optional.empty();
                    }
                    throw SallyportException.badInput(
                            "SP-PLAN",
                            "CloudFormation cannot plan " + stack + ": " + reason,
                            "Mend the parameter or the template that the reason names.");
                }
                default -> pace.rest();
            }
        }
    }

    /** What a deployment would change; the change set is gone again. */
    List<ResourceChange> planned(String stack, Blueprint blueprint, Map<String, String> parameters, String role)
            throws InterruptedException {
        Optional<DescribeChangeSetResponse> changeSet =
                changeSet(stack, blueprint.name(), blueprint.template(parameters), parameters, role);
        if (changeSet.isEmpty()) {
            return List.of();
        }
        List<ResourceChange> changes = changes(changeSet.get());
        discard(changeSet.get());
        return changes;
    }

    /** All changes of a change set, every page. */
    List<ResourceChange> changes(DescribeChangeSetResponse changeSet) {
        List<ResourceChange> changes = new ArrayList<>();
        DescribeChangeSetResponse page = changeSet;
        while (true) {
            page.changes().forEach(change -> changes.add(change.resourceChange()));
            String token = page.nextToken();
            if (token == null) {
                return changes;
            }
            page = formation.describeChangeSet(request ->
                    request.changeSetName(changeSet.changeSetId()).includePropertyValues(true).nextToken(token));
        }
    }

    /** Everything that a stack consists of. */
    List<StackResourceSummary> resources(String stack) {
        return formation.listStackResourcesPaginator(request -> request.stackName(stack))
                .stackResourceSummaries()
                .stream()
                .filter(resource -> !resource.resourceStatusAsString().equals("DELETE_COMPLETE"))
                .toList();
    }

    /**
     * What a stack that is gone has left behind, as its template asks for.
     *
     * @param stackId its id, by which CloudFormation knows it for 90 days
     */
    List<StackResourceSummary> kept(String stackId) {
        return formation.listStackResourcesPaginator(request -> request.stackName(stackId))
                .stackResourceSummaries()
                .stream()
                .filter(resource -> resource.resourceStatusAsString().equals("DELETE_SKIPPED"))
                .toList();
    }

    /** Has CloudFormation refuse to delete the stack, or no longer; writes only what is not so already. */
    void protect(Stack stack, boolean protects) {
        if (protects != Boolean.TRUE.equals(stack.enableTerminationProtection())) {
            formation.updateTerminationProtection(
                    request -> request.stackName(stack.stackId()).enableTerminationProtection(protects));
        }
    }

    /**
     * Deletes a change set, and the empty stack that it was for; waits a while for that to be gone, since whoever plans next
     * would take it for somebody else's.
     */
    void discard(DescribeChangeSetResponse changeSet) throws InterruptedException {
        String name = changeSet.stackName();
        formation.deleteChangeSet(request -> request.changeSetName(changeSet.changeSetId()));
        if (find(name).filter(stack -> !isBegun(stack)).isPresent()) {
            formation.deleteStack(request -> request.stackName(name));
            Pace.ofQuestions().until(EMPTY_GOES, () -> find(name).isEmpty());
        }
    }

    void execute(DescribeChangeSetResponse changeSet) {
        formation.executeChangeSet(request -> request.changeSetName(changeSet.changeSetId()));
    }

    void delete(String stack) {
        formation.deleteStack(request -> request.stackName(stack));
    }

    /**
     * Follows an operation until CloudFormation is done with it. Throttling and a network that fails for a while do
     * not end it: CloudFormation works on meanwhile, so that there would be nothing true to say.
     *
     * @param stackId ARN, so that a deleted stack can still be followed
     * @param seen ids of the events already told; grows
     * @param waiting is told why there is no answer at the moment
     * @return the stack at the end
     * @throws SdkException when AWS refuses, or has not answered for ten minutes
     */
    Stack follow(String stackId, Set<String> seen, Consumer<StackEvent> listener, Consumer<String> waiting)
            throws InterruptedException {
        Pace pace = Pace.ofQuestions();
        Instant answered = Instant.now();
        while (true) {
            try {
                Stack stack = find(stackId).orElseThrow(() -> SallyportException.refused(
                        "SP-NOT-FOUND", "The stack " + stackId + " is gone.", "Look at sallyport stacks."));
                boolean over = !stack.stackStatusAsString().endsWith("_IN_PROGRESS");
                List<StackEvent> fresh = newEvents(stackId, seen);
                fresh.forEach(listener);
                if (over) {
                    return stack;
                }
                if (!fresh.isEmpty()) {
                    pace.quicken();
                }
                answered = Instant.now();
            } catch (SdkException e) {
                if (!passes(e) || Duration.between(answered, Instant.now()).compareTo(patience) > 0) {
                    throw e;
                }
                waiting.accept(AwsErrors.translate(e).message());
            }
            pace.rest();
        }
    }

    /** Whether an error says nothing about what was asked, only that it cannot be answered now. */
    private static boolean passes(SdkException e) {
        return switch (AwsErrors.translate(e).code()) {
            case "SP-NETWORK", "SP-THROTTLED", "SP-AWS-FAULT" -> true;
            default -> e instanceof AwsServiceException service && service.statusCode() == 429;
        };
    }

    /** The events not in {@code seen}, oldest first. */
    List<StackEvent> newEvents(String stackId, Set<String> seen) {
        List<StackEvent> fresh = new ArrayList<>();
        for (var event : formation.describeStackEventsPaginator(request -> request.stackName(stackId)).stackEvents()) {
            if (seen.contains(event.eventId())) {
                break;
            }
            fresh.add(new StackEvent(
                    event.eventId(),
                    event.timestamp(),
                    Objects.requireNonNullElse(event.logicalResourceId(), ""),
                    Objects.requireNonNullElse(event.resourceType(), ""),
                    event.resourceStatusAsString(),
                    Objects.requireNonNullElse(event.resourceStatusReason(), "")));
        }
        // Only now: an error on a later page must not lose what an earlier one told.
        fresh.forEach(event -> seen.add(event.id()));
        // CloudFormation tells the latest first, also among those of the same millisecond.
        Collections.reverse(fresh);
        fresh.sort(Comparator.comparing(StackEvent::timestamp));
        return fresh;
    }

    /** The ids of all events so far, so that a new operation is told alone. */
    Set<String> eventsSoFar(String stackId) {
        Set<String> seen = new HashSet<>();
        formation
                .describeStackEventsPaginator(request -> request.stackName(stackId))
                .stackEvents()
                .forEach(event -> seen.add(event.eventId()));
        return seen;
    }
}
